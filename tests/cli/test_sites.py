"""`cleaner sites`, and what `clean` and `run` do with profiles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from cleaner.labels.entries import Label, format_entry
from cleaner.sites.folder import ProfileFolder
from cleaner.sites.store import EvidenceStore
from cleaner.types import Role

Cleaner = Callable[..., Result]

VOICE = "The Lock and Gate reads the water of the lower canal for its friends since 1951."
TOWNS = ("Ostermoor", "Saltby", "Millgate", "Hartwell", "Dunmarket", "Crane Hill", "Fenwick")


def story(number: int) -> str:
    town, other = TOWNS[number % 7], TOWNS[(number // 7 + 3) % 7]
    paragraphs = (
        f"The keepers of {town} opened gate {number} by hand until the end of last year, and three "
        f"of them told us in {other} that they miss the noise of the old chains of {town}.",
        f"Since January the gates of {town} have been moved by pumps, which a single engineer "
        f"watches from a room in {other}, and boats pass in half the time that they needed.",
        f"Nobody in {town} has lost a job over it, the county says, because the keepers now mow "
        f"the towpaths of {other} and look after the bridges that were closed to carts.",
    )
    return "\n\n".join([f"Pumps take over gate {number} of {town}", *paragraphs, VOICE])


def write_records(path: Path, numbers: Sequence[int], host: str = "www.lock.example") -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in numbers:
            record = {
                "url": f"https://{host}/{number}",
                "date": f"2026-05-{1 + number % 28:02d}",
                "text": story(number),
            }
            file.write(json.dumps(record) + "\n")
    return path


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from click.testing import CliRunner

    from cleaner.cli import main

    folder = tmp_path_factory.mktemp("learned")
    dump = write_records(folder / "dump.jsonl", range(12))
    result = CliRunner().invoke(
        main, ["sites", "learn", str(dump), "-o", str(folder / "profiles"), "--workers", "1"]
    )
    assert result.exit_code == 0, result.output
    return folder / "profiles"


def rows(folder: Path) -> list[tuple[str, bytes]]:
    with EvidenceStore(folder / "evidence.sqlite") as store:
        return list(store.rows())


def texts(folder: Path) -> list[str]:
    return [
        json.loads(line)["text"]
        for path in sorted((folder / "records").iterdir())
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_learning_leaves_profiles_and_their_evidence_alone(profiles: Path) -> None:
    assert sorted(path.name for path in profiles.iterdir()) == [
        "evidence.sqlite",
        "lock.example.toml",
    ]


def test_show_tells_what_was_learned(cli: Cleaner, profiles: Path) -> None:
    result = cli("sites", "show", "lock.example", "--sites", profiles)
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "lock.example: learned from 12 pages, 2026-05-01 to 2026-05-12\n"
    )
    assert "12/12  after, ends" in result.stdout
    assert "the lock and gate reads the water" in result.stdout


def test_show_of_an_unknown_site_says_what_to_do(cli: Cleaner, profiles: Path) -> None:
    result = cli("sites", "show", "gate.example", "--sites", profiles)
    assert result.exit_code == 2
    assert "there is no profile of 'gate.example'" in result.stderr


def test_list_has_a_line_a_site(cli: Cleaner, profiles: Path) -> None:
    result = cli("sites", "list", "--sites", profiles)
    assert result.stdout.split("\t")[:2] == ["lock.example", "12"]


@pytest.mark.parametrize(
    "options", [["--url", "https://lock.example/99"], ["--site", "lock.example"]]
)
def test_clean_uses_a_profile(cli: Cleaner, profiles: Path, options: list[str]) -> None:
    page = story(99).encode()
    assert VOICE in cli("clean", stdin=page).stdout
    result = cli("clean", "--sites", profiles, *options, stdin=page)
    assert VOICE not in result.stdout
    assert result.stdout.rstrip() == story(99).removesuffix(VOICE).rstrip()


def test_files_belong_to_the_folder_that_they_are_in(
    cli: Cleaner, profiles: Path, tmp_path: Path
) -> None:
    for site in ("lock.example", "other.example"):
        (tmp_path / site).mkdir()
        (tmp_path / site / "page.txt").write_text(story(99), encoding="utf-8")
    both = cli("clean", tmp_path, "--sites", profiles).stdout
    assert both.count(VOICE) == 1
    assert VOICE not in cli("clean", tmp_path / "lock.example", "--sites", profiles).stdout


def test_explain_names_the_evidence(cli: Cleaner, profiles: Path) -> None:
    result = cli("explain", "--sites", profiles, "--site", "lock.example", stdin=story(99).encode())
    assert "site:lock.example" in result.stdout
    assert "on 12 of 12 pages of lock.example" in result.stdout


def test_run_uses_profiles_and_counts_what_they_removed(
    cli: Cleaner, profiles: Path, tmp_path: Path
) -> None:
    dump = write_records(tmp_path / "dump.jsonl", range(40, 44))
    result = cli("run", dump, "-o", tmp_path / "out", "--sites", profiles, "--workers", 1)
    assert result.exit_code == 0, result.stderr
    assert not any(VOICE in text for text in texts(tmp_path / "out"))
    assert "what many pages of one site have" in (tmp_path / "out" / "report.html").read_text()


def test_run_learns_the_sites_of_its_input(cli: Cleaner, tmp_path: Path) -> None:
    dump = write_records(tmp_path / "dump.jsonl", range(10))
    call = ("run", dump, "-o", tmp_path / "out", "--learn-sites", "--workers", 1)
    result = cli(*call)
    assert result.exit_code == 0, result.stderr
    assert "1 have a profile in" in result.stderr
    assert not any(VOICE in text for text in texts(tmp_path / "out"))
    assert (tmp_path / "out" / "sites" / "lock.example.toml").is_file()
    again = cli(*call)
    assert again.exit_code == 0
    assert "have a profile" not in again.stderr
    write_records(dump, range(10), "www.gate.example")
    assert cli(*call).exit_code == 2
    assert cli(*call, "--restart").exit_code == 0
    assert {site for site, _ in rows(tmp_path / "out" / "sites")} == {"gate.example"}


def test_standard_input_cannot_be_read_twice(cli: Cleaner, tmp_path: Path) -> None:
    result = cli("run", "-", "-o", tmp_path / "out", "--learn-sites", stdin=b"{}\n")
    assert result.exit_code == 2
    assert "reads the input twice" in result.stderr


def test_a_site_that_was_redesigned_is_reported(
    cli: Cleaner, profiles: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    known = ProfileFolder(profiles).get("lock.example")
    assert known is not None
    lines = [known.lines[0].__class__(text, 12, "after", known.lines[0].role) for text in "abc"]
    ProfileFolder(folder).write(known.__class__("lock.example", 12, lines))
    page = story(1).encode()
    explained = cli("explain", "--sites", folder, "--site", "lock.example", stdin=page).stdout
    assert "not as its site's profile expects" in explained
    dump = write_records(tmp_path / "dump.jsonl", range(4))
    result = cli("run", dump, "-o", tmp_path / "out", "--sites", folder, "--workers", 1)
    assert "lock.example: 4 of 4 pages do not have what its profile expects" in result.stderr
    assert "Sites whose profiles do not fit" in (tmp_path / "out" / "report.html").read_text()


def test_parts_learned_apart_merge_into_the_whole(
    cli: Cleaner, profiles: Path, tmp_path: Path
) -> None:
    for name, numbers in (("one", range(7)), ("two", range(5, 12))):
        dump = write_records(tmp_path / f"{name}.jsonl", numbers)
        cli("sites", "learn", dump, "-o", tmp_path / name, "--workers", 1)
    result = cli("sites", "merge", tmp_path / "one", tmp_path / "two", "-o", tmp_path / "both")
    assert result.exit_code == 0, result.stderr
    assert rows(tmp_path / "both") == rows(profiles)
    name = "lock.example.toml"
    assert (tmp_path / "both" / name).read_bytes() == (profiles / name).read_bytes()


def test_learning_again_adds_what_is_new_and_keeps_the_lines_of_people(
    cli: Cleaner, tmp_path: Path
) -> None:
    folder = tmp_path / "profiles"
    learn = ("sites", "learn", "-o", folder, "--workers", 1)
    first = write_records(tmp_path / "first.jsonl", range(8))
    cli(*learn, first)
    path = folder / "lock.example.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("keep = []", f'keep = ["{VOICE}"]'), encoding="utf-8")
    before = path.read_bytes()
    same = cli(*learn, first)
    assert path.read_bytes() == before
    assert "changed: 0," in same.stderr
    cli(*learn, write_records(tmp_path / "second.jsonl", range(8, 14)))
    profile = ProfileFolder(folder).get("lock.example")
    assert profile is not None
    assert (round(profile.n_pages), list(profile.keep)) == (14, [VOICE])
    kept = cli("clean", "--sites", folder, "--site", "lock.example", stdin=story(99).encode())
    assert VOICE in kept.stdout


def test_pages_of_no_site_are_counted(cli: Cleaner, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text(json.dumps({"text": story(1)}) + "\n", encoding="utf-8")
    result = cli("sites", "learn", dump, "-o", tmp_path / "profiles", "--workers", 1)
    assert "1 of no site" in result.stderr
    assert result.exit_code == 2
    named = cli("sites", "learn", dump, "-o", tmp_path / "named", "--site", "a", "--workers", 1)
    assert "sites known: 1;" in named.stderr


def test_files_that_stand_in_the_input_belong_to_its_folder(cli: Cleaner, tmp_path: Path) -> None:
    folder = tmp_path / "lock.example"
    (folder / "sub").mkdir(parents=True)
    for i in range(9):
        (folder / f"{i}.txt").write_text(story(i), encoding="utf-8")
        (folder / "sub" / f"{i}.txt").write_text(story(20 + i), encoding="utf-8")
    result = cli("sites", "learn", folder, "-o", tmp_path / "p", "--workers", 1)
    assert result.exit_code == 0, result.stderr
    assert {site for site, _ in rows(tmp_path / "p")} == {"lock.example", "sub"}


def test_a_key_can_name_the_site(cli: Cleaner, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    lines = [json.dumps({"text": story(i), "paper": "The Lock"}) for i in range(9)]
    dump.write_text("\n".join(lines), encoding="utf-8")
    cli("sites", "learn", dump, "-o", tmp_path / "p", "--site-key", "paper", "--workers", 1)
    assert ProfileFolder(tmp_path / "p").get("The Lock") is not None


def test_records_that_fail_are_told_and_written(cli: Cleaner, tmp_path: Path) -> None:
    dump = write_records(tmp_path / "dump.jsonl", range(8))
    with dump.open("a") as file:
        file.write("{broken\n")
    result = cli("sites", "learn", dump, "-o", tmp_path / "profiles", "--workers", 1)
    assert result.exit_code == 1
    assert "1 failed" in result.stderr
    assert "not JSON" in (tmp_path / "profiles" / "failures.jsonl").read_text()
    assert (tmp_path / "profiles" / "lock.example.toml").is_file()


def test_a_folder_that_was_not_learned_cannot_be_merged(cli: Cleaner, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = cli("sites", "merge", tmp_path / "empty", "-o", tmp_path / "both")
    assert result.exit_code == 2
    assert "`sites learn` did not write it" in result.stderr


def test_labels_of_people_become_lines_of_the_profile(cli: Cleaner, tmp_path: Path) -> None:
    share = Label("/d", "1", 0, VOICE, Role.OTHER, site="lock.example", everywhere=True)
    labels, folder = tmp_path / "labels.jsonl", tmp_path / "profiles"
    labels.write_bytes(format_entry(share) + format_entry(replace(share, place=7, site="", id="x")))
    result = cli("sites", "learn", "--labels", labels, "-o", folder)
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines() == [
        "cleaner: new lines by hand: 1 (sites: 1), from 1 of 2 labels",
        "cleaner:   not taken, 1: of no site",
    ]
    dump = write_records(tmp_path / "dump.jsonl", [1])
    assert cli("run", dump, "-o", tmp_path / "out", "--sites", folder).exit_code == 0
    assert VOICE not in texts(tmp_path / "out")[0]
    assert "give an INPUT, or --labels" in cli("sites", "learn", "-o", folder).stderr
