"""What is known of a page as front matter: YAML between two lines of dashes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_NOT_AS_IT_IS = re.compile(
    r"[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""What YAML refuses or takes for the end of a line, and what turns the direction of a text."""


def render_front_matter(values: Mapping[str, str | float | None]) -> str:
    """A line of YAML for each value that there is, between two of `---`.

    Texts are strings of JSON, which YAML 1.1 and 1.2 both read, so that nothing in them is markup.
    """
    lines = [f"{name}: {_to_yaml(v)}" for name, v in values.items() if v is not None]
    return "\n".join(["---", *lines, "---"])


def _to_yaml(value: str | float) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    whole = value.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
    written = json.dumps(whole, ensure_ascii=False)
    return _NOT_AS_IT_IS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
