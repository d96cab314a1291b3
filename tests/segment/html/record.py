"""python -m tests.segment.html.record: write down what Chromium shows of each case."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import cast

from tests.segment.html.element_cases import CASES
from tests.support.browser import open_browser

RECORDED = Path(__file__).with_name("chromium.json")
_SHOW = """
document.documentElement.innerHTML = "";
document.open(); document.write("<!doctype html>" + arguments[0]); document.close();
return document.body.innerText;
"""


def show_all() -> dict[str, list[str]]:
    """Of each case its markup, and what the browser shows of it."""
    with tempfile.TemporaryDirectory() as folder, open_browser(Path(folder)) as browser:
        browser.get("about:blank")
        return {
            name: [case.html, cast("str", browser.execute_script(_SHOW, case.html))]
            for name, case in CASES.items()
        }


if __name__ == "__main__":
    shown = json.dumps(show_all(), ensure_ascii=False, indent=1)
    RECORDED.write_text(f"{shown}\n", encoding="utf-8")
