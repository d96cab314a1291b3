"""Dumps in scripts that no corpus has."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from cleaner.model.features import featurize
from cleaner.model.words import N_WORD_BUCKETS
from cleaner.options import Options
from cleaner.segment.text.lines import segment_text
from cleaner.training.made_up.foreign import disguise_words, in_foreign_script


def test_scripts_change_the_letters_and_nothing_else() -> None:
    source = '# The ferry, 4 May\n\nThe [ferry](https://ferry.example/a) sailed: "At last!"\n* 12'
    document = segment_text(source, None, Options())
    seen = set()
    for seed in range(40):
        foreign = in_foreign_script(document, np.random.default_rng(seed))
        seen.add(unicodedata.name(next(filter(str.isalpha, foreign.visible[0]))).split()[0])
        assert not re.search("[A-Za-z]", "".join(foreign.visible))
        assert (foreign.kind, foreign.group) == (document.kind, document.group)
        assert re.findall(r"\d+", " ".join(foreign.visible)) == ["4", "12"]
        assert foreign.visible[0][2] == foreign.visible[1][0]  # "the" is one word everywhere
        for n_linked, line in zip(foreign.link_chars, foreign.visible, strict=True):
            assert n_linked <= len(line)
        assert foreign.link_chars[1] > 0
    assert seen >= {"CJK", "THAI", "ARABIC", "HEBREW", "DEVANAGARI", "HANGUL"}


def test_addresses_stay_in_every_script() -> None:
    document = segment_text("See ferry.example/a or mail@ferry.example", None, Options())
    foreign = in_foreign_script(document, np.random.default_rng(0))
    assert "ferry.example/a" in foreign.text[0]
    assert "mail@ferry.example" in foreign.text[0]


def test_disguise_changes_the_words_and_nothing_else() -> None:
    document = segment_text("The ferry did not sail.\n\nThe ferry sank.", None, Options())
    features = featurize(document, [None] * len(document))
    disguised = disguise_words(features, np.array([False, False]), np.random.default_rng(0))
    before, after = features.word_ids, disguised.word_ids
    assert (before != after).any()
    assert ((after >= 0) & (after < N_WORD_BUCKETS)).all()
    pairs = set(zip(before.tolist(), after.tolist(), strict=True))
    assert len(pairs) == len(set(before.tolist())) == len(set(after.tolist()))
    assert disguised.numbers is features.numbers
    spared = disguise_words(features, np.array([True, False]), np.random.default_rng(0)).word_ids
    end = features.word_offsets[1]
    assert (spared[:end] == before[:end]).all()
    assert (spared[end:] == after[end:]).all()
