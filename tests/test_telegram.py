"""The bot on Telegram: one running program, many people, everything over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings, read_settings
from bot.messages import Choice, Kind, Reply
from handlers.outgoing import Place, calls, pieces, units
from tests.botapi import BotApi, Query
from tests.program import TRACEBACK, Program

pytestmark = pytest.mark.asyncio(loop_scope="module")
MARK = "zebracorn"
"""A word that users say here; it must not be in the log."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def program(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    program = Program(api, tmp_path_factory.mktemp("telegram"))
    await program.start()
    yield program
    code = await program.stop()
    log = program.log
    assert code == 0, log
    assert TRACEBACK not in log
    assert "unhandled" not in log
    assert api.token not in log
    assert MARK not in log


async def test_a_question_is_answered_with_buttons(api: BotApi, program: Program) -> None:
    ann = api.user("ann")
    answer = await ann.asks("how wide should my feet be?")
    assert "shoulder width" in answer.text
    assert answer.buttons
    assert not answer.entities


async def test_a_button_press_is_a_message(api: BotApi, program: Program) -> None:
    bea = api.user("bea")
    answer = await bea.asks("how wide should my feet be?")
    press = await bea.presses(answer.buttons[-1])
    assert isinstance(press, Query)
    assert await bea.hears()
    await bea.sees_answer(press)


async def test_start_shows_examples_that_work(api: BotApi, program: Program) -> None:
    cid = api.user("cid")
    start = await cid.asks("/start")
    for label in start.buttons:
        await cid.presses(label, message=start)
        assert await cid.hears()


async def test_the_menu_comes_from_the_registry(api: BotApi, program: Program) -> None:
    menu = api.world.commands["default", ""]
    names = [one["command"] for one in menu]
    assert {"help", "start", "goal", "undo"} <= set(names)
    assert all(one["description"] for one in menu)
    shown = await api.user("dan").asks("/help")
    assert all(f"/{name}" in shown.text for name in names)


async def test_a_set_is_logged_on_the_day_it_was_sent(api: BotApi, program: Program) -> None:
    eve = api.user("eve")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    answer = await eve.asks("leg press 100kg 3x7", at=yesterday)
    assert "Logged" in answer.text
    days = program.rows("SELECT day FROM sets WHERE reps = 7")
    assert {day for (day,) in days} == {yesterday.astimezone().date().isoformat()}


async def test_a_chart_comes_as_a_photo_with_its_words(api: BotApi, program: Program) -> None:
    fay = api.user("fay")
    await fay.asks("leg press 100kg 5x5")
    answer = await fay.asks("/chart leg press", timeout=15)
    assert answer.media == "photo"
    assert "top weight" in answer.text
    assert answer.content.startswith(b"\x89PNG")
    assert answer.buttons


async def test_one_pressing_twice_at_once_is_one_press(api: BotApi, program: Program) -> None:
    gus = api.user("gus")
    logged = await gus.asks("leg press 100kg x 9")
    await gus.presses("Same again", message=logged)
    await gus.presses("Same again", message=logged)
    await gus.hears()
    await gus.hears_nothing(0.8)
    assert program.sets()[f"telegram:{gus.id}", 9] == 2


async def test_a_forged_press_is_only_what_its_sender_could_type(
    api: BotApi, program: Program
) -> None:
    hal, ida = api.user("hal"), api.user("ida")
    theirs = await hal.asks("leg press 100kg x 11")
    for data in (None, "x" * 200, "\ud800", "telegram:1", "/erase yes"):
        query = await ida.forges(data, theirs)
        assert not (await ida.sees_answer(query)).get("url")
    await ida.forges("Undo", None)
    await hal.hears_nothing(0.5)
    assert program.sets()[f"telegram:{hal.id}", 11] == 1


async def test_editing_a_message_corrects_the_log_it_made(api: BotApi, program: Program) -> None:
    joe = api.user("joe")
    said = await joe.says("leg press 100kg x 13")
    await joe.hears()
    await joe.edits(said, "leg press 105kg x 14")
    assert "Corrected: leg press: 1 x 14 at 105 kg" in (await joe.hears()).text
    assert program.sets()[f"telegram:{joe.id}", 13] == 0
    assert program.sets()[f"telegram:{joe.id}", 14] == 1
    await joe.edits(said, "leg press 105kg 2x15")
    assert "2 x 15 at 105 kg" in (await joe.hears()).text
    assert program.sets()[f"telegram:{joe.id}", 14] == 0
    assert program.sets()[f"telegram:{joe.id}", 15] == 2
    await joe.edits(said, "what a nice day")
    assert "left your log as it was" in (await joe.hears()).text
    assert program.sets()[f"telegram:{joe.id}", 15] == 2


async def test_what_has_no_words_gets_a_plain_answer(api: BotApi, program: Program) -> None:
    kim = api.user("kim")
    await kim.sends_voice(b"OggS" + bytes(24) + b"OpusHead")
    assert "voice" in (await kim.hears()).text
    await kim.sends(location={"latitude": 1.0, "longitude": 2.0})
    assert "text" in (await kim.hears()).text
    await kim.sends_photo(b"\xff\xd8", caption="leg press 80kg x 17")
    assert "Logged" in (await kim.hears()).text


# --- groups


