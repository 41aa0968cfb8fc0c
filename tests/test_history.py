"""Reading the log back, by words and by command, and what a log reply tells beside the sets."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast

import pytest

from bot.actions import Action, Actions
from bot.messages import Kind, Message
from bot.questions.understand import Understanding
from bot.replies import Replies
from bot.session import Session
from bot.store import Store, StoredSet, UserData
from bot.training import history, loading, progress
from bot.training.amendments import AmendmentReader
from bot.training.heard import HeardWords
from bot.training.names import ExerciseNames
from bot.training.parse import LogReader
from bot.training.sets import TrainingSet, Unit
from bot.turn import AfterSet, Outcome, Tools, Turn
from knowledge.load import load

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
TODAY = NOW.date()  # a Wednesday
ACTIONS = Actions([*history.ACTIONS, *loading.ACTIONS])


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def sets(
    exercise: str, weight: float, reps: int, days: int = 0, count: int = 1, **more: object
) -> list[TrainingSet]:
    fields: dict[str, object] = {"unit": Unit.KG, **more}
    one = TrainingSet(exercise, weight, date=ago(days), reps=reps, **fields)  # type: ignore[arg-type]
    return [one] * count


@cache
def tools() -> Tools:
    knowledge = load(None, language="en", actions=None)
    reader = LogReader(knowledge.catalogue, knowledge.lexicon.log)
    return Tools(
        knowledge=knowledge,
        replies=Replies(knowledge.sentences),
        names=ExerciseNames(knowledge.catalogue),
        reader=reader,
        amendments=AmendmentReader(reader),
        understanding=cast(Understanding, None),
        heard=cast(HeardWords, None),
        after_set=cast(AfterSet, None),
        media=Path("unused"),
    )


class Gym:
    """One user's log, and questions about it."""

    def __init__(self, data: UserData) -> None:
        self.data = data

    def turn(self, text: str) -> Turn:
        return Turn(Message("ann", NOW, text), text, Session(), self.data, tools())

    async def log(self, *new: Sequence[TrainingSet]) -> list[str]:
        """Store sets as one message and give the lines told beside them."""
        stored = await self.add(*new)
        return await progress.after_log(self.turn("x"), stored)

    async def add(self, *new: Sequence[TrainingSet]) -> tuple[StoredSet, ...]:
        return await self.data.add([one for group in new for one in group], at=1)

    async def ask(self, name: str, text: str) -> Outcome:
        outcome = await ACTIONS.run(name, self.turn(text), name, 1.0)
        assert outcome.reply.kind in {Kind.HISTORY, Kind.CLARIFY}
        return outcome

    async def text(self, name: str, text: str) -> str:
        return (await self.ask(name, text)).reply.text

    async def command(self, text: str) -> Outcome:
        outcome = await ACTIONS.stage(self.turn(text))
        assert outcome is not None
        return outcome


@pytest.fixture
async def gym() -> AsyncIterator[Gym]:
    store = await Store.open(":memory:")
    async with store.user("ann") as data:
        yield Gym(data)
    await store.close()


async def filled(gym: Gym) -> None:
    await gym.add(sets("leg press", 100, 5, days=9, count=5))
    await gym.add(sets("leg press", 40, 10, days=4, warmup=True))
    await gym.add(sets("leg press", 105, 5, days=4, count=3), sets("bench press", 60, 8, days=4))
    await gym.add(sets("squat", 80, 5, days=2, count=2), sets("zork machine", 30, 12, days=2))
    await gym.add(sets("leg press", 110, 5, count=2))


# --- empty --------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", history.ACTIONS, ids=lambda one: one.command)
async def test_an_empty_log_says_how_to_start(gym: Gym, action: Action) -> None:
    reply = (await gym.command(f"/{action.command}")).reply
    assert reply.kind is Kind.HISTORY
    assert "leg press 100kg 5x5" in reply.text


@pytest.mark.parametrize("name", ["log.last", "log.history", "log.records", "log.chart"])
async def test_an_exercise_never_done_says_so(gym: Gym, name: str) -> None:
    await filled(gym)
    outcome = await gym.ask(name, "deadlift")
    assert outcome.reply.text.startswith("No deadlift in your log yet")
    assert outcome.draw is None


# --- last time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("what did i do last time on leg press", ["Sat 21 Nov", "3 x 5 at 105 kg", "And today"]),
        ("last time?", ["leg press: 3 x 5 at 105 kg"]),
        ("how was my last bench", ["bench press: 1 x 8 at 60 kg"]),
        ("last benhc press", ["bench press: 1 x 8 at 60 kg"]),
        ("what was my last set", ["leg press: 1 x 5 at 110 kg"]),
        ("my last workout", ["Mon 23 Nov", "squat: 2 x 5", "zork machine"]),
        ("zork machine last time", ["zork machine: 1 x 12 at 30 kg"]),
        ("when was my last leg day", ["Mon 23 Nov", "squat"]),
    ],
)
async def test_last_time(gym: Gym, asked: str, told: list[str]) -> None:
    """Of the exercise named, or of the one at hand; with "workout" the last training day."""
    await filled(gym)
    text = await gym.text("log.last", asked)
    assert all(part in text for part in told), text


