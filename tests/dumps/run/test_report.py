"""The report says what the output says, whatever the pages hold, and stays small."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lxml import etree

from cleaner.dumps.clean.filters import Filters
from cleaner.dumps.clean.outcome import EXAMPLES, Count, Failure, Outcome, Slow
from cleaner.dumps.read.raw import SplitEnd
from cleaner.dumps.read.sources import Source
from cleaner.dumps.run.manifest import Manifest
from cleaner.dumps.run.report import (
    FIRST_FAILURES,
    TOP_RULES,
    TOP_SITES,
    percent,
    shorten,
    write_report,
)
from cleaner.dumps.run.run import REPORT
from cleaner.dumps.write.folder import Folder
from cleaner.dumps.write.records import Status
from cleaner.options import Options
from cleaner.rules import load_rules
from tests.dumps import build
from tests.dumps.build import failures, read_lines, run_here

SCRIPT = "<script>alert(1)</script>"
LONG = "a/" * 300
RIGHT_TO_LEFT = "أخبار/سياسة"
OVERRIDE = "\u202egnp.exe"
N_BROKEN = 60
N_SITES = 70
MENU = ("Our regions", "Weather maps", "Jobs and careers", "Our team", "Courses 2024", "Gift ideas")
FOOTER = ("Share this:", "Facebook", "Twitter", "Privacy Policy", "All rights reserved.")
PROSE = "The keeper of the lock has counted the boats since 1931, and writes each into a book."
BOXED = "\n".join([*MENU, "", PROSE, "", PROSE, "", *FOOTER])
"""A dump whose menu no rule sees."""


class Ended(NamedTuple):
    """A run and its report."""

    inputs: list[Path]
    out: Path
    html: str
    root: etree._Element


def parse(path: Path) -> etree._Element:
    """The report, whose elements must all be closed and whose text must all be escaped."""
    return etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False))


def find(root: etree._Element, path: str) -> list[Any]:
    found: Any = root.xpath(path)
    return list(found)


def rows(root: etree._Element, table: str) -> list[list[str]]:
    """The texts of the cells of a table's body, white space folded."""
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in find(root, f"//table[@id='{table}']/tbody/tr")
    ]


def number(text: str) -> int:
    return int(text.replace(",", ""))


def by_name(root: etree._Element, table: str, column: int = 1) -> dict[str, int]:
    return {row[0]: number(row[column]) for row in rows(root, table)}


def text(root: etree._Element, id_: str = "") -> str:
    (element,) = find(root, f"//*[@id='{id_}']" if id_ else "//body")
    return " ".join("".join(element.itertext()).split())


def _pages() -> list[dict[str, Any]]:
    """Records that are cleaned or skipped."""
    pages: list[dict[str, Any]] = []
    for i in range(N_SITES):
        pages += [
            {"url": f"https://site{i}.example/{n}", "text": build.good("", i).text}
            for n in range(1 + (i % 7 == 0))
        ]
    menu = "".join(f"<li><a href='/{i}'>Section {i}</a></li>" for i in range(40))
    page = build.page("", 1).text
    pages.append({"html": page.replace("<body>", f"<body><nav><ul>{menu}</ul></nav>")})
    pages.append({"id": "de", "html": page.replace("<html>", "<html lang='de'>")})
    pages += [{"url": "https://<b>x</b>.example/", "html": page}] * 3
    pages += [{"id": id_, "html": page} for id_ in (SCRIPT, RIGHT_TO_LEFT, OVERRIDE, LONG)]
    pages.append({"id": "boxed", "text": BOXED})
    return pages + [{"id": SCRIPT, "text": " "}] * 3