async def test_a_group_hears_the_bot_only_when_it_is_addressed(
    api: BotApi, program: Program
) -> None:
    lea, max_ = api.user("lea"), api.user("max")
    gym = api.group("gym", lea, max_)
    await gym.adds_bot(lea)
    await lea.says("how wide should my feet be?", place=gym)
    await lea.says("/help@other_bot", place=gym)
    await lea.says("/unheardof", place=gym)
    await gym.hears_nothing(0.4)
    asked = await lea.says("@Spotter_bot how wide should my feet be?", place=gym)
    answer = await gym.hears()
    assert "shoulder width" in answer.text
    assert answer.raw["reply_to_message"]["message_id"] == asked.id
    await lea.replies_to(answer, "why?")
    assert await gym.hears()
    await max_.says("/goal@spotter_bot size", place=gym)
    assert "Size" in (await gym.hears()).text


async def test_a_log_in_a_group_is_its_senders_alone(api: BotApi, program: Program) -> None:
    nat, olu = api.user("nat"), api.user("olu")
    club = api.group("club", nat, olu)
    logged = await nat.asks("@spotter_bot leg press 100kg x 19", place=club)
    press = await olu.presses("Undo", message=logged)
    assert isinstance(press, Query)
    assert "one who asked" in (await olu.sees_answer(press))["text"]
    last = await olu.asks("@spotter_bot last time leg press?", place=club)
    assert "19" not in last.text
    await nat.presses("Undo", message=logged)
    assert "19" in (await club.hears()).text
    assert program.sets()[f"telegram:{nat.id}", 19] == 0


async def test_a_topic_is_kept(api: BotApi, program: Program) -> None:
    pia = api.user("pia")
    forum = api.group("forum", pia, forum=True)
    topic = forum.topic("Legs")
    answer = await pia.asks("@spotter_bot how deep?", place=forum, thread=topic)
    assert answer.thread == topic


# --- hostile


async def test_hostile_updates_stop_nothing(api: BotApi, program: Program) -> None:
    quo = api.user("quo")
    chat = {"id": quo.id, "type": "private", "first_name": "Quo"}
    head = {"message_id": 10**6, "date": 1, "chat": chat, "from": quo.raw}
    hostile: list[dict[str, object]] = [
        {},
        {"message": None},
        {"message": []},
        {"message": {}},
        {"message": {"chat": 5, "from": [], "message_id": {}, "date": "never"}},
        {"message": head | {"text": 5}},
        {"message": head | {"text": MARK, "date": 10**30}},
        {"message": head | {"text": MARK, "entities": [{"type": 1, "offset": "x"}]}},
        {"message": head | {"text": f"\ud800 {MARK}"}},
        {"message": head | {"text": "\u0000\u202e" + "e\u0301\u0302" * 500}},
        {"message": head | {"text": "x" * 4096}},
        {"message": head | {"text": "<b>&</b> *_`["}},
        {"message": head | {"from": quo.raw | {"first_name": "<a href=x>", "id": -7}}},
        {"message": head | {"migrate_to_chat_id": "x"}},
        {"message": head | {"document": {"file_id": 1, "file_size": -5}}},
        {"callback_query": {"id": "1", "from": quo.raw, "chat_instance": "1", "data": MARK}},
        {"callback_query": {"id": 5, "from": {}, "data": []}},
        {"edited_message": head | {"text": MARK, "edit_date": 5}},
        {"channel_post": head | {"text": MARK}},
        {"poll": {"id": 1}},
        {"strange_new_kind": {"a": [1, 2, {"b": None}]}},
        {"update_id": -5, "message": head | {"text": MARK}},
        {"update_id": "x", "message": head | {"text": MARK}},
    ]
    for one in hostile:
        api.raw_update(one)
    api.raw_update(b'{"message": {"text": "not \xff json ]]]')
    await quo.says(f"{MARK} how wide should my feet be?")
    while "shoulder width" not in (await quo.hears(timeout=20)).text:
        pass
    await api.idle(timeout=20)
    set_aside = program.rows("SELECT id, trace FROM inbox WHERE trace IS NOT NULL")
    assert set_aside
    assert all(MARK not in trace for _, trace in set_aside)


# --- the calls that a reply becomes


@pytest.mark.parametrize(
    "text",
    ["", "short", "word " * 3000, "x" * 9000, "\U0001f3cb" * 5000, "line\n" * 2000, "\ud800" * 10],
)
async def test_a_long_text_is_cut_into_what_messages_hold(text: str) -> None:
    cut = list(pieces(text))
    assert all(0 < units(one) <= 4096 for one in cut)
    kept = "".join("".join(cut).split())
    assert kept == "".join(text.replace("\ud800", "\ufffd").split())


async def test_buttons_and_files_of_a_reply() -> None:
    choices = (Choice("Undo", "/undo"), Choice("\N{FLEXED BICEPS}" * 40), Choice(" "))
    long = "a" * 5000
    reply = Reply(Kind.CHAT, long, choices=choices, media=(Path("a.png"), Path("b.csv")))
    first, second, photo, file = calls(reply, Place(5, thread=3))
    assert "reply_markup" not in first["params"]
    rows = second["params"]["reply_markup"]["inline_keyboard"]
    buttons = [button for row in rows for button in row]
    assert buttons[0]["callback_data"] == "/undo"
    assert all(len(one["callback_data"].encode()) <= 64 for one in buttons)
    assert len(buttons) == 2
    assert (photo["method"], file["method"]) == ("sendPhoto", "sendDocument")
    assert all(one["params"]["message_thread_id"] == 3 for one in (first, second, photo, file))


@pytest.fixture
def defaults() -> Settings:
    return read_settings({})


async def test_the_service_settings_have_sound_defaults(defaults: Settings) -> None:
    assert defaults.send_rate == 30
    assert defaults.metrics is None