async def test_last_time_with_nothing_today_is_the_last_training_day(gym: Gym) -> None:
    await gym.add(sets("squat", 80, 5, days=2), sets("bench press", 60, 5, days=2))
    text = await gym.text("log.last", "last time")
    assert "squat" in text
    assert "bench press" in text


# --- history ------------------------------------------------------------------------------------


async def test_a_long_history_is_paged(gym: Gym) -> None:
    """The buttons lead through every day once."""
    for days in range(12):
        await gym.add(sets("leg press", 100 + days, 5, days=days))
    seen: list[str] = []
    text = "/history leg press"
    for _ in range(3):
        reply = (await gym.command(text)).reply
        seen += [line for line in reply.text.splitlines() if " kg" in line]
        text = next((one.sends for one in reply.choices if one.label == "Older"), "")
    assert not text
    assert len(seen) == len(set(seen)) == 12
    assert "There is no page 4" in (await gym.command("/history leg press 4")).reply.text


async def test_a_name_may_end_in_a_number(gym: Gym) -> None:
    for days in range(7):
        await gym.add(sets("machine 2", 50 + days, 10, days=days))
    reply = (await gym.command("/history machine 2")).reply
    assert "page 1" in reply.text
    assert reply.choices[0].sends == "/history machine 2 2"
    assert "55 kg" in (await gym.command(reply.choices[0].sends)).reply.text


async def test_the_history_of_all_goes_day_by_day(gym: Gym) -> None:
    await filled(gym)
    text = await gym.text("log.history", "show my log")
    assert text.index("today") < text.index("Mon 23 Nov") < text.index("Sat 21 Nov")
    assert "- bench press: 1 x 8 at 60 kg" in text


async def test_an_unclear_word_is_asked_back_only_where_it_stays_unclear(gym: Gym) -> None:
    await filled(gym)
    reply = (await gym.command("/history press")).reply
    assert reply.kind is Kind.CLARIFY
    assert {one.sends for one in reply.choices} == {"/history leg press", "/history bench press"}


# --- days and weeks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "asked", "told"),
    [
        ("log.today", "what did i do today", ["Today: 2 sets, 1,100 kg in all", "2 x 5 at 110"]),
        ("log.day", "what did i do on monday", ["On Mon 23 Nov: 3 sets", "squat"]),
        ("log.day", "wat did i do mondy", ["On Mon 23 Nov: 3 sets"]),
        ("log.day", "show 2026-11-21", ["On Sat 21 Nov: 4 sets", "warm-up"]),
        ("log.day", "what did i bench on saturday", ["1 x 8 at 60 kg"]),
        ("log.day", "what did i train yesterday", ["Nothing logged on Tue 24 Nov", "Mon 23 Nov"]),
        ("log.day", "on wednesday", ["Nothing logged on Wed 18 Nov", "Mon 16 Nov"]),
        ("log.day", "what will i do tomorrow", ["Which day?"]),
        ("log.week", "this week", ["2 training days this week", "5 sets", "squat: 2 x 5 at 80 kg"]),
        ("log.week", "this month", ["4 training days this month", "squat: 2 sets"]),
        (
            "log.week",
            "last week's workouts",
            ["2 training days last week", "leg press: 5 x 5 at 100 kg"],
        ),
    ],
)
async def test_days_and_weeks(gym: Gym, name: str, asked: str, told: list[str]) -> None:
    await filled(gym)
    text = await gym.text(name, asked)
    assert all(part in text for part in told), text


# --- records ------------------------------------------------------------------------------------


async def test_records_of_an_exercise_have_their_days(gym: Gym) -> None:
    await filled(gym)
    text = await gym.text("log.records", "what's my best leg press")
    assert "Heaviest: 110 kg x 5, today." in text
    assert "about 128.3 kg (Epley, from 110 kg x 5), today." in text
    assert "Most reps at 100 kg: 5, Mon 16 Nov." in text
    assert "40 kg" not in text


async def test_records_follow_the_formula(gym: Gym) -> None:
    await filled(gym)
    await gym.data.prefer("formula", "brzycki")
    assert "123.8 kg (Brzycki" in await gym.text("log.records", "leg press 1rm")


