from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cleaner.cli._watch import BAR_FROM
from tests.cli.conftest import CHROME, DUMP, HTML, PARAGRAPHS, Cleaner, read_terminal

CLEAN_DUMP = "\n".join(["Pumps take over at the canal", "", *PARAGRAPHS, ""])


def test_standard_input_to_standard_output(cli: Cleaner) -> None:
    run = cli("clean", stdin=DUMP.encode())
    assert (run.exit_code, run.stdout, run.stderr) == (0, CLEAN_DUMP, "")
    assert cli("clean", "-", stdin=DUMP.encode()).stdout == CLEAN_DUMP


def test_a_file_and_its_copy_on_standard_input_give_the_same(cli: Cleaner, crawl: Path) -> None:
    page = crawl / "sub" / "page.html"
    run = cli("clean", page)
    assert run.exit_code == 0
    assert run.stdout == cli("clean", stdin=page.read_bytes()).stdout
    assert all(paragraph in run.stdout for paragraph in PARAGRAPHS)
    assert not any(line in run.stdout for line in CHROME)


def test_output_is_utf_8_with_plain_newlines_whatever_the_terminal_says(crawl: Path) -> None:
    page = crawl / "page.txt"
    page.write_bytes("Über den Kanal fahren wieder Boote – jeden Tag.\r\nBis Ende März.".encode())
    run = subprocess.run(
        [sys.executable, "-c", "from cleaner.cli import main; main()", "clean", page],
        capture_output=True,
        check=True,
        timeout=120,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert (
        run.stdout == "Über den Kanal fahren wieder Boote – jeden Tag.\nBis Ende März.\n".encode()
    )


def test_several_inputs_get_headers_and_an_honest_summary(cli: Cleaner, crawl: Path) -> None:
    run = cli("clean", crawl)
    assert run.exit_code == 1
    assert run.stdout.startswith(f"==> {crawl / 'dump.txt'} <==\n{CLEAN_DUMP}\n==> ")
    assert run.stdout.count("==> ") == 3
    assert f"{crawl / 'gate.png'}: " in run.stderr
    assert f"{crawl / 'empty.txt'}: no article found" in run.stderr
    last = run.stderr.splitlines()[-1]
    assert last == "cleaner: 4 inputs: 2 cleaned, 1 without an article, 1 failed"


def test_a_folder_into_a_folder(cli: Cleaner, crawl: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = cli("clean", crawl, "-o", out)
    assert (run.exit_code, run.stdout) == (1, "")
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert written == {"dump.txt", "empty.txt", "sub/page.html.txt"}
    assert (out / "dump.txt").read_bytes() == CLEAN_DUMP.encode()
    assert (out / "empty.txt").read_bytes() == b""


def test_a_folder_gets_what_a_run_writes(cli: Cleaner, crawl: Path, tmp_path: Path) -> None:
    """Pages whose names differ in their endings alone, or are too long for another ending."""
    for name in ("page.htm", "page.html", "page.txt", "page", "p" * 253, "page.html.txt"):
        (crawl / name).write_text(HTML.replace("lower canal", name), encoding="utf-8")
    clean, run = tmp_path / "clean", tmp_path / "run"
    assert cli("clean", crawl, "-o", clean).exit_code == 1
    assert cli("run", crawl, "-o", run, "--format", "text", "--min-chars", 0).exit_code == 0
    assert contents(clean) == contents(run / "records")
    assert len(contents(clean)) == 9


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not have")
def test_two_inputs_that_are_shown_alike_are_refused(cli: Cleaner, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a\x07.html", "a\\x07.html"):
        (folder / name).write_text(HTML, encoding="utf-8")
    run = cli("clean", folder, "-o", tmp_path / "out")
    assert run.exit_code == 2
    assert "another input has the name a\\x07.html" in run.stderr
    assert not (tmp_path / "out").exists()


def test_several_inputs_do_not_go_into_a_file(cli: Cleaner, crawl: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("all of it", encoding="utf-8")
    run = cli("clean", crawl, "-o", out, "--force")
    assert (run.exit_code, "out.txt is a file" in run.stderr) == (2, True)
    assert out.read_text(encoding="utf-8") == "all of it"


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_workers_change_nothing(cli: Cleaner, crawl: Path, tmp_path: Path) -> None:
    one = cli("clean", crawl, "--workers", 1)
    two = cli("clean", crawl, "--workers", 2)
    assert (two.exit_code, two.stdout) == (one.exit_code, one.stdout)
    assert sorted(two.stderr.splitlines()) == sorted(one.stderr.splitlines())


def test_nothing_is_overwritten_without_force(cli: Cleaner, crawl: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("mine", encoding="utf-8")
    run = cli("clean", crawl / "dump.txt", "-o", target)
    assert (run.exit_code, target.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in run.stderr
    run = cli("clean", crawl / "dump.txt", "-o", target, "--force")
    assert (run.exit_code, target.read_text(encoding="utf-8")) == (0, CLEAN_DUMP)


def test_an_input_is_never_overwritten(cli: Cleaner, crawl: Path) -> None:
    before = (crawl / "dump.txt").read_bytes()
    for output in (crawl, crawl / "dump.txt"):
        run = cli("clean", crawl / "dump.txt", "-o", output, "--force")
        assert run.exit_code == 2
        assert "is an input" in run.stderr
    assert (crawl / "dump.txt").read_bytes() == before


def test_an_output_folder_inside_the_input_is_not_cleaned_again(cli: Cleaner, crawl: Path) -> None:
    out = crawl / "out"
    for _ in range(2):
        cli("clean", crawl, "-o", out, "--force")
    assert not (out / "out").exists()


def test_a_failed_input_leaves_no_file(cli: Cleaner, crawl: Path, tmp_path: Path) -> None:
    run = cli("clean", crawl / "gate.png", "-o", tmp_path / "out.txt")
    assert run.exit_code == 2
    assert sorted(tmp_path.iterdir()) == [crawl]


def test_jsonl_is_a_record_a_line_with_its_path(cli: Cleaner, crawl: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert cli("clean", crawl, "--format", "jsonl", "-o", target).exit_code == 1
    records = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    names = ["dump.txt", "empty.txt", "sub/page.html"]
    assert [record["path"] for record in records] == [str(crawl / name) for name in names]
    assert records[0]["text"] == CLEAN_DUMP.rstrip("\n")


def test_json_is_one_document(cli: Cleaner, crawl: Path) -> None:
    assert json.loads(cli("clean", crawl / "dump.txt", "--format", "json").stdout)["text"]
    several = json.loads(cli("clean", crawl, "--format", "json").stdout)
    assert [Path(record["path"]).name for record in several] == [
        "dump.txt",
        "empty.txt",
        "page.html",
    ]


def test_markdown_has_absolute_links_and_images_on_request(cli: Cleaner, crawl: Path) -> None:
    page = crawl / "sub" / "page.html"
    arguments = ("clean", page, "--format", "markdown", "--url", "https://example.org/post")
    run = cli(*arguments)
    assert run.stdout.startswith("# Pumps take over at the canal\n")
    assert "(https://example.org/more)" in run.stdout
    assert "gate.jpg" not in run.stdout
    assert "gate.jpg" in cli(*arguments, "--images").stdout


def test_markdown_has_front_matter_on_request(cli: Cleaner, crawl: Path) -> None:
    arguments = ("clean", crawl / "sub" / "page.html", "--format", "markdown")
    front, _, rest = cli(*arguments, "--front-matter").stdout.partition("\n---\n\n")
    assert front.startswith('---\ntitle: "Pumps take over at the canal"\n')
    assert rest == cli(*arguments).stdout


def test_html_comes_with_headers_that_are_comments(cli: Cleaner, crawl: Path) -> None:
    run = cli("clean", crawl, "--format", "html")
    assert run.stdout.startswith("<!-- ")
    assert f"<p>{PARAGRAPHS[1]}</p>" in run.stdout


def test_roles_can_be_kept_and_dropped(cli: Cleaner, crawl: Path) -> None:
    kept = cli("clean", crawl / "dump.txt", "--keep", "caption,reading_time,comment_form").stdout
    assert all(line in kept for line in CHROME)
    dropped = cli("clean", crawl / "sub" / "page.html", "--drop", "headline").stdout
    assert "Pumps take over" not in dropped


def test_what_a_page_hides_comes_back_on_request(cli: Cleaner, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    hidden = f"<p hidden>{PARAGRAPHS[1]}</p>"
    page.write_text(HTML.replace(f"<p>{PARAGRAPHS[1]}</p>", hidden), encoding="utf-8")
    assert PARAGRAPHS[1] not in cli("clean", page).stdout
    assert cli("clean", page, "--keep", "hidden").stdout.split("\n\n")[2] == PARAGRAPHS[1]
    cli("run", page, "-o", tmp_path / "out", "--keep", "hidden", "--workers", 1)
    (written,) = (tmp_path / "out" / "records").iterdir()
    record = json.loads(written.read_text(encoding="utf-8"))
    assert (PARAGRAPHS[1] in record["text"], "hidden" in record["kept_chars"]) == (True, True)


def test_patterns_of_the_user_win(cli: Cleaner, crawl: Path) -> None:
    kept = cli("clean", crawl / "dump.txt", "--keep-pattern", "^leave a").stdout
    assert CHROME[1] in kept
    dropped = cli("clean", crawl / "dump.txt", "--drop-pattern", "county town").stdout
    assert PARAGRAPHS[1] not in dropped
    assert PARAGRAPHS[2] in dropped


def test_the_input_format_can_be_forced(cli: Cleaner) -> None:
    run = cli("clean", "--input-format", "text", stdin=HTML.encode())
    assert run.stdout.strip() == HTML


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["clean", "nowhere.html"], "No such file"),
        (["clean", "--keep", "captions"], "keep has 'captions'; did you mean caption? there are"),
        (["clean", "--keep", "caption", "--drop", "date,caption"], "both name caption"),
        (["clean", "--mode", "best"], "best"),
        (["clean", "--images"], "markdown and html"),
        (["clean", "--front-matter"], "for markdown, not for text"),
        (["run", ".", "-o", "out", "--front-matter"], "for markdown, not for jsonl"),
        (["clean", "a", "b", "--url", "https://example.org"], "one page"),
        (["clean", "--keep-pattern", "("], "'(' is no RE2 pattern: missing )"),
        (["clean", "--drop-pattern", "\udcff"], "half a surrogate pair"),
        (["clean", "--url", ""], "'' is no address"),
        (["clean", "--url", "example.org/post"], "is no address such as https://"),
        (["clean", "--url", "://example.org"], "is no address"),
        (["clean", "--url", "http://[::1"], "is no address"),
        (["explain", "--url", "mailto:somebody"], "is no address"),
        (["clean", "--workers", "0"], "--workers"),
        (["clean", "--workers", "1000000"], "--workers"),
        (["nothing"], "nothing"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(
    cli: Cleaner, arguments: list[str], message: str
) -> None:
    run = cli(*arguments, stdin=b"Some text.")
    assert (run.exit_code, run.stdout) == (2, "")
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_an_empty_folder_is_wrong_usage(cli: Cleaner, tmp_path: Path) -> None:
    run = cli("clean", tmp_path)
    assert run.exit_code == 2
    assert "no files" in run.stderr


def test_no_article_is_said_and_is_no_error(cli: Cleaner) -> None:
    run = cli("clean", stdin=b" \n")
    assert (run.exit_code, run.stdout) == (0, "")
    assert "no article" in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_reader_that_goes_away_is_no_noise(tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text(f"{PARAGRAPHS[0]}\n" * 5000, encoding="utf-8")
    command = [sys.executable, "-c", "from cleaner.cli import main; main()", "clean", str(long)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_said(crawl: Path) -> None:
    command = [sys.executable, "-c", "from cleaner.cli import main; main()", "clean"]
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [*command, str(crawl / "dump.txt")],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    assert run.returncode == 2
    assert "No space left" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_many_inputs_show_progress_on_a_terminal_beside_whole_output(tmp_path: Path) -> None:
    import pty

    for number in range(BAR_FROM):
        (tmp_path / f"{number}.txt").write_text(DUMP, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from cleaner.cli import main; main()", "clean", str(tmp_path)]
    with (
        ThreadPoolExecutor(1) as pool,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, text=True) as process,
    ):
        os.close(theirs)
        shown = pool.submit(read_terminal, ours)
        assert process.stdout is not None
        output = process.stdout.read()
    assert output.count(CLEAN_DUMP) == BAR_FROM
    assert b"cleaning" in shown.result()
    assert "cleaning" not in output
