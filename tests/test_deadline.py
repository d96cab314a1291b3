"""Options.max_seconds: whoever passes it is told, wherever on a page's way it is."""

from __future__ import annotations

import pickle
import threading
import time

import pytest

from cleaner import Cleaner, Options, compiled
from cleaner.deadline import Deadline
from cleaner.errors import InputError, LimitError, TimeLimitError
from cleaner.segment import segment
from cleaner.types import Page

PAGE = "<h1>The ferry</h1><p>The ferry did not sail on Tuesday, because the wind had turned.</p>"
DUMP = "The ferry\n\nThe ferry did not sail on Tuesday, because the wind had turned."


class CountedDeadline(Deadline):
    """A deadline that is over when it is asked for the n-th time, whatever the clock says."""

    def __init__(self, n_allowed: int) -> None:
        super().__init__()
        self.n_allowed = n_allowed
        self.n_asked = 0

    def check(self) -> None:
        self.n_asked += 1
        if self.n_asked > self.n_allowed:
            raise TimeLimitError(1.0, 1.5)


@pytest.mark.parametrize("content", [PAGE, DUMP, PAGE.encode(), ""])
def test_a_page_that_takes_too_long_is_an_error_that_names_the_option(content: str) -> None:
    with pytest.raises(LimitError, match=r"1e-09 seconds that Options\.max_seconds") as caught:
        Cleaner(Options(max_seconds=1e-9)).extract(content)
    error = caught.value
    assert isinstance(error, TimeLimitError)
    assert isinstance(error, InputError)
    assert (error.limit, error.allowed) == ("max_seconds", 1e-9)
    assert error.found > error.allowed
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is TimeLimitError
    assert (str(again), again.found) == (str(error), error.found)


@pytest.mark.parametrize("stage", range(4))
@pytest.mark.parametrize("content", [PAGE, DUMP])
def test_every_stage_is_followed_by_a_look_at_the_clock(
    content: str, stage: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = CountedDeadline(stage)
    monkeypatch.setattr("cleaner.cleaning.Deadline", lambda seconds: deadline)
    with pytest.raises(TimeLimitError):
        Cleaner().extract(content)


PASSED_OVER = pytest.mark.skipif(
    compiled.load("html") is not None, reason="the compiled pass goes past what is no text"
)


@pytest.mark.parametrize(
    "content",
    [
        "<b></b>" * 50_000,
        "<p>x" * 50_000,
        pytest.param("<svg>" + "<g></g>" * 50_000, marks=PASSED_OVER),
        "<br>" * 50_000,
    ],
)
def test_reading_html_looks_at_the_clock_within_a_page(content: str) -> None:
    deadline = CountedDeadline(3)
    with pytest.raises(TimeLimitError):
        segment(Page(content, format="html"), Options(), deadline)
    assert deadline.n_asked == 4


@pytest.mark.parametrize("seconds", [None, float("inf"), 600])
def test_what_stays_within_its_time_is_not_disturbed(seconds: float | None) -> None:
    assert Cleaner(Options(max_seconds=seconds)).clean(PAGE) == Cleaner().clean(PAGE)


def test_a_page_pays_for_no_other_thread() -> None:
    deadline = Deadline(0.1)

    def work() -> None:
        began = time.thread_time()
        while time.thread_time() - began < 0.2:
            pass

    other = threading.Thread(target=work)
    other.start()
    other.join()
    deadline.check()
    work()
    with pytest.raises(TimeLimitError):
        deadline.check()


def test_a_page_out_of_time_costs_no_other_page() -> None:
    cleaner = Cleaner(Options(max_seconds=1e-9))
    errors = list(cleaner.extract_many([PAGE, DUMP]))
    assert [type(error) for error in errors] == [TimeLimitError, TimeLimitError]