async def test_all_records_are_paged(gym: Gym) -> None:
    for number in range(6):
        await gym.add(sets(f"move {number}x", 50, 5))
    reply = (await gym.ask("log.records", "my prs")).reply
    assert [one.sends for one in reply.choices] == ["/records 2"]
    assert "move 5x" in (await gym.command("/records 2")).reply.text


async def test_the_day_of_a_record_is_the_first_one(gym: Gym) -> None:
    await gym.add(sets("squat", 100, 5, days=8), sets("squat", 100, 3, days=10))
    await gym.add(sets("squat", 100, 5, days=1))
    assert "Heaviest: 100 kg x 5, Tue 17 Nov." in await gym.text("log.records", "squat")


# --- volume, muscles, streak --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("my volume today", ["Today: 1,100 kg in 2 sets, 10 reps"]),
        ("volume this month", ["This month: 6,815 kg", "leg press: 5,175 kg"]),
        ("volume of my leg press", ["This week", "1,100 kg in 2 sets", "Last week"]),
        ("volume on saturday", ["On Sat 21 Nov: 2,055 kg"]),
        ("how much did i ever lift", ["In all: 6,815 kg"]),
    ],
)
async def test_volume(gym: Gym, asked: str, told: list[str]) -> None:
    """Warm-ups don't count."""
    await filled(gym)
    text = await gym.text("log.volume", asked)
    assert all(part in text for part in told), text


async def test_volume_adds_units_and_what_was_added_to_the_body(gym: Gym) -> None:
    await gym.add(sets("bench press", 100, 10, unit=Unit.LB), sets("bench press", 50, 10))
    await gym.add(sets("pull-up", 0, 8, added=20.0), sets("pull-up", 0, 8, added=-20.0))
    assert "Today: 1,114 kg in 4 sets" in await gym.text("log.volume", "today")
    await gym.data.prefer("unit", "lb")
    assert "Today: 2,455 lb in 4 sets" in await gym.text("log.volume", "today")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("how many sets of legs this week", ["legs this week", "4 sets", "squat: 2 sets"]),
        ("how many sets for quads last week", ["quadriceps last week", "8 sets"]),
        ("sets for biceps this week", ["biceps this week", "0 sets"]),
        ("sets per muscle", ["legs: 4 sets", "chest: 0 sets", "not sorted"]),
        ("how many sets of leg press this week", ["leg press this week", "2 sets"]),
    ],
)
async def test_sets_by_muscle(gym: Gym, asked: str, told: list[str]) -> None:
    await filled(gym)
    text = await gym.text("log.muscles", asked)
    assert all(part in text for part in told), text
    assert "main muscle" in text


@pytest.mark.parametrize(
    ("days", "now", "longest"),
    [
        ([0, 7, 14], "3 weeks", "3 weeks"),
        ([7, 14], "2 weeks", "2 weeks"),
        ([14, 21, 28], "0 weeks", "3 weeks"),
        ([0, 1, 2], "1 week ", "1 week"),
        ([0, 14, 21], "1 week ", "2 weeks"),
    ],
)
async def test_a_streak_counts_weeks(gym: Gym, days: list[int], now: str, longest: str) -> None:
    """A week that has only begun does not end it."""
    for one in days:
        await gym.add(sets("squat", 80, 5, days=one))
    text = await gym.text("log.streak", "streak")
    assert f"Your streak: {now}" in text
    assert f"Your longest: {longest}" in text


# --- charts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("chart of my leg press", "top weight from 100 kg (Mon 16 Nov) to 110 kg"),
        ("chart", "Leg press: top weight"),
        ("chart of my zork machine", "one day so far"),
        ("weekly sets chart", "Sets this week: legs 4, other 1."),
        ("volume chart", "Volume this week: 2,260 kg."),
    ],
)
async def test_a_chart_says_the_same_in_two_lines(gym: Gym, asked: str, told: str) -> None:
    await filled(gym)
    outcome = await gym.ask("log.chart", asked)
    assert told in outcome.reply.text
    assert len(outcome.reply.text.splitlines()) == 2
    assert outcome.draw is not None


# --- beside a log -------------------------------------------------------------------------------


async def test_a_log_tells_last_time_and_the_difference(gym: Gym) -> None:
    await gym.log(sets("leg press", 100, 5, days=7, count=5))
    assert await gym.log(sets("leg press", 102.5, 5, count=5)) == [
        "Last time (Wed 18 Nov): 5 x 5 at 100 kg. Your top set: 2.5 kg more.",
        "New record: heaviest, 102.5 kg x 5."
        " New record: one-rep max about 119.6 kg (Epley, from 102.5 kg x 5).",
    ]


