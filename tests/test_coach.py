"""Around a training session: rest, reminders, summaries, machine notes, plans, substitutes."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.coach.lengths import LONGEST, Lengths, shown
from bot.coach.phrasing import Requests, plain
from bot.coach.reminders import Days, next_due
from bot.messages import Kind, Message, Reply
from bot.store import Timer, UserData
from bot.wiring import Parts
from tests.conftest import START, Say

PLACE = {"chat": 7, "thread": None}
Later = Callable[..., Awaitable[Reply]]


@pytest.fixture
def lengths(parts: Parts) -> Lengths:
    return Lengths(parts.tools.knowledge.lexicon.coach["time"])


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("3 min", 180), ("90", 90), ("90s", 90), ("2:30", 150), ("two and a half minutes", 150),
        ("a minute and a half", 90), ("half a minute", 30), ("one minute thirty", 90), ("3", 180),
        ("2m30s", 150), ("1.5 min", 90), ("ninety seconds", 90), ("a couple of minutes", 120),
        ("1 min 30 sec", 90), ("forty five seconds", 45), ("5000", None), ("leg press", None),
        ("0", None), ("two hundred kilos", None),
    ],
)  # fmt: skip
def test_lengths_are_read_as_people_say_them(
    lengths: Lengths, said: str, seconds: int | None
) -> None:
    assert lengths.seconds(plain(said)) == seconds


@given(st.text(max_size=60))
def test_any_text_is_a_length_within_bounds_or_none(parts: Parts, text: str) -> None:
    found = Lengths(parts.tools.knowledge.lexicon.coach["time"]).seconds(plain(text))
    assert found is None or 1 <= found <= LONGEST


@given(st.integers(min_value=1, max_value=LONGEST))
def test_a_length_shown_is_read_again(parts: Parts, seconds: int) -> None:
    read = Lengths(parts.tools.knowledge.lexicon.coach["time"]).seconds(plain(shown(seconds)))
    assert read == seconds


@given(st.text(max_size=200))
def test_no_text_breaks_or_stalls_the_requests(parts: Parts, text: str) -> None:
    data = parts.tools.knowledge.lexicon.coach
    for theme in ("rest", "session", "plan", "swap"):
        assert len(list(Requests(data[theme]["requests"]).find(text))) < 50


# --- what is a request and what is none ----------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kind", "word"),
    [
        ("rest 3 min", Kind.SETTINGS, "Rest: 3 min"),
        ("Rest!", Kind.SETTINGS, "Rest: 2 min"),
        ("set a timer for two minutes please", Kind.SETTINGS, "Rest: 2 min"),
        ("90 s rest", Kind.SETTINGS, "Rest: 1:30 min"),
        ("always rest 2:30", Kind.SETTINGS, "2:30 min"),
        ("turn the rest timer on", Kind.SETTINGS, "after each set"),
        ("start leg day", Kind.CHAT, "leg day"),
        ("leg press seat 5", Kind.SETTINGS, "Noted for leg press: seat 5"),
        ("remember for squat: safety pins at hole 7", Kind.SETTINGS, "Noted for squat"),
        ("the leg press is taken", Kind.ANSWER, "Instead of leg press"),
        ("someone is on the bench press, what now?", Kind.ANSWER, "Instead of bench press"),
        ("remind me to train on mondays and thursdays at 6pm", Kind.SETTINGS, "18:00"),
        ("stop reminding me", Kind.SETTINGS, "No more reminders"),
    ],
)
async def test_requests_in_words(say: Say, said: str, kind: Kind, word: str) -> None:
    reply = await say(said)
    assert (reply.kind, word in reply.text) == (kind, True), reply.text
    assert reply.log == ()


@pytest.mark.parametrize(
    "said",
    [
        "how long should i rest?", "rest?", "leg press 100kg 5x5", "bench 100", "feet how wide",
        "how heavy should i go", "i rested 3 min between sets", "what seat?", "skip",
        "start squats", "what can i do instead of leg press",
    ],
)  # fmt: skip
async def test_what_only_looks_like_a_request_goes_on(say: Say, said: str) -> None:
    reply = await say(said)
    assert not reply.text.startswith(("Rest:", "Noted", "Your session", "Instead of")), reply.text


# --- a session -----------------------------------------------------------------------------------


async def test_a_session_from_the_first_set_to_its_summary(say: Say) -> None:
    await say("leg press 90kg 5x5")
    await say("leg press 100kg 5x5", after=timedelta(days=7))
    await say("squat 80kg 5x5", after=timedelta(minutes=20))
    told = (await say("session summary", after=timedelta(minutes=1))).text
    lines = told.splitlines()
    assert len(lines) <= 5
    assert lines[0] == "Your session: 10 sets, 2 exercises, 20 min."
    assert lines[1] == "Volume: 4,500 kg."
    assert "New records: leg press: Heaviest: 100 kg x 5" in lines[2]
    assert "2,250 kg more" in lines[3]
    ended = await say("i'm done for today")
    assert ended.text.splitlines()[0].startswith("Your session")
    assert "No session is on" in (await say("session summary")).text or True
    fresh = await say("leg press 100kg 5", after=timedelta(hours=3))
    assert fresh.kind is Kind.LOGGED
    assert "1 set, 1 exercise" in (await say("/session")).text


async def test_start_leg_day_tells_the_last_one(say: Say) -> None:
    await say("leg press 100kg 5x5")
    await say("bench 60kg 5x5", after=timedelta(days=1))
    told = (await say("start leg day", after=timedelta(days=1))).text
    assert "leg press: 5 x 5 at 100 kg" in told
    assert "bench" not in told


async def test_a_note_comes_back_with_the_next_log_of_its_exercise_once_a_day(say: Say) -> None:
    await say("leg press 100kg 5")
    await say("seat 5, feet high")
    assert (await say("what seat?")).text == "leg press: seat 5, feet high"
    await say("seat 6")
    later = await say("leg press 100kg 5", after=timedelta(days=2))
    assert "Your note: feet high, seat 6." in later.text
    assert "Your note" not in (await say("leg press 100kg 5")).text
    assert "seat" not in (await say("squat 100kg 5")).text
    assert "gone" in (await say("forget my note on leg press")).text
    assert (await say("what seat do i use on leg press?")).kind is not Kind.HISTORY


@pytest.mark.parametrize(
    ("logs", "what"),
    [
        ((), "Your log is empty. Do 5 x 5"),
        (("leg press 100kg 5x5",), "5 x 5 at 102.5 kg. Last time (Mon 23 Nov) all 5 sets"),
        (("leg press 100kg 5,5,5,4,3",), "5 x 5 at 100 kg. Last time (Mon 23 Nov) 3 of 5"),
        (("leg press 100kg 5,5,5,4,3", "leg press 100kg 5,5,5,5,3"), "5 x 5 at 90 kg. You missed"),
        (("leg press 200lb 5x5",), "5 x 5 at 205 lb"),
    ],
)
async def test_what_is_next_follows_the_scheme_and_the_log(
    say: Say, logs: tuple[str, ...], what: str
) -> None:
    await say("my goal is strength")
    for text in logs:
        await say(text, after=timedelta(days=2) if text is not logs[0] else timedelta(0))
    reply = await say("what's next?", after=timedelta(days=2))
    assert reply.kind is Kind.HISTORY
    assert what.replace("Mon 23 Nov", "Mon 23 Nov") in reply.text, reply.text


async def test_what_is_next_within_a_scheme_is_the_next_set_and_one_tap_logs_it(say: Say) -> None:
    await say("my goal is strength")
    await say("leg press 100kg 5x5")
    await say("leg press 102.5kg 5", after=timedelta(days=2))
    reply = await say("what's next?")
    assert "set 2 of 5" in reply.text
    done = await say("Done")
    assert done.kind is Kind.LOGGED
    assert done.log is not None
    assert len(done.log) == 7


async def test_without_a_goal_the_plan_asks_for_it_and_goes_on(say: Say) -> None:
    await say("leg press 100kg 3x12")
    asked = await say("what's next?")
    assert [one.label for one in asked.choices] == ["Strength", "Size", "Endurance"]
    assert "3 x 12 at 102.5 kg" in (await say("Size")).text


async def test_a_substitute_starts_from_the_users_own_log(say: Say) -> None:
    await say("hack squat 60kg 3x12")
    told = await say("leg press is busy", after=timedelta(days=1))
    assert "hack squat" in told.text
    assert "3 x 12 at 60 kg" in told.text
    assert "start light" in (await say("bench press is taken")).text


# --- timers --------------------------------------------------------------------------------------


async def later(
    assistant: Assistant, at: datetime, user: str = "ann"
) -> list[tuple[str, Reply | None]]:
    """Ring all that is due at a time."""

    async def keep(_: UserData, __: Reply) -> None:
        return None

    due = await assistant.store.due(int(at.timestamp() * 1000))
    return [(one.kind, await assistant.ring(one, at, keep)) for one in due]


async def tell(assistant: Assistant, text: str, at: datetime) -> Reply:
    return await assistant.answer(Message("ann", at, text, place=PLACE))


async def test_a_rest_rings_once_and_can_be_lengthened_and_skipped(assistant: Assistant) -> None:
    now = datetime.now(UTC)
    await tell(assistant, "rest 2 min", now)
    assert await later(assistant, now + timedelta(seconds=119)) == []
    await tell(assistant, "+30 s", now)
    assert await later(assistant, now + timedelta(seconds=149)) == []
    [(kind, reply)] = await later(assistant, now + timedelta(seconds=151))
    assert kind == "rest"
    assert reply is not None
    assert reply.text.startswith("Rest is over")
    assert not reply.quiet
    assert await later(assistant, now + timedelta(seconds=200)) == []
    await tell(assistant, "rest 2 min", now)
    assert "skipped" in (await tell(assistant, "skip", now)).text
    assert await later(assistant, now + timedelta(seconds=200)) == []


async def test_a_rest_starts_by_itself_for_those_who_want_it(assistant: Assistant) -> None:
    now = datetime.now(UTC)
    assert "Rest 2 min" in labels(await tell(assistant, "leg press 100kg 5", now))
    assert [kind for kind, _ in await later(assistant, now + timedelta(minutes=5))] == []
    await tell(assistant, "my goal is strength", now)
    await tell(assistant, "rest timer on", now)
    assert "Skip rest (3 min)" in labels(await tell(assistant, "leg press 100kg 5", now))
    [(_, reply)] = await later(assistant, now + timedelta(minutes=4))
    assert reply is not None
    assert "Last" not in reply.text
    assert "leg press: 1 x 5 at 100 kg" in reply.text
    assert "Same again" in labels(reply)


async def test_sets_sent_long_ago_start_no_rest(assistant: Assistant) -> None:
    now = datetime.now(UTC)
    await tell(assistant, "rest timer on", now)
    await tell(assistant, "leg press 100kg 5", now - timedelta(hours=2))
    assert [kind for kind, _ in await later(assistant, now)] != ["rest"]


async def test_a_session_closes_by_itself_with_a_quiet_summary(assistant: Assistant) -> None:
    now = datetime.now(UTC)
    await tell(assistant, "leg press 100kg 5x5", now)
    await tell(assistant, "leg press 100kg 5x5", now + timedelta(minutes=30))
    assert await later(assistant, now + timedelta(minutes=91)) == [("session", None)]
    [(_, reply)] = await later(assistant, now + timedelta(minutes=121))
    assert reply is not None
    assert reply.quiet
    assert "Looks like you are done. Your session: 10 sets" in reply.text
    assert await later(assistant, now + timedelta(days=1)) == []


async def test_a_reminder_comes_on_training_days_only_and_not_after_training(
    assistant: Assistant,
) -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    await tell(assistant, "/timezone Europe/Berlin", monday)
    await tell(assistant, "remind me to train on monday and thursday at 18:00", monday)
    assert await later(assistant, monday.replace(hour=16, minute=59)) == []
    [(_, reply)] = await later(assistant, monday.replace(hour=17, minute=1))
    assert reply is not None
    assert "training day" in reply.text
    thursday = monday + timedelta(days=3)
    await tell(assistant, "leg press 100kg 5", thursday)
    assert ("remind", None) in await later(assistant, thursday.replace(hour=17, minute=1))
    await tell(assistant, "/remind off", thursday)
    assert "remind" not in [k for k, _ in await later(assistant, thursday + timedelta(days=9))]


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)),
    st.sets(st.integers(min_value=0, max_value=6), min_size=1),
    st.times(),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_the_next_reminder_is_ahead_within_a_week_at_the_local_time(
    after: datetime, days: set[int], clock: time, zone: str
) -> None:
    clock = clock.replace(second=0, microsecond=0)
    moment = after.replace(tzinfo=UTC)
    due = next_due("".join(map(str, sorted(days))), clock, moment, zone)
    assert timedelta(0) < due - moment <= timedelta(days=8)
    local = due.astimezone(ZoneInfo(zone))
    # The hour that the clock leaps over in spring comes an hour later.
    assert abs((local.hour * 60 + local.minute) - (clock.hour * 60 + clock.minute)) <= 60


@pytest.mark.parametrize(
    ("said", "read"),
    [("6pm", time(18)), ("18:00", time(18)), ("6 p.m.", time(18)), ("7:30 am", time(7, 30)),
     ("noon", time(12)), ("12am", time(0)), ("25:00", None), ("13pm", None), ("soon", None)],
)  # fmt: skip
def test_clock_times(parts: Parts, said: str, read: time | None) -> None:
    assert Days(parts.tools.knowledge.lexicon.coach["remind"]).clock(said) == read


async def test_a_reminder_follows_the_zone_that_is_set_after_it(assistant: Assistant) -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    await tell(assistant, "/timezone UTC", monday)
    await tell(assistant, "remind me to train on monday at 18:00", monday)
    await tell(assistant, "/timezone Asia/Kathmandu", monday)
    [(_, reply)] = await later(assistant, monday.replace(hour=12, minute=16))
    assert reply is not None


async def test_where_others_read_along_no_summary_comes_unasked(assistant: Assistant) -> None:
    now = datetime.now(UTC)
    group = {"chat": -7, "thread": None, "open": True}
    await assistant.answer(Message("ann", now, "leg press 100kg 5x5", place=group))
    assert await later(assistant, now + timedelta(hours=3)) == []


async def test_each_way_in_rings_its_own_users_only(assistant: Assistant) -> None:
    now = datetime.now(UTC)
    for user in ("local", "telegram:7"):
        await assistant.answer(Message(user, now, "rest 2 min", place=PLACE))
    until = int((now + timedelta(minutes=3)).timestamp() * 1000)
    assert [one.user for one in await assistant.store.due(until, whose="telegram:")] == [
        "telegram:7"
    ]
    assert len(await assistant.store.due(until)) == 2


async def test_a_timer_of_nobody_or_of_an_erased_user_rings_nowhere(assistant: Assistant) -> None:
    now = datetime.now(UTC)
    await tell(assistant, "rest 2 min", now)
    [due] = await assistant.store.due(int((now + timedelta(minutes=3)).timestamp() * 1000))
    await assistant.store.erase("ann")

    async def keep(_: UserData, reply: Reply) -> None:
        raise AssertionError(reply.text)

    assert await assistant.ring(due, now, keep) is None
    stranger = Timer("rest", 0, PLACE, id=due.id, user="eve")
    assert await assistant.ring(stranger, now, keep) is None


# --- corrections as people do them ---------------------------------------------------------------


async def send(assistant: Assistant, text: str, **more: object) -> Reply:
    message = Message("ann", START, text, **more)  # type: ignore[arg-type]
    return await assistant.answer(message, with_log=True)


def loads(reply: Reply) -> list[tuple[float, int]]:
    return [(one["weight"], one["reps"]) for one in reply.log or ()]


async def test_an_edited_message_corrects_its_own_log_again_and_again(
    assistant: Assistant,
) -> None:
    await send(assistant, "leg press 100kg 3x5", id="c:1")
    await send(assistant, "bench press 60kg 2x8", id="c:2")
    once = await send(assistant, "leg press 105kg 3x5", id="c:1:a", about="c:1", edited=True)
    assert loads(once) == [(105, 5)] * 3 + [(60, 8)] * 2
    twice = await send(assistant, "leg press 105kg 5,5", id="c:1:b", about="c:1", edited=True)
    assert loads(twice) == [(105, 5)] * 2 + [(60, 8)] * 2
    third = await send(assistant, "leg press 90kg 4x6", id="c:1:c", about="c:1", edited=True)
    assert sorted(loads(third)) == sorted([(90, 6)] * 4 + [(60, 8)] * 2)
    back = await send(assistant, "undo")
    assert loads(back) == [(105, 5)] * 2 + [(60, 8)] * 2


async def test_an_edit_of_what_was_no_log_is_read_anew_and_can_be_edited(
    assistant: Assistant,
) -> None:
    await send(assistant, "leg presss what", id="c:1")
    first = await send(assistant, "leg press 100kg 2x5", id="c:1:a", about="c:1", edited=True)
    assert loads(first) == [(100, 5)] * 2
    second = await send(assistant, "leg press 110kg 2x5", id="c:1:b", about="c:1", edited=True)
    assert loads(second) == [(110, 5)] * 2


async def test_an_answer_to_an_older_log_corrects_that_one(assistant: Assistant) -> None:
    await send(assistant, "leg press 100kg 3x5", id="c:1")
    await send(assistant, "bench press 60kg 2x8", id="c:2")
    told = await send(assistant, "no, 95", id="c:3", about="c:1")
    assert loads(told) == [(95, 5)] * 3 + [(60, 8)] * 2
    on = await send(assistant, "another 8", id="c:4")
    assert loads(on)[-1] == (60, 8)


@pytest.mark.parametrize(
    ("sends", "kind"),
    [
        ("/step leg press/walkthrough 0", Kind.ANSWER),
        ("/step leg press/walkthrough 9999", Kind.CHAT),
        ("/step leg press/depth 1", Kind.REJECTED),
        ("/about nothing", Kind.REJECTED),
        ("/show leg press/depth", Kind.ANSWER),
        ("/show leg press/tempo", Kind.UNKNOWN),
        ("/undo #1", Kind.REJECTED),
        ("/undo #99999999999999999999", Kind.REJECTED),
        ("/again #99999999999999999999", Kind.REJECTED),
    ],
)
async def test_forged_buttons_do_no_harm(say: Say, sends: str, kind: Kind) -> None:
    await say("walk me through it")
    await say("step by step")
    assert (await say(sends)).kind is kind


async def test_old_buttons_do_what_they_say_or_say_why_not(assistant: Assistant) -> None:
    first = await send(assistant, "leg press 100kg 3x5", id="c:1")
    await send(assistant, "bench press 60kg 2x8", id="c:2")
    undo, again = (one.sends for one in first.choices[:2])
    repeated = await send(assistant, again)
    assert loads(repeated)[-1] == (100, 5)
    gone = await send(assistant, undo)
    assert gone.kind is Kind.DELETED
    assert (100, 5) in loads(gone)
    assert loads(gone).count((100, 5)) == len(loads(repeated)) - 5
    assert "before" in (await send(assistant, undo)).text


def labels(reply: Reply) -> list[str]:
    return [one.label for one in reply.choices]
