"""Rules as data: `PURPOSE.toml` files beside their loader."""

from __future__ import annotations

from cleaner.rules.fold import fold, fold_spaces
from cleaner.rules.load import Place, Rule, load_rules

__all__ = ["Place", "Rule", "fold", "fold_spaces", "load_rules"]
