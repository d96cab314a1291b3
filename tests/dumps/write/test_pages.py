from __future__ import annotations

import pytest

from cleaner.dumps.write.pages import page_content, page_path


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("a.html", "a.html.txt"),
        ("sub/a.HTM", "sub/a.HTM.txt"),
        ("index.php", "index.php.txt"),
        ("sub/b.txt", "sub/b.txt"),
        ("ferry", "ferry_.txt"),
        ("a.html.txt", "a.html.txt.txt"),
        ("ferry_.txt", "ferry_.txt.txt"),
        ("b.txt/c.txt", "b.txt_/c.txt"),
    ],
)
def test_a_file_is_called_after_its_page_alone(source: str, path: str) -> None:
    assert page_path(source, 0, ".txt") == path


def test_a_record_of_a_dump_is_called_by_its_number() -> None:
    assert page_path("sub/dump.jsonl", 17, ".md") == "sub/dump.jsonl.records/17.md"


@pytest.mark.parametrize(
    ("text", "content"),
    [("", b""), ("one", b"one\n"), ("half of a pair: \ud800", b"half of a pair: ?\n")],
)
def test_a_text_ends_in_a_newline_and_no_text_is_no_byte(text: str, content: bytes) -> None:
    assert page_content(text) == content
