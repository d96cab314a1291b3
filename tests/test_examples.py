"""Each script of examples/ runs as its first lines say."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import ROOT, run_example
from tests.integrations.pages import ARTICLE, CHROME, LOGIN, STORY, serving, warc

EXAMPLES = ROOT / "examples"


def run(name: str, folder: Path, *arguments: str) -> str:
    done = run_example([sys.executable, str(EXAMPLES / name), *arguments], folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_article(text: str) -> None:
    assert all(line in text for line in STORY)
    assert not any(line in text for line in CHROME)


def test_scrapy_spider(tmp_path: Path) -> None:
    pytest.importorskip("scrapy", exc_type=ImportError)
    with serving() as address:
        arguments = ["-a", f"start={address}/", "-O", "articles.jsonl"]
        command = [sys.executable, "-m", "scrapy", "runspider"]
        done = run_example([*command, str(EXAMPLES / "scrapy_spider.py"), *arguments], tmp_path)
    assert done.returncode == 0, done.stderr
    check_article((tmp_path / "articles.jsonl").read_text(encoding="utf-8").replace("\\n", "\n"))


def test_datatrove_pipeline(tmp_path: Path) -> None:
    for package in ("datatrove", "warcio", "cchardet", "magic", "orjson"):
        pytest.importorskip(package, exc_type=ImportError)
    pages = {"https://example.org/ferry": ARTICLE, "https://example.org/login": LOGIN}
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "0.warc.gz").write_bytes(gzip.compress(warc(pages)))
    run("datatrove_pipeline.py", tmp_path, "crawl", "articles")
    written = [gzip.decompress(path.read_bytes()) for path in (tmp_path / "articles").iterdir()]
    check_article(b"".join(written).decode().replace("\\n", "\n"))


def test_look_at_a_folder(tmp_path: Path) -> None:
    (tmp_path / "ferry.html").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    shown = run("look_at_a_folder.py", tmp_path, ".")
    assert "failed: picture.html" in shown
    assert "navigation" in shown
    assert STORY[1][:40] in shown


def run_over(page: str, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """How an example ended that reads a page from standard input."""
    return subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        input=page,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=600,
    )


def test_own_rules() -> None:
    last = ["Our paper is printed on straw.", "(bugle/jo)"]
    done = run_over("\n\n".join(["Correction: it was Monday.", *STORY, *last]), "own_rules.py")
    assert done.stdout.strip() == "\n\n".join(["Correction: it was Monday.", *STORY])
    assert "(bugle/jo)" in done.stderr


def test_own_weights() -> None:
    """Those that ship are somebody's own, too."""
    done = run_over(ARTICLE, "own_weights.py", str(ROOT / "cleaner" / "model" / "weights"))
    check_article(done.stdout)
    assert "sure" in done.stderr


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_each_example_says_how_it_is_run_and_has_a_test(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert f" {path.name}" in text.split('"""')[1]
    assert f"def test_{path.stem}(" in Path(__file__).read_text(encoding="utf-8")