@pytest.mark.parametrize(
    ("weight", "reps", "unit", "told"),
    [
        (100, 5, Unit.KG, "the same"),
        (100, 6, Unit.KG, "1 rep more"),
        (100, 3, Unit.KG, "2 reps less"),
        (95, 8, Unit.KG, "5 kg less"),
        (225, 5, Unit.LB, "4.5 lb more"),
    ],
)
async def test_the_difference_is_told_in_the_unit_at_hand(
    gym: Gym, weight: float, reps: int, unit: Unit, told: str
) -> None:
    await gym.log(sets("leg press", 100, 5, days=7))
    assert told in (await gym.log(sets("leg press", weight, reps, unit=unit)))[0]


async def test_the_first_of_an_exercise_is_no_record(gym: Gym) -> None:
    assert await gym.log(sets("squat", 100, 5)) == ["This is your first squat in the log."]
    assert await gym.log(sets("squat", 100, 5)) == []


async def test_a_log_tells_the_place_in_the_scheme(gym: Gym) -> None:
    """Up to the last set, which brings the next target; more sets bring no more of it."""
    await gym.data.prefer("goal", "strength")
    told = [await gym.log(sets("leg press", 100, 5)) for _ in range(6)]
    assert "Set 1 of 5 of your strength 5x5." in told[0]
    assert "Set 4 of 5 of your strength 5x5." in told[3]
    assert told[4] == [
        "Your strength 5x5 is done. Next time try 102.5 kg: all sets had 5 reps, so add 2.5 kg."
    ]
    assert told[5] == []


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([5, 5, 5, 5, 4], "4 of 5 sets of your strength 5x5 had all 5 reps."),
        ([5, 5, 5, 5, 6], "Your strength 5x5 is done."),
    ],
)
async def test_a_scheme_needs_its_repetitions(gym: Gym, counts: list[int], told: str) -> None:
    await gym.data.prefer("goal", "strength")
    lines = await gym.log(*(sets("leg press", 100, reps) for reps in counts))
    assert any(line.startswith(told) for line in lines)


async def test_suggestions_can_be_switched_off(gym: Gym) -> None:
    await gym.data.prefer("goal", "strength")
    await gym.data.prefer("suggestions", "off")
    assert "Your strength 5x5 is done." in await gym.log(sets("leg press", 100, 5, count=5))


async def test_pounds_step_by_five_and_different_weights_come_first(gym: Gym) -> None:
    await gym.data.prefer("goal", "strength")
    lines = await gym.log(sets("leg press", 200, 5, count=5, unit=Unit.LB))
    assert "Next time try 205 lb" in lines[1]
    ramp = [sets("leg press", 100 + 10 * n, 5, days=-1) for n in range(5)]
    assert any("all sets at 140 kg" in line for line in await gym.log(*ramp))


async def test_several_exercises_tell_their_records_alone(gym: Gym) -> None:
    await gym.log(sets("squat", 100, 5, days=3), sets("bench press", 60, 5, days=3))
    lines = await gym.log(sets("squat", 110, 5), sets("bench press", 60, 5))
    assert len(lines) == 1
    assert lines[0].startswith("squat: New record: heaviest, 110 kg x 5.")


async def test_a_log_reply_stays_short(gym: Gym) -> None:
    await gym.data.prefer("goal", "strength")
    await gym.log(*(sets("leg press", 60 + n, 5, days=7) for n in range(20)))
    lines = await gym.log(sets("leg press", 120, 5, count=5))
    assert len(lines) == 3
    assert max(map(len, lines)) < 160


# --- taken back ---------------------------------------------------------------------------------


async def test_a_record_that_goes_is_taken_back_in_words(gym: Gym) -> None:
    await gym.add(sets("squat", 100, 5, days=3))
    wrong = await gym.add(sets("squat", 140, 5))
    await gym.data.undo(await gym.data.undoable())  # type: ignore[arg-type]
    lines = await progress.taken_back(gym.turn("undo"), wrong, ())
    assert len(lines) == 1
    assert lines[0].startswith(
        "squat: That takes back your record: heaviest, 140 kg x 5. It is now 100 kg x 5."
    )


async def test_a_record_that_changes_is_told_as_it_now_stands(gym: Gym) -> None:
    await gym.add(sets("squat", 100, 5, days=3))
    before = await gym.add(sets("squat", 110, 5))
    after = [StoredSet(before[0].id, before[0].position, sets("squat", 115, 5)[0])]
    up = await progress.taken_back(gym.turn("no, 115"), before, after)
    assert up[0].startswith("squat: Your record is now: heaviest, 115 kg x 5.")
    down = await progress.taken_back(gym.turn("no, 110"), after, before)
    assert down[0].startswith("squat: That takes back your record: heaviest, 115 kg x 5.")


async def test_a_correction_below_the_record_takes_nothing_back(gym: Gym) -> None:
    await gym.add(sets("squat", 100, 5, days=3))
    before = await gym.add(sets("squat", 90, 5))
    assert await progress.taken_back(gym.turn("undo"), before, ()) == []
