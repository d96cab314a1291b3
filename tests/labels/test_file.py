"""A file of labels survives kills, full disks, two writers and what is no label."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.errors import CorpusError, InputError, OutputError
from cleaner.labels.entries import Entry, Label, Undo, Was, format_entry, parse_entry
from cleaner.labels.file import LabelFile, export_labels, merge_labels, read_labels
from cleaner.labels.pages import LabelledBlock, LabelledPage, hash_text
from cleaner.labels.standing import RecordKey, Standing
from cleaner.types import By, Role

KEY = RecordKey("/pages/a.warc.gz", "r1")


def say(text: str, role: Role, place: int = 0, record: str = "r1", **others: str) -> Label:
    return Label(KEY.source, record, place, text, role, **others)  # type: ignore[arg-type]


def lines_of(*entries: Entry) -> bytes:
    return b"".join(map(format_entry, entries))


SEEN = LabelledPage(
    *KEY,
    (LabelledBlock("aa", "share", "share", 0), LabelledBlock("bb", "content", "unclear", 1)),
    id="p",
    by="ann",
    when="2026-11-29",
)


@pytest.mark.parametrize(
    "entry",
    [
        say("Share\u2028 \x1b[2J</script>\n“字”", Role.SHARE, url="https://a.example/", by="ann"),
        Label("s", "r", 3, "", Role.CODE, Was(Role.LEGAL, False, By("rule", "a.b"), 0.25), True),
        Undo("abc", "ann"),
        SEEN,
        LabelledPage("wcxb-dev", "7", (LabelledBlock("aa", "share", "share"),), "article"),
    ],
)
def test_an_entry_is_a_line_and_comes_back(entry: Entry) -> None:
    line = format_entry(entry)
    assert line.endswith(b"\n")
    assert len(line.splitlines()) == 1
    assert parse_entry(line) == entry


def test_half_of_a_surrogate_pair_is_no_end_of_the_file(tmp_path: Path) -> None:
    with LabelFile.open(tmp_path / "l.jsonl") as file:
        file.append(say("a \ud83d b", Role.SHARE))
    (label,) = read_labels(tmp_path / "l.jsonl").standing.labels
    assert label.text == "a ? b"


@pytest.mark.parametrize(
    "change",
    [
        {"place": -1},
        {"place": True},
        {"place": "1"},
        {"role": "menu"},
        {"text": None},
        {"source": 3},
        {"was": {"role": "share"}},
        {"was": []},
        {"label": 1},
    ],
)
def test_what_is_no_label_is_told_by_its_line(change: dict[str, object], tmp_path: Path) -> None:
    line = format_entry(say("Share", Role.SHARE))
    wrong = json.dumps({**json.loads(line), **change}).encode()
    (tmp_path / "l.jsonl").write_bytes(line + wrong + b"\n" + line)
    with pytest.raises(CorpusError, match=r"l\.jsonl, line 2: .*; expected a label"):
        read_labels(tmp_path / "l.jsonl")


def test_the_last_word_on_a_block_holds() -> None:
    labels = [say("Share", Role.SHARE), say("Share", Role.PARAGRAPH), say("Share", Role.SHARE, 7)]
    standing = Standing(labels)
    assert standing.labels == labels[1:]
    assert not standing.add(labels[1])
    assert standing.records == [KEY]


def test_an_undoing_brings_back_what_held_before() -> None:
    first, second = say("Share", Role.SHARE), say("Share", Role.PARAGRAPH)
    undo, redo = Undo(second.id), Undo("")
    standing = Standing([first, second, undo])
    assert standing.labels == [first]
    redo = Undo(undo.id)
    standing.add(redo)
    assert standing.labels == [second]
    standing.add(Undo(redo.id))
    assert standing.labels == [first]
    standing.add(Undo(first.id))
    assert (standing.labels, standing.records) == ([], [])


def test_undoings_of_nothing_of_themselves_and_in_a_circle_do_nothing() -> None:
    label = say("Share", Role.SHARE)
    circle = [Undo("u2", id="u1"), Undo("u1", id="u2"), Undo("u3", id="u3"), Undo("gone")]
    assert Standing([label, *circle]).labels == [label]


def test_a_page_that_was_seen_says_what_all_its_blocks_are() -> None:
    share = Label(*KEY, 1, "Share", Role.SHARE)
    standing = Standing([SEEN, share])
    assert standing.seen_of(KEY) == SEEN
    said = [(block.hash, block.agreed, block.place) for block in standing.page_of(KEY).blocks]
    assert said[:2] == [("aa", "share", 0), ("bb", None, 1)]
    assert said[2] == (share.block, "share", 1)
    standing.add(Undo("p"))
    assert standing.seen_of(KEY) is None
    assert standing.labels == [share]


def test_blocks_are_found_where_they_were_or_next_to_it() -> None:
    texts = ["Share", "Rye", "Share", "Wheat", "Share"]
    labels = [say("Share", Role.SHARE, 4), say("Share", Role.LEGAL, 1), say("Oats", Role.CODE, 3)]
    page = Standing(labels).page_of(KEY)
    assert [(block.first, i) for block, i in page.find(texts)] == [("legal", 0), ("share", 4)]
    far = Standing([say("Rye", Role.CODE, 10**9)]).page_of(KEY)
    assert [i for _, i in far.find(texts)] == [1]
    many = Standing([say("Rye", Role.CODE, i) for i in range(3)]).page_of(KEY)
    assert [i for _, i in many.find(texts)] == [1]


@pytest.mark.parametrize("n_left", [0, 1, 40, -2, -1])
def test_a_line_that_a_kill_left_unfinished_is_cut_off(n_left: int, tmp_path: Path) -> None:
    path, whole = tmp_path / "l.jsonl", format_entry(say("Share", Role.SHARE))
    last = format_entry(say("字", Role.LEGAL, 1))[:n_left]
    path.write_bytes(whole + last)
    is_whole = n_left == -1  # only the end of the line is missing
    kept = whole + last + b"\n" if is_whole else whole
    if n_left == 1:  # nothing tells whose it is
        with pytest.raises(CorpusError, match="line 2"):
            LabelFile.open(path)
        return
    assert len(read_labels(path).standing.labels) == 1 + is_whole
    with LabelFile.open(path) as file:
        assert file.n_torn == (0 if is_whole else len(last))
        assert path.read_bytes() == kept
        file.append(say("Rye", Role.CODE, 2))
    assert len(read_labels(path).standing.labels) == 2 + is_whole
    path.write_bytes(whole + bytes(300))
    with LabelFile.open(path) as file:
        assert file.n_torn == 300
    assert path.read_bytes() == whole


@pytest.mark.parametrize("content", ["An article of one line", "<p>Rye\n", '{"a": 1}\n', "7"])
def test_a_file_of_something_else_is_left_as_it_is(content: str, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(content)
    for use in (LabelFile.open, read_labels):
        with pytest.raises(CorpusError, match="line 1"):
            use(path)
    assert path.read_text() == content
    LabelFile.open(tmp_path / "other.jsonl").close()  # nothing is held


def test_two_writers_are_one_too_many(tmp_path: Path) -> None:
    path = tmp_path / "new" / "l.jsonl"
    code = (
        "import sys; from pathlib import Path; from cleaner.labels.file import LabelFile\n"
        "LabelFile.open(Path(sys.argv[1]))"
    )
    with LabelFile.open(path) as file:
        file.append(say("Share", Role.SHARE))
        ended = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
        assert "OutputError" in ended.stderr
        assert "is open elsewhere" in ended.stderr
        assert len(read_labels(path).standing.labels) == 1
    subprocess.run([sys.executable, "-c", code, path], check=True)


def test_a_full_disk_leaves_wholelines_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "l.jsonl"
    write = os.write
    with LabelFile.open(path) as file:
        file.append(say("Share", Role.SHARE))
        before = path.read_bytes()
        monkeypatch.setattr("os.write", lambda fd, data: write(fd, data[:20]))
        with pytest.raises(OutputError, match="disk is full"):
            file.append(say("Rye", Role.CODE, 1))
        monkeypatch.undo()
        assert path.read_bytes() == before
        assert len(file.standing.labels) == 1
        file.append(say("Rye", Role.CODE, 1), say("Wheat", Role.CODE, 2))
    assert len(read_labels(path).standing.labels) == 3


def test_a_folder_is_no_file_of_labels(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        LabelFile.open(tmp_path)
    with pytest.raises(InputError):
        read_labels(tmp_path / "gone.jsonl")


def test_files_are_merged_by_the_ids_of_their_entries(tmp_path: Path) -> None:
    first = say("Share", Role.SHARE, when="2026-11-01T00:00")
    second = say("Share", Role.PARAGRAPH, when="2026-11-03T00:00")
    late, undo = Undo(second.id, when="2026-11-02T00:00"), Undo(first.id, when="")
    page = LabelledPage("wcxb-dev", "7", (LabelledBlock("aa", "share", "share"),), "article")
    (tmp_path / "a").write_bytes(lines_of(first, second, late))
    (tmp_path / "b").write_bytes(lines_of(page, first, undo, page))
    out = tmp_path / "all"
    assert merge_labels([tmp_path / "b", tmp_path / "a"], out) == 5
    merged = read_labels(out)
    assert merged.standing.labels == []
    assert merged.pages == (page,)
    with pytest.raises(OutputError, match="exists"):
        merge_labels([tmp_path / "a"], out)


def test_labels_are_exported_without_their_text(tmp_path: Path) -> None:
    said = [say("Rye", Role.QUOTE, 7), say("Share", Role.SHARE, 2)]
    said = [replace(label, source="/pages/mine.parquet") for label in said]
    path, out = tmp_path / "l.jsonl", tmp_path / "pages.jsonl"
    path.write_bytes(lines_of(*said, SEEN))
    assert export_labels(read_labels(path), out) == 2
    assert "Rye" not in out.read_text()
    page, seen = read_labels(out).pages
    assert page.corpus == "mine"
    assert [i for _, i in page.find(["Home", "Share", "So", "Rye"])] == [1, 3]
    assert [block.first for block in seen.blocks] == ["share", "content"]
    with pytest.raises(OutputError, match="exists"):
        export_labels(read_labels(path), out)


@pytest.mark.slow
def test_a_hundred_thousand_labels_are_read(tmp_path: Path) -> None:
    texts = [f"Line {n} of a page" for n in range(1000)]
    said = (
        format_entry(say(texts[n % 1000], Role.SHARE, n % 1000, f"r{n // 1000}"))
        for n in range(100_000)
    )
    (tmp_path / "l.jsonl").write_bytes(b"".join(said))
    labels = read_labels(tmp_path / "l.jsonl")
    assert len(labels.standing.labels) == 100_000
    assert len(labels.pages) == 100
    assert len(labels.pages[7].find(texts)) == 1000
    assert labels.pages[0].blocks[1].hash == hash_text(texts[1])


@pytest.mark.slow
@pytest.mark.parametrize("moved", [0, 1])
def test_a_hundred_thousand_lines_alike_are_found(moved: int) -> None:
    n, hash_ = 100_000, hash_text("Share")
    blocks = tuple(LabelledBlock(hash_, "share", "share", i + moved * n) for i in range(n))
    found = LabelledPage(*KEY, blocks, id="p").find(["Share"] * n)
    assert [i for _, i in found] == list(range(n))