def _write_dumps(folder: Path) -> list[Path]:
    """A dump that fails in hostile ways, and one with good, empty and broken lines."""
    table, lines = folder / "table.parquet", folder / "lines.jsonl"
    ids = [SCRIPT, RIGHT_TO_LEFT, OVERRIDE, LONG]
    urls = [f"https://x.example/{SCRIPT}", "javascript:alert(1)", None, f"https://{LONG}"]
    html = pa.array([None] * len(ids), pa.string())
    pq.write_table(pa.table({"id": ids, "url": urls, "html": html}), table)
    content = [json.dumps({SCRIPT: 1}), *["{"] * N_BROKEN, *map(json.dumps, _pages())]
    content.append(json.dumps({"text": build.huge("").text}))
    lines.write_text("".join(line + "\n" for line in content), encoding="utf-8")
    return [table, lines]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    folder = tmp_path_factory.mktemp("report")
    inputs, out = _write_dumps(folder), folder / "out"
    run_here(inputs, out)
    path = out / REPORT
    return Ended(inputs, out, path.read_text(encoding="utf-8"), parse(path))


@pytest.fixture
def manifest(tmp_path: Path) -> Any:
    manifest = Manifest(tmp_path / "manifest.sqlite")
    yield manifest
    manifest.close()


def plan(manifest: Manifest, outcome: Outcome, n_records: int) -> None:
    """A run with one batch, as a manifest knows it."""
    manifest.plan.make({"version": '"1"', "input": '["in"]'}, [Source("in", "in", 10, "")])
    with manifest.transaction():
        manifest.add_outcome(outcome)
        manifest.plan.end_split(SplitEnd(0, 1, n_records))


