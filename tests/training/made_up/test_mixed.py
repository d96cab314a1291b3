"""Lines of other dumps around articles: threads, comments, teasers."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CONTENT
from cleaner.training.made_up.comments import write_comments
from cleaner.training.made_up.mixed import mix_rows
from cleaner.training.made_up.teasers import cut_words, write_teasers
from tests.training.build import PROSE, thread_rows


def test_lines_of_other_dumps_stand_around_articles_as_chrome() -> None:
    rows = thread_rows()
    mixed = list(mix_rows(rows, 0))
    threads = [row for row in mixed if "Rules" in row.text]
    comments = [row for row in mixed if row.comments and row not in threads]
    teasers = [row for row in mixed if not row.comments]
    # 150 articles: threads below a fifth of the 50 in the forum's language and style; comments and
    # teasers for a quarter of all, half of the comments in the forum's words where they can.
    assert 3 <= len(threads) <= 25
    assert 15 <= len(comments) <= 50
    assert 15 <= len(teasers) <= 60
    assert {row.sources for row in threads} == {("forum.example",)}
    assert "forum.example" in {source for row in comments for source in row.sources}
    assert "forum.example" not in {source for row in teasers for source in row.sources}
    assert not [row for row in mixed if row.site in row.sources]
    known = {(row.id, row.style, row.language, row.site) for row in rows}
    n_above = 0
    for row in mixed:
        assert (row.id, row.style, row.language, row.site) in known
        lines = row.text.split("\n")
        assert len(lines) == len(row.labels)
        kept = [line for line, label in zip(lines, row.labels, strict=True) if label == CONTENT]
        assert kept == [PROSE[0], PROSE[1]]
        if row.comments:
            assert row.text.index(PROSE[1]) < row.text.index(row.comments)
            others = row.text.replace(row.comments, "", 1).split("\n")
            assert [line for line in others if line] == ["Home", PROSE[0], PROSE[1], "Share"]
        n_above += row.labels.index(CONTENT) > 2
    assert 0 < n_above < len(teasers) / 2
    assert list(mix_rows(rows, 0)) == mixed
    assert not [row for row in mix_rows(rows[1:], 0) if "Rules" in row.text]


@pytest.mark.parametrize("language", ["en", "ru", "zh", "el", "ar", "xx"])
def test_comments_have_a_head_each(language: str) -> None:
    bodies = [[f"Body {i} of one.", f"Body {i}, more."] for i in range(40)]
    for seed in range(30):
        generator = np.random.default_rng(seed)
        lines = write_comments(iter(bodies), language, generator)
        assert not [line for line in lines if "{" in line or "}" in line]
        is_body = [line.startswith("Body") for line in lines]
        n_comments = sum(is_body) // 2
        assert [line for line in lines if line.startswith("Body")] == [
            line for body in bodies[:n_comments] for line in body
        ]
        assert 2 <= n_comments <= 40
        assert lines.count("") in {0, 2 * n_comments, 2 * n_comments + 1}
        n_others = sum(bool(line) for line in lines) - 2 * n_comments
        assert n_others >= n_comments
        assert lines == write_comments(iter(bodies), language, np.random.default_rng(seed))


@pytest.mark.parametrize("language", ["en", "ru", "zh", "el", "ar", "xx"])
def test_teasers_have_a_title_or_a_text_each(language: str) -> None:
    articles = [(f"Title {i}", f"Text {i} " + "word " * 90) for i in range(6)]
    n_texts = 0
    for seed in range(30):
        generator = np.random.default_rng(seed)
        lines = write_teasers(iter(articles), language, generator)
        assert not [line for line in lines if "{" in line or "}" in line]
        joined = "\n".join(lines)
        assert all(f"Title {i}" in joined or f"Text {i} word" in joined for i in range(6))
        n_texts += "Text 0 word" in joined
        # The texts are cut: 460 characters each.
        assert max(map(len, lines)) < 330
        assert lines == write_teasers(iter(articles), language, np.random.default_rng(seed))
    assert n_texts > 20


def test_words_are_cut_at_spaces_where_there_are_any() -> None:
    assert cut_words("one two three", 9) == "one two"
    assert cut_words("\u4e00\u4e8c\u4e09\u56db", 3) == "\u4e00\u4e8c\u4e09"
