"""Around a training session on Telegram: timers, edits, answers to older logs, inline, links."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.botapi import BotApi
from tests.chaos import timers
from tests.program import TRACEBACK, Program
from tests.voices import note

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def program(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    program = Program(api, tmp_path_factory.mktemp("telegram"))
    await program.start()
    yield program
    assert await program.stop() == 0
    assert TRACEBACK not in program.log


async def test_a_rest_rings_on_time_once(api: BotApi, program: Program) -> None:
    ann = api.user("ann")
    begun = time.monotonic()
    assert "I'll ring" in (await ann.asks("rest 2 s")).text
    rung = await ann.hears()
    assert rung.text.startswith("Rest is over")
    assert 1.5 < time.monotonic() - begun < 4.0
    assert "disable_notification" not in rung.raw
    await ann.hears_nothing(1.0)


async def test_an_answer_to_a_log_of_ours_corrects_that_log(api: BotApi, program: Program) -> None:
    bea = api.user("bea")
    first = await bea.asks("leg press 100kg x 21")
    await bea.asks("bench press 60kg x 22")
    await bea.replies_to(first, "no, 95")
    assert "leg press: 1 x 21 at 95 kg" in (await bea.hears()).text
    assert program.sets()[f"telegram:{bea.id}", 22] == 1


async def test_an_old_button_takes_back_its_own_log(api: BotApi, program: Program) -> None:
    cid = api.user("cid")
    first = await cid.asks("leg press 100kg x 23")
    await cid.asks("bench press 60kg x 24")
    await cid.presses("Undo", message=first)
    assert "leg press" in (await cid.hears()).text
    assert program.sets()[f"telegram:{cid.id}", 23] == 0
    assert program.sets()[f"telegram:{cid.id}", 24] == 1
    await asyncio.sleep(2.1)  # within two seconds the same press is one
    await cid.presses("Undo", message=first)
    assert "before" in (await cid.hears()).text


async def test_a_picture_comes_with_its_answer_and_its_words(api: BotApi, program: Program) -> None:
    dan = api.user("dan")
    answer = await dan.asks("how far apart should my feet be?", timeout=10)
    assert answer.media == "photo"
    assert "shoulder width" in answer.text
    await dan.presses("Toes?", message=answer)
    assert "slightly out" in (await dan.hears()).text
    again = await dan.asks("how far apart should my feet be?")
    assert again.media is None
    assert (await dan.asks("show me")).media == "photo"


async def test_thanks_get_a_reaction_and_no_message(api: BotApi, program: Program) -> None:
    eve = api.user("eve")
    said = await eve.says("thanks a lot")
    assert await eve.sees_reaction(said) == "👍"
    await eve.hears_nothing(0.5)


async def test_a_reaction_that_is_refused_becomes_words(api: BotApi, program: Program) -> None:
    eli = api.user("eli")
    await eli.asks("/help")
    api.fault(
        "setMessageReaction", status=400, description="Bad Request: REACTION_INVALID", times=3
    )
    await eli.says("thanks a lot")
    assert "welcome" in (await eli.hears(timeout=20)).text


async def test_inline_offers_answers_of_the_guide(api: BotApi, program: Program) -> None:
    fay = api.user("fay")
    results = await fay.types_inline("foot width")
    assert "shoulder width" in results[0]["input_message_content"]["message_text"]
    assert await fay.types_inline("") == []


async def test_a_link_opens_an_answer(api: BotApi, program: Program) -> None:
    gus = api.user("gus")
    assert "slightly out" in (await gus.asks("/start leg-press-feet-toes")).text
    assert "Spotter" in (await gus.asks("/start nothing-like-it")).text


async def test_the_menu_of_groups_is_short(api: BotApi, program: Program) -> None:
    await api.user("hal").asks("/help")
    commands = api.world.commands
    groups = [one["command"] for one in commands["all_group_chats", ""]]
    assert "help" in groups
    assert "last" not in groups
    assert len(groups) < len(commands["all_private_chats", ""])


async def test_timers_ring_once_and_on_time_over_kills(tmp_path: Path) -> None:
    figures = await timers(3, tmp_path, seed=5)
    assert figures.sound, str(figures)


# --- voice notes: real bytes through getFile and the download ------------------------------------


async def test_a_voice_note_is_downloaded_heard_and_logged(
    api: BotApi, program: Program, tmp_path: Path
) -> None:
    ida = api.user("ida")
    said = "leg press, ninety kilos, four sets of eleven"
    content = note(said, "joe", "hiss", None, tmp_path / "note.ogg").read_bytes()
    await ida.sends_voice(content, duration=4)
    answer = await ida.hears(timeout=60)
    assert answer.text.startswith('Heard: "')
    assert "leg press: 4 x 11 at 90 kg" in answer.text
    assert program.sets()[f"telegram:{ida.id}", 11] == 4
    assert not list((program.folder / "media").glob("note-*"))


@pytest.mark.parametrize(
    ("content", "duration", "size", "said"),
    [
        (b"OggS nothing in it", 3, None, "can't play"),
        (b"OggS" + bytes(99), 300, None, "two minutes"),
        (b"OggS" + bytes(99), 3, 19_000_000, "too big"),
        (bytes(9_000_000), 3, 1000, "too big"),
    ],
)
async def test_notes_that_are_none_or_lie_get_a_clear_reply(
    api: BotApi, program: Program, content: bytes, duration: int, size: int | None, said: str
) -> None:
    jon = api.user(f"jon {said} {len(content)}")
    await jon.sends_voice(content, duration=duration, size=size)
    assert said in (await jon.hears(timeout=20)).text


async def test_others_are_answered_while_a_note_is_heard(
    api: BotApi, program: Program, tmp_path: Path
) -> None:
    kim, lea = api.user("kim"), api.user("lea")
    content = note("how low do I let it come down", "joe", "hiss", None, tmp_path / "n.ogg")
    await kim.sends_voice(content.read_bytes(), duration=3)
    begun = time.monotonic()
    assert "shoulder width" in (await lea.asks("how wide should my feet be?")).text
    assert time.monotonic() - begun < 3
    assert "Heard" in (await kim.hears(timeout=60)).text


async def test_replies_are_spoken_on_request_with_the_text_beside_them(
    api: BotApi, program: Program
) -> None:
    max_ = api.user("max")
    first = await max_.asks("/voice on", timeout=30)
    assert "I speak" in first.text
    assert (await max_.hears(timeout=60)).media == "voice"
    await max_.says("leg press 100kg x 12")
    assert "Logged" in (await max_.hears(timeout=30)).text
    spoken = await max_.hears(timeout=30)
    assert spoken.media == "voice"
    assert spoken.content.startswith(b"OggS")
    assert program.sets()[f"telegram:{max_.id}", 12] == 1