def test_nothing_is_loaded_or_run(ended: Ended) -> None:
    tags = {element.tag for element in ended.root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "svg"}
    assert not find(ended.root, "//@src | //@srcset | //@*[starts-with(name(), 'on')]")
    assert set(find(ended.root, "//@href")) == {"records/", "failures.jsonl"}
    assert all((ended.out / str(link)).exists() for link in find(ended.root, "//@href"))
    (style,) = find(ended.root, "//style/text()")
    assert not re.search(r"url\(|@import|@font-face", str(style))
    (policy,) = find(ended.root, "//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_what_pages_say_is_text(ended: Ended) -> None:
    assert SCRIPT not in ended.html
    errors = text(ended.root, "failures")
    assert f"id {SCRIPT}" in errors
    assert f"address https://x.example/{SCRIPT}" in errors
    assert f"its keys are {SCRIPT}" in errors
    assert "address javascript:alert(1)" in errors
    assert not find(ended.root, "//b")
    assert "<b>x<" in {row[0] for row in rows(ended.root, "sites")}


def test_long_and_right_to_left_names_stay_in_their_cells(ended: Ended) -> None:
    names = [str(name) for name in find(ended.root, "//table[@id='failures']//bdi/text()")]
    assert {RIGHT_TO_LEFT, "\ufffdgnp.exe"} <= set(names)
    (long,) = (name for name in names if name.startswith("a/a/"))
    assert len(long) == 120
    assert "…" in long
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", ended.html)


def test_sums_are_those_of_the_output(ended: Ended) -> None:
    records = read_lines(ended.out)
    n_failed = len(failures(ended.out))
    read = len(records) + 3 + n_failed
    assert by_name(ended.root, "totals") == {
        "cleaned": len(records),
        "skipped": 3,
        "failed": n_failed,
        "read": read,
    }
    assert text(ended.root, "check").startswith(
        f"✓ The sum is right: {len(records)} + 3 + {n_failed} = {read},"
    )
    chars = {
        name: sum(sum(record[f"{name}_chars"].values()) for record in records)
        for name in ("kept", "removed")
    }
    assert by_name(ended.root, "characters") == chars | {"in all": sum(chars.values())}
    assert f"{percent(chars['kept'] / sum(chars.values()))} was kept" in text(ended.root)
    assert "records/: 1 file, failures.jsonl: 66 lines" in text(ended.root)


@pytest.mark.parametrize("what", ["kept", "removed"])
def test_roles_are_those_of_the_output(ended: Ended, what: str) -> None:
    chars: Counter[str] = Counter()
    for record in read_lines(ended.out):
        chars.update({role.replace("_", " "): n for role, n in record[f"{what}_chars"].items()})
    table = rows(ended.root, f"{what}-roles")
    assert {row[0]: number(row[1]) for row in table} == chars
    assert [row[2] for row in table] == [percent(number(r[1]) / chars.total()) for r in table]
    widths = find(ended.root, f"//table[@id='{what}-roles']//span[@class='{what}']/@style")
    longest = max(chars.values())
    expected = [f"width:{100 * number(row[1]) / longest:.2f}%" for row in table]
    assert widths == expected


def test_rules_are_those_of_the_output_and_say_why(ended: Ended) -> None:
    n_blocks: Counter[str] = Counter()
    n_chars: Counter[str] = Counter()
    for record in read_lines(ended.out):
        for reason in record["reasons"]:
            n_blocks[reason["by"]] += reason["n_blocks"]
            n_chars[reason["by"]] += reason["chars"]
    why = {f"rule:{rule.id}": rule.id + rule.why for rule in load_rules()}
    kinds = {by.partition(":")[0] for by in n_chars}
    assert kinds == {"rule", "model"}
    expected = []
    for by, n in sorted(n_chars.items(), key=lambda entry: (-entry[1], entry[0])):
        name = by.removeprefix("model:") + "the model found that it is hardly content"
        share = percent(n / n_chars.total())
        expected.append([why.get(by, name), f"{n_blocks[by]:,}", f"{n:,}", share])
    assert rows(ended.root, "removers") == expected


def test_the_histogram_has_every_record_once(ended: Ended) -> None:
    bins: Counter[int] = Counter()
    for record in read_lines(ended.out):
        kept, removed = (sum(record[f"{name}_chars"].values()) for name in ("kept", "removed"))
        bins[min(9, 10 * kept // (kept + removed))] += 1
    table = rows(ended.root, "kept-shares")
    assert [number(row[1]) for row in table] == [bins[i] for i in range(10)]
    heights = find(ended.root, "//div[@class='column']/span/@style")
    highest = max(bins.values())
    shown = [float(str(height).removeprefix("height:").removesuffix("%")) for height in heights]
    assert shown == pytest.approx([82 * bins[i] / highest for i in range(10)], abs=0.01)
    median = sorted(bins.elements())[(bins.total() - 1) // 2]
    assert f"median record kept {median * 10}–{median * 10 + 10}%" in text(ended.root)


def test_texts_that_lost_much_on_the_models_word_alone_are_counted(ended: Ended) -> None:
    shares = {record["id"]: record["model_alone"] for record in read_lines(ended.out)}
    assert shares["boxed"] > 0.1
    n = sum(share > 0.1 for share in shares.values())
    said = f"Texts that lost more than a tenth on the model's word alone: {n}."
    assert text(ended.root, "model-alone").startswith(said)


WALLED = [
    {"id": f"{SCRIPT}{i}", "html": f"<title>404 Not Found</title><h1>404 Not Found</h1>{i} nginx"}
    for i in range(5)
]


@pytest.fixture(scope="module")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A run over errors and an article, which leaves out what is no article."""
    folder = tmp_path_factory.mktemp("walled")
    records = [*WALLED, {"id": "good", "html": build.page("", 1).text}]
    path, out = folder / "lines.jsonl", folder / "out"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    run_here([path], out, build.make_task(filters=Filters(article_only=True)))
    report = out / REPORT
    return Ended([path], out, report.read_text(encoding="utf-8"), parse(report))


def test_pages_are_counted_by_their_kinds_and_walls_named(walled: Ended) -> None:
    (good,) = read_lines(walled.out)
    assert by_name(walled.root, "pages") == {"error": 5, good["page"]["kind"]: 1}
    assert by_name(walled.root, "skipped") == {"no article: error": 5}
    told = rows(walled.root, "told")
    assert [row[0] for row in told] == ["error"] * EXAMPLES
    assert [record["id"] in row[1] for record, row in zip(WALLED, told, strict=False)] == [True] * 3


def test_languages_and_sites_are_those_of_the_output(ended: Ended) -> None:
    records = read_lines(ended.out)
    languages = Counter(record["language"] or "unknown" for record in records)
    assert by_name(ended.root, "languages") == languages
    sites = Counter(urlsplit(record["url"]).hostname for record in records if record["url"])
    assert f"came from {len(sites)} sites" in text(ended.root)
    table = rows(ended.root, "sites")
    assert len(table) == TOP_SITES < len(sites)
    assert [(row[0], number(row[1])) for row in table] == sorted(
        sites.items(), key=lambda entry: (-entry[1], str(entry[0]))
    )[:TOP_SITES]
    kept, removed = Counter[Any](), Counter[Any]()
    for record in records:
        site = urlsplit(record["url"] or "").hostname
        kept[site] += sum(record["kept_chars"].values())
        removed[site] += sum(record["removed_chars"].values())
    for name, _, share in table:
        assert share == percent(kept[name] / (kept[name] + removed[name]))


def test_skips_and_failures_are_those_of_the_output(ended: Ended) -> None:
    listed = failures(ended.out)
    assert by_name(ended.root, "skipped") == {"no article": 3}
    assert by_name(ended.root, "error-types") == Counter(f["error_type"] for f in listed)
    table = rows(ended.root, "failures")
    assert len(table) == FIRST_FAILURES < len(listed)
    for (place, error), failure in zip(table, listed, strict=False):
        assert place == f"{failure['source']} at {failure['offset']}"
        assert error.startswith(f"{failure['error_type']}: {failure['error']}")
    assert f"first {FIRST_FAILURES} of {len(listed)}" in text(ended.root, "all-failures")


def test_an_id_that_says_no_more_than_the_place_is_left_out(ended: Ended) -> None:
    errors = [row[1] for row in rows(ended.root, "failures")]
    assert sum("id " in error for error in errors) == 4  # those of the table


def test_settings_can_be_read(ended: Ended) -> None:
    settings = dict(rows(ended.root, "settings"))
    assert settings["max_blocks"] == f"{Options().max_blocks:,}"
    assert settings["mode"] == "balanced"
    assert settings["input"] == ", ".join(shorten(str(path)) for path in ended.inputs)
    assert re.search(r"2 files, \d+\.\d kB read", text(ended.root))
    assert "languages" not in settings
    assert re.search("Not set: .*, languages,", text(ended.root))


def test_the_same_run_gives_the_same_report(ended: Ended, tmp_path: Path) -> None:
    run_here(ended.inputs, tmp_path / "out")
    slowest = re.compile('<table id="slowest">.*?</table>', re.DOTALL)
    again = (tmp_path / "out" / REPORT).read_text(encoding="utf-8")
    assert slowest.sub("", again) == slowest.sub("", ended.html)
    assert slowest.search(again)


def test_people_who_listen_find_their_way(ended: Ended) -> None:
    root = ended.root
    assert root.get("lang") == "en"
    assert len(find(root, "//h1")) == 1
    tables = len(find(root, "//table"))
    assert tables == len(
        find(root, "//table[normalize-space(caption) and thead/tr/th[@scope='col']]")
    )
    assert not find(root, "//tbody/tr[not(th[@scope='row'])]")
    assert len(find(root, "//section[h2]")) == len(find(root, "//section"))
    assert "below" in find(root, "//*[@role='img']/@aria-label")[0]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_from_the_paper(ended: Ended, scheme: int) -> None:
    (style,) = find(ended.root, "//style/text()")
    blocks = re.findall(r":root \{(.*?)\}", str(style), re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#\w{6})", blocks[scheme]))
    contrasts = {name: _contrast(colour, colours["paper"]) for name, colour in colours.items()}
    assert contrasts["ink"] >= 7
    assert contrasts["soft"] >= 4.5  # small text
    assert min(contrasts[name] for name in ("kept", "removed", "skipped", "failed")) >= 3


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def big_outcome(n: int) -> Outcome:
    """A batch with `n` sites, languages, reasons, rules and failures of each kind."""
    kinds = [Count.SITE, Count.LANGUAGE, Count.SKIPPED, Count.FAILED]
    kinds += [Count.REMOVED_CHARS_BY, Count.SITE_KEPT_CHARS]
    counts = {(kind, f"{SCRIPT}{i}.example"): 1000 + i for kind in kinds for i in range(n)}
    failed = [Failure("in", i, LONG, LONG, f"E{i}", "long " * 1000) for i in range(n)]
    slow = [Slow(1 + i, f"{SCRIPT}{i}", 5) for i in range(n)]
    counts[Count.KEPT_CHARS, "paragraph"] = 1_000_000_000
    statuses: dict[Status, int] = {"cleaned": 5 * n, "skipped": 2000 * n, "failed": n}
    return Outcome(0, 0, 1, statuses, b"", tuple(failed), counts, tuple(slow))


def test_size_does_not_grow_with_the_run(manifest: Manifest, tmp_path: Path) -> None:
    plan(manifest, big_outcome(3000), 2006 * 3000)
    write_report(manifest, tmp_path / REPORT)
    assert (tmp_path / REPORT).stat().st_size < 150_000
    root = parse(tmp_path / REPORT)
    assert len(rows(root, "removers")) == TOP_RULES
    assert "The first 30 of 3,000" in text(root, "removers")
    *shown, rest = rows(root, "languages")
    assert rest[0] == "2,975 others"
    assert len(shown) == 25
    assert "first 50 of 3,000" in text(root, "all-failures")
    for table in ("sites", "languages", "skipped", "error-types"):
        assert rows(root, table)[0][0] == f"{SCRIPT}2999.example"
    assert rows(root, "slowest")[0] == [f"{SCRIPT}2999", "5", "3000.000"]


def test_the_median_is_of_records(manifest: Manifest, tmp_path: Path) -> None:
    counts = {(Count.KEPT_SHARE, tenth): n for tenth, n in (("0", 40), ("6", 11), ("9", 49))}
    statuses: dict[Status, int] = {"cleaned": 100, "skipped": 0, "failed": 0}
    chars = {(Count.KEPT_CHARS, "paragraph"): 1000}
    plan(manifest, Outcome(0, 0, 1, statuses, b"", (), counts | chars, ()), 100)
    write_report(manifest, tmp_path / REPORT)
    assert "median record kept 60–70%" in text(parse(tmp_path / REPORT))


def test_a_sum_that_is_wrong_is_said(manifest: Manifest, tmp_path: Path) -> None:
    statuses: dict[Status, int] = {"cleaned": 3, "skipped": 1, "failed": 0}
    plan(manifest, Outcome(0, 0, 1, statuses, b"", (), {}, ()), 5)
    write_report(manifest, tmp_path / REPORT)
    check = text(parse(tmp_path / REPORT), "check")
    assert check.startswith("✗ The sum is wrong: 3 + 1 + 0 = 4, but the readers counted 5.")


def test_files_of_a_folder_are_one_a_record(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(build.good("", 1).text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(build.good("", 2).text, encoding="utf-8")
    out = tmp_path / "out"
    run_here([tmp_path / "a.txt", tmp_path / "b.txt"], out, build.make_task(Folder(".txt")))
    assert "records/: 2 files," in text(parse(out / REPORT))
    assert len(list((out / "records").iterdir())) == 2


def test_a_run_over_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    run_here([tmp_path / "none.jsonl"], tmp_path / "out")
    root = parse(tmp_path / "out" / REPORT)
    assert find(root, "//h1/text()") == ["There was no record in the input"]
    assert by_name(root, "totals") == {"cleaned": 0, "skipped": 0, "failed": 0, "read": 0}
    assert text(root, "check").startswith("✓ The sum is right: 0 + 0 + 0 = 0,")
    assert not find(root, "//table[@id='sites' or @id='removers' or @id='failures']")


def test_a_run_that_only_failed_has_a_report(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{\n[]\n", encoding="utf-8")
    run_here([tmp_path / "bad.jsonl"], tmp_path / "out")
    root = parse(tmp_path / "out" / REPORT)
    assert by_name(root, "totals")["failed"] == len(rows(root, "failures")) == 2
    assert "Below are all of them" in text(root, "all-failures")
    assert not find(root, "//table[@id='slowest' or @id='sites' or @id='languages']")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (1e-9, "<0.1%"), (0.2, "20.0%"), (1 - 1e-9, ">99.9%"), (1, "100%")],
)
def test_percent_makes_nothing_of_little_and_all_of_much(share: float, shown: str) -> None:
    assert percent(share) == shown
