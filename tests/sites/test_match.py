from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from cleaner.sites.match import match_site
from cleaner.sites.profile import Container, Place, SiteProfile, StandingLine
from cleaner.types import Document, Kind, Role

MakeDocument = Callable[..., Document]
FOOT = "The Bugle is an independent voice since 1951."


def line(
    text: str, n_pages: float = 30, place: Place = "after", *, ends: bool = False
) -> StandingLine:
    return StandingLine(text, n_pages, place, Role.OTHER, ends)


def profile(*lines: StandingLine, containers: Sequence[Container] = ()) -> SiteProfile:
    return SiteProfile("example.org", 30, lines, containers)


def dropped(document: Document, known: SiteProfile, *content: float) -> list[bool]:
    hits = match_site(document, known, content).hits
    return [hit is not None and not hit.keep for hit in hits]


@pytest.mark.parametrize(
    ("n_pages", "place", "score", "goes"),
    [
        (30, "after", 0.95, True),
        (8, "after", 0.95, False),  # the model is sure, and it is on a fifth of the pages at least
        (8, "after", 0.7, True),
        (4, "after", 0.7, False),
        (4, "after", 0.3, True),
        (30, "inside", 0.7, False),
        (30, "inside", 0.3, True),
        (8, "inside", 0.3, False),
    ],
)
def test_the_surer_the_model_the_more_evidence_it_takes(
    make_document: MakeDocument, n_pages: float, place: Place, score: float, goes: bool
) -> None:
    known = profile(line("the bugle is an independent voice since {n}", n_pages, place))
    assert dropped(make_document(FOOT), known, score) == [goes]


def test_short_lines_need_a_share_of_the_pages(make_document: MakeDocument) -> None:
    assert dropped(make_document("Yes."), profile(line("yes", 4)), 0.3) == [False]
    assert dropped(make_document("Yes."), profile(line("yes", 20)), 0.3) == [True]


def test_items_of_a_list_inside_of_articles_stay(make_document: MakeDocument) -> None:
    document = replace(make_document("1 pinch of salt"), kind=[Kind.LIST_ITEM])
    assert dropped(document, profile(line("{n} pinch of salt", 30, "inside")), 0.2) == [False]


def test_what_follows_the_end_of_the_article_goes_too(make_document: MakeDocument) -> None:
    story = "A long story that goes on, and does not end before it has said all there is to say"
    document = make_document(story, "More from us", "Who opened the gates?", "Surely prose")
    known = profile(line("more from us", ends=True))
    assert dropped(document, known, 0.9, 0.2, 0.4, 0.85) == [False, True, True, False]


def test_an_end_before_the_article_is_none(make_document: MakeDocument) -> None:
    document = make_document("More from us", "A doubtful line", "A long story that goes on")
    known = profile(line("more from us", ends=True))
    assert dropped(document, known, 0.2, 0.4, 0.9) == [True, False, False]


def test_unseen_text_in_a_container_of_chrome_goes(make_document: MakeDocument) -> None:
    document = make_document(
        "A long story that goes on", "Who opened the gates?", tokens=[("story",), ("side",)]
    )
    known = profile(containers=[Container("p.side", 28)])
    assert dropped(document, known, 0.9, 0.7) == [False, True]
    hit = match_site(document, known, [0.9, 0.7]).hits[1]
    assert hit is not None
    assert hit.reason == "in p.side, which holds no article on 28 of 30 pages of example.org"
    assert dropped(document, known, 0.9, 0.95) == [False, False]


def test_a_page_that_has_its_content_in_chrome_is_of_another_kind(
    make_document: MakeDocument,
) -> None:
    document = make_document("A long story that goes on", tokens=[("side",)])
    assert dropped(document, profile(containers=[Container("p.side", 28)]), 0.7) == [False]


def test_lines_of_people_win(make_document: MakeDocument) -> None:
    known = replace(
        profile(line("by anna meyer"), line("printed in millgate")),
        keep=["By {name}"],
        drop=["Sponsored by {name}", "{n} readers liked this"],
    )
    document = make_document("By Anna Meyer", "Sponsored by Crane & Co", "12 readers liked this")
    hits = match_site(document, known, [0.1, 0.99, 0.99]).hits
    assert [hit is not None and (hit.keep, hit.by_hand) for hit in hits] == [
        (True, True),
        (False, True),
        (False, True),
    ]


def test_a_page_without_what_most_pages_have_does_not_fit(make_document: MakeDocument) -> None:
    known = profile(line("tides"), line("boats"), line("gates"))
    assert match_site(make_document("Tides", "A story"), known, [0.1, 0.9]).fits
    assert not match_site(make_document("A story"), known, [0.9]).fits
    assert match_site(make_document("A story"), profile(line("tides")), [0.9]).fits
