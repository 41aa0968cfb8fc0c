"""Words -> training day."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.training.dates import Dated, DateWords, read_date
from bot.training.sets import Problem
from knowledge.load import load

WORDS = DateWords(load().lexicon.log["dates"])
TODAY = date(2026, 11, 23)  # a Monday

DAYS = [
    ("yesterday leg press", "2026-11-22"),
    ("leg press the day before yesterday", "2026-11-21"),
    ("on Monday: leg press", "2026-11-16"),
    ("last friday", "2026-11-20"),
    ("Sun: bench", "2026-11-22"),
    ("2026-11-20: bench", "2026-11-20"),
    ("20.11. bench", "2026-11-20"),
    ("20.11.2026 bench", "2026-11-20"),
    ("20.11.26 bench", "2026-11-20"),
    ("28.12. bench", "2026-12-28 ahead"),
    ("Nov 20 bench", "2026-11-20"),
    ("20th of November", "2026-11-20"),
    ("3 days ago", "2026-11-20"),
    ("two days ago", "2026-11-21"),
    ("bench this morning", "2026-11-23"),
]
NO_DAY = [
    "bench 22.5 x 8",
    "bench 12/10/8",
    "sat on the machine",
    "i may do 5",
    "bench 100x5 second set",
    "22.5: 10,8,6",
    "60/10, 70/8",
]
WRONG = [
    ("2026-12-01 bench", "log.future"),
    ("31.02.2026 bench", "log.no_such_date"),
    ("2026-13-40", "log.no_such_date"),
    ("last week bench", "log.which_day"),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_reads_days(text: str, day: str) -> None:
    found = read_date(text, TODAY, month_first=False, words=WORDS)
    if day.endswith("ahead"):
        assert isinstance(found, Problem)
        return
    assert isinstance(found, Dated)
    assert found.day.isoformat() == day


@pytest.mark.parametrize("text", NO_DAY)
def test_numbers_are_no_days(text: str) -> None:
    assert read_date(text, TODAY, month_first=False, words=WORDS) is None


@pytest.mark.parametrize(("text", "why"), WRONG)
def test_refuses_days_that_cannot_be(text: str, why: str) -> None:
    found = read_date(text, TODAY, month_first=False, words=WORDS)
    assert isinstance(found, Problem)
    assert found.why == why


def test_a_year_turns_in_january() -> None:
    found = read_date("28.12. bench", date(2027, 1, 3), month_first=False, words=WORDS)
    assert isinstance(found, Dated)
    assert found.day == date(2026, 12, 28)


def test_the_month_comes_first_only_where_asked() -> None:
    found = read_date("11/12: bench", TODAY, month_first=True, words=WORDS)
    assert isinstance(found, Dated)
    assert found.day == date(2026, 11, 12)


@settings(deadline=None)
@given(st.text(max_size=60), st.booleans())
def test_any_text_is_read(text: str, month_first: bool) -> None:
    found = read_date(text, TODAY, month_first=month_first, words=WORDS)
    if isinstance(found, Dated):
        assert found.day <= TODAY
        assert 0 <= found.start < found.end <= len(text)
