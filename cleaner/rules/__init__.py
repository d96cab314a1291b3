"""Rules as data: `PURPOSE.toml` files beside what loads, compiles and matches them."""

from __future__ import annotations

from cleaner.rules.load import Place, Rule, fingerprint, load_rules

__all__ = ["Place", "Rule", "fingerprint", "load_rules"]
