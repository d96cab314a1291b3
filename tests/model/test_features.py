"""Document -> arrays: of the right shape, finite, and the same for the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.model.arrays import Floats
from cleaner.model.features import Features, features_hash, featurize
from cleaner.model.markup import N_ANCESTORS, N_MARKUP_BUCKETS
from cleaner.model.numbers import NUMBERS
from cleaner.model.words import HEAD_CHARS, HEAD_WORDS, N_WORD_BUCKETS, TAIL_CHARS
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.rules.match import RuleSet
from cleaner.segment import segment
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import ROLES, Document, Format, Page, Role

MakeDocument = Callable[..., Document]


def read(content: str, format_: Format) -> tuple[Document, Features]:
    document = segment(Page(content, format=format_), Options())
    return document, featurize(document, [None] * len(document))


def column(features: Features, name: str) -> Floats:
    return features.numbers[:, NUMBERS.index(name)]


def words_of(features: Features, block: int) -> list[int]:
    """The hashed words of one block."""
    start, end = features.word_offsets[block : block + 2]
    return sorted(features.word_ids[start:end].tolist())


def check(document: Document, features: Features) -> None:
    """What holds of the features of every document."""
    n_blocks = len(document)
    assert features.numbers.shape == (n_blocks, len(NUMBERS))
    assert features.numbers.dtype == np.float32
    assert np.isfinite(features.numbers).all()
    assert features.word_offsets.shape == (n_blocks + 1,)
    check_bags(features.word_ids, features.word_offsets, N_WORD_BUCKETS)
    assert features.ancestors.shape == (n_blocks, N_ANCESTORS)
    n_elements = len(features.markup_offsets) - 1
    assert ((features.ancestors >= 0) & (features.ancestors < n_elements)).all()
    check_bags(features.markup_ids, features.markup_offsets, N_MARKUP_BUCKETS)
    assert features.markup_offsets[-1] == features.markup_offsets[-2]  # the last one is empty
    assert ((features.page_ids >= 0) & (features.page_ids < N_MARKUP_BUCKETS)).all()
    for name in ("position", "chars_before", "chars_after", "link_density", "emphasis_density"):
        assert (column(features, name) >= -1e-6).all()
        assert (column(features, name) <= 1 + 1e-6).all()


def check_bags(ids: npt.NDArray[Any], offsets: npt.NDArray[Any], n_buckets: int) -> None:
    assert offsets[0] == 0
    assert offsets[-1] == len(ids)
    assert (np.diff(offsets) >= 0).all()
    assert ((ids >= 0) & (ids < n_buckets)).all()


ODD = {
    "empty": "",
    "one block": "a",
    "one sentence": "The ferry did not sail.",
    "emoji": "\U0001f44d\U0001f3fd\u200d\U0001f308",
    "emoji lines": "\U0001f44d\n\n\U0001f308\n" * 5,
    "punctuation": "... --- !!!",
    "symbols": "\u2603\n\u00a9\n\u221e",
    "combining marks": "\u0301" * 50,
    "unassigned": "\U000e0123\uffff\u0378",
    "ideographs beyond the first plane": "\U00020000\U0002a6d6",
    "letters beyond the first plane": "\U00010330\U00010331 \U0001d400",
    "other scripts": "Вчера открыли мост.\n橋が流された。\nถนนปิด\nأُغلق الجسر",
    "digits": "12 345\n\u0661\u0662\u0663",
    "one long word": "a" * 5_000,
    "only spaces inside": "a" + " " * 5_000 + "b",
    "same line": "Menu\n" * 40,
    "many blank lines": "a" + "\n" * 5_000 + "b",
}


@pytest.mark.parametrize("format_", ["text", "html"])
@pytest.mark.parametrize("name", ODD)
def test_odd_documents(name: str, format_: Format) -> None:
    content = ODD[name] if format_ == "text" else f"<p>{'<p>'.join(ODD[name].splitlines())}"
    check(*read(content, format_))


@pytest.mark.parametrize("format_", ["text", "html"])
def test_line_of_three_megabytes(format_: Format) -> None:
    document, features = read("word, 12. " * 300_000 + "<p>\nWord", format_)
    check(document, features)
    assert len(document) == 2
    assert len(features.word_ids) < 100


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 3_000 + "a",
        "<span>" * 3_000 + "a",
        "<p></p>",
        "<title>a b</title><p>b",
        "<title>\U0001f44d</title><p>b",
        "<p hidden><a href=x>a</a><table><tr><td>a<td>b",
        "<br>".join("ab"),
    ],
)
def test_odd_markup(page: str) -> None:
    check(*read(page, "html"))


def test_blocks_without_words_or_characters(make_document: MakeDocument) -> None:
    for document in (make_document("", " ", "a", ""), make_document("", tokens=[()])):
        check(document, featurize(document, [None] * len(document)))


@settings(max_examples=60)
@given(text=st.lists(st.text(max_size=30), max_size=8).map("\n".join))
def test_any_text(text: str) -> None:
    document = segment_text(text, None, Options())
    check(document, featurize(document, [None] * len(document)))


@settings(max_examples=60)
@given(
    page=st.lists(
        st.sampled_from(["<p>", "<div class=a>", "<b>", "</div>", "<tr><td>", "a ", "B. ", "<ul>"]),
        max_size=30,
    ).map("".join)
)
def test_any_page(page: str) -> None:
    document = segment_html(page, None, Options())
    check(document, featurize(document, [None] * len(document)))


# -- Words ---------------------------------------------------------------------------------------


def test_same_words_have_the_same_hashes_wherever_they_stand() -> None:
    line = "The ferry did not sail on Tuesday"
    _, alone = read(line, "text")
    _, among = read(f"\u6a4b\u304c Menu\n\n{line}\n12 {line}", "text")
    _, page = read(f"<ul><li>x</ul><div><p>{line}</p></div>", "html")
    assert words_of(alone, 0) == words_of(among, 1) == words_of(page, 1)
    assert words_of(alone, 0) != words_of(among, 2)


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("Posted 12 May 2021", "Posted 98 May 1999"),
        ("12 345", "\u0661\u0662 \u0663\u0664\u0665"),
        ("Connect With US", "connect with us"),
        ("ÜBER", "über"),
        ("МОСТ", "мост"),
        ("a, b.", "a b"),
        ("a  b", "\ta b"),
    ],
)
def test_what_hashes_do_not_tell_apart(line: str, other: str) -> None:
    assert words_of(read(line, "text")[1], 0) == words_of(read(other, "text")[1], 0)


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("12 May", "1 May"),
        ("log in", "in log"),
        ("login", "log in"),
        ("a b c d", "a c b d"),
        ("橋が", "が橋"),
        ("uber", "über"),
        ("a", "b"),
    ],
)
def test_what_hashes_tell_apart(line: str, other: str) -> None:
    assert words_of(read(line, "text")[1], 0) != words_of(read(other, "text")[1], 0)


@pytest.mark.parametrize(
    ("line", "n_words"),
    [
        ("橋が流された", 6),
        ("橋 bridge 橋", 3),
        ("橋12", 2),
        ("ถนน", 3),
        ("don't", 2),
        ("Вчера открыли", 2),
        ("다리가 무너졌다", 2),
        ("cafe\u0301 open", 2),
        ("\U0001f44d", 0),
        ("12.5", 2),
    ],
)
def test_words_are_counted_by_script(line: str, n_words: int) -> None:
    _, features = read(line, "text")
    assert column(features, "log_words")[0] == pytest.approx(np.log1p(n_words))


def test_long_block_is_read_at_both_ends() -> None:
    base = f"first word {'unread ' * 2_000}last word\nAnother line"
    _, features = read(base, "text")
    for other in ("other" + base[5:], base.replace("last word", "last wood")):
        assert words_of(read(other, "text")[1], 0) != words_of(features, 0)


def test_middle_of_a_long_block_is_not_read() -> None:
    head, tail = "head " * (HEAD_CHARS // 5), " tail" * (TAIL_CHARS // 5)
    first, second = (
        read(f"{head}{middle}{tail}\nAnother line", "text")[1]
        for middle in ("1, " * 50, "B. " * 50)
    )
    assert words_of(first, 0) == words_of(second, 0)
    np.testing.assert_array_equal(first.numbers, second.numbers)


def test_words_between_head_and_tail_are_not_hashed() -> None:
    words = [f"w{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10]}" for i in range(60)]
    base = words_of(read(" ".join(words), "text")[1], 0)
    for place, is_read in ((0, True), (HEAD_WORDS - 1, True), (40, False), (59, True)):
        changed = " ".join([*words[:place], "other", *words[place + 1 :]])
        assert (words_of(read(changed, "text")[1], 0) != base) is is_read


# -- Numbers -------------------------------------------------------------------------------------


def test_numbers_of_lines() -> None:
    text = "Share this\n\n\nThe ferry did not sail. It rained!\nMENU | 12\nmenu, (x)\nShare this"
    _, features = read(text, "text")
    assert column(features, "ends_sentence").tolist() == [0, 1, 0, 0, 0]
    assert column(features, "starts_upper").tolist() == [1, 1, 1, 0, 1]
    assert column(features, "ends_bracket_or_quote").tolist() == [0, 0, 0, 1, 0]
    assert column(features, "digit_word_density").tolist() == [0, 0, 0.5, 0, 0]
    assert column(features, "upper_word_density").tolist() == [0, 0, 0.5, 0, 0]
    assert column(features, "blank_before").tolist() == [0, 1, 0, 0, 0]
    assert column(features, "blank_after").tolist() == [1, 0, 0, 0, 0.5]
    assert column(features, "position").tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert column(features, "copies_log") == pytest.approx([np.log(2), 0, 0, 0, np.log(2)])
    assert column(features, "is_text").tolist() == [1] * 5


def test_numbers_of_markup() -> None:
    page = (
        "<title>Bridge opens | bugle</title><body><nav><a href=/>Home</a></nav>"
        "<article><h1>Bridge opens</h1><p>It <b>rained</b>.<p hidden>x</article>"
    )
    _, features = read(page, "html")
    assert column(features, "link_density").tolist() == [1, 0, 0, 0]
    assert column(features, "is_hidden").tolist() == [0, 0, 0, 1]
    assert column(features, "emphasis_density")[2] == pytest.approx(6 / 10)
    assert column(features, "words_of_title").tolist() == [0, 1, 0, 0]
    assert column(features, "title_in_block") == pytest.approx([0, 2 / 3, 0, 0])
    assert column(features, "kind_heading").tolist() == [0, 1, 0, 0]
    assert column(features, "level")[1] == pytest.approx(1 / 3)
    assert column(features, "is_text").tolist() == [0] * 4
    assert len(features.page_ids) == 3  # the root, <html>, <body>


def test_containers_are_ancestors_that_hold_more() -> None:
    deep = "<div>" * 50 + "<p>aaaa</p>" + "</div>" * 50
    _, features = read(f"<section>{deep}<p>bbbb</p></section><p>cccccccc</p>", "html")
    assert column(features, "container0_chars_share") == pytest.approx([0.5, 0.5, 1])
    assert column(features, "container1_chars_share") == pytest.approx([1, 1, 1])
    assert column(features, "container0_place_inside") == pytest.approx([0, 0.5, 2 / 3])
    assert column(features, "container3_blocks_log") == pytest.approx([np.log(4)] * 3)


def test_ancestors_go_from_the_innermost_up() -> None:
    document, features = read("<div class=a><p>x</p><section><p>y</p></section></div>", "html")
    empty = len(features.markup_offsets) - 2
    n_above = [(row != empty).sum() for row in features.ancestors]
    assert n_above == [5, 6]  # root, html, body, div, p, and section
    assert features.ancestors[0, 1] == features.ancestors[1, 2]
    assert (features.ancestors[0, 5:] == empty).all()
    assert len(document) == 2


def test_rules_are_features(make_document: MakeDocument) -> None:
    sure = Rule("a", Role.SHARE, "why", phrases=("share",))
    hint = Rule("b", Role.LEGAL, "why", phrases=("imprint",), sure=False)
    document = make_document("share", "imprint", "prose")
    features = featurize(document, RuleSet([sure, hint]).match(document))
    assert column(features, "rule_is_sure").tolist() == [1, 0, 0]
    assert column(features, "rule_share").tolist() == [1, 0, 0]
    assert column(features, "rule_legal").tolist() == [0, 1, 0]
    by_role = [column(features, f"rule_{role}").sum() for role in ROLES]
    assert sum(by_role) == 2


def test_links_of_a_markdown_dump_count_as_those_of_a_page() -> None:
    dump = (
        "[Start](/a/long/address?that=nobody&reads=1)   [Neues](/n)\nDas [Schiff](/s) fuhr nicht."
    )
    plain = "Start   Neues\nDas Schiff fuhr nicht."
    _, linked = read(dump, "text")
    _, bare = read(plain, "text")
    assert column(linked, "link_density") == pytest.approx([10 / 11, 6 / 22])
    assert not column(bare, "link_density").any()
    about_links = [i for i, name in enumerate(NUMBERS) if name.endswith("link_density")]
    others = np.delete(np.arange(len(NUMBERS)), about_links)
    np.testing.assert_array_equal(linked.numbers[:, others], bare.numbers[:, others])
    np.testing.assert_array_equal(linked.word_ids, bare.word_ids)


def test_padding_inside_of_links_is_not_linked_text() -> None:
    _, features = read("[Start" + " " * 200 + "](/)\nDas Schiff fuhr nicht.", "text")
    assert column(features, "link_density").tolist() == [1.0, 0.0]


# -- The list and its hash -----------------------------------------------------------------------


def test_numbers_have_one_name_each() -> None:
    assert len(set(NUMBERS)) == len(NUMBERS)


HASHES = """
from cleaner.model.features import features_hash, featurize
from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
document = segment_html("<div class='post body'><p>Die Fähre fuhr nicht.</div>", None, Options())
features = featurize(document, [None])
print(features_hash(), features.word_ids.tolist(), features.markup_ids.tolist())
"""


def test_hashes_are_the_same_in_every_process() -> None:
    runs = {
        subprocess.run(
            [sys.executable, "-c", HASHES],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert runs.pop().startswith(features_hash())


def test_hash_changes_with_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    before = features_hash()
    assert len(before) == 16
    monkeypatch.setattr("cleaner.model.features.NUMBERS", NUMBERS[::-1])
    assert features_hash() != before
