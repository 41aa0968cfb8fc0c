"""The emulated Bot API behaves as the real one does, seen by two clients.

python-telegram-bot is one client; aiohttp by hand sends what a library never would.
"""

import asyncio
import re
import struct
import time
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.botapi import BotApi, Limits, Person, Query
from tests.botapi.entities import length16, parse_html
from tests.botapi.thread import in_thread
from tests.botapi.wire import Refusal

SECRET = "webhook-secret_1"  # noqa: S105 (of a webhook that lives for one test)
VOICE = b"OggS" + bytes(24) + b"OpusHead" + bytes(100)


def png(width: int, height: int) -> bytes:
    head = struct.pack(">II5B", width, height, 8, 0, 0, 0, 0)
    body = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + body + struct.pack(">I", zlib.crc32(body))


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def bot(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the type of retry_after in its next version
    async with client(api) as bot:
        yield bot


@pytest.fixture
def ann(api: BotApi) -> Person:
    return api.user("ann")


def client(api: BotApi, token: str = "") -> Bot:
    # Without certificates to load, a client is made in no time.
    one, two = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return Bot(token or api.token, f"{api.url}/bot", f"{api.url}/file/bot", one, two)


async def raw(api: BotApi, method: str, **how: Any) -> tuple[int, Any]:
    """Call a method by hand and return status and answer."""
    url = f"{api.url}/bot{api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, **how) as answer:
        return answer.status, await answer.json()


def refused(what: str) -> "pytest.RaisesExc[BadRequest]":
    """Expect a 400 with these words; python-telegram-bot changes their case."""
    return pytest.raises(BadRequest, match=f"(?i){re.escape(what)}")


def keys(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=one)] for one in labels])


# --- polling


async def test_updates_come_again_until_an_offset_confirms_them(
    api: BotApi, bot: Bot, ann: Person
) -> None:
    await ann.says("one")
    await ann.says("two")
    first = await bot.get_updates()
    again = await bot.get_updates()
    assert [one.update_id for one in first] == [one.update_id for one in again]
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [one.message.text for one in rest if one.message] == ["two"]
    assert not await bot.get_updates(offset=rest[0].update_id + 1)
    await api.idle()


async def test_limit_and_negative_offset(bot: Bot, ann: Person) -> None:
    for text in "abcd":
        await ann.says(text)
    assert len(await bot.get_updates(limit=3)) == 3
    newest = await bot.get_updates(offset=-1)
    assert [one.message.text for one in newest if one.message] == ["d"]
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_waits_and_wakes(bot: Bot, ann: Person) -> None:
    started = time.monotonic()
    assert not await bot.get_updates(timeout=1)
    assert 0.9 < time.monotonic() - started < 2
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await ann.says("wake")
    assert len(await asyncio.wait_for(poll, 1)) == 1


async def test_a_second_poll_ends_the_first_with_409(api: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(raw(api, "getUpdates", json={"timeout": 20}))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await api.user("ann").says("hi")
    status, answer = await second
    assert (status, len(answer["result"])) == (200, 1)


async def test_a_poll_that_is_dropped_loses_nothing(api: BotApi, bot: Bot, ann: Person) -> None:
    poll = asyncio.create_task(raw(api, "getUpdates", json={"timeout": 20}))
    await asyncio.sleep(0.1)
    poll.cancel()
    await asyncio.sleep(0.1)
    assert not api.polling
    await ann.says("still here")
    assert len(await bot.get_updates()) == 1


async def test_member_updates_come_only_on_request(api: BotApi, bot: Bot, ann: Person) -> None:
    gym = api.group("gym", ann)
    await gym.becomes(ann, "left")
    kinds = [one.to_dict().keys() - {"update_id"} for one in await bot.get_updates()]
    assert kinds == [{"message"}]
    await bot.get_updates(offset=-1, allowed_updates=["message", "chat_member"])
    await gym.becomes(ann, "member")
    assert any(one.chat_member for one in await bot.get_updates())


async def test_hostile_updates_are_sent_as_they_are(api: BotApi) -> None:
    surrogate = {"message": {"text": "\ud800", "chat": {"id": -1}}, "novelty": [1]}
    api.raw_update(surrogate)
    api.raw_update({})
    api.raw_update(b'{"message": {"text": "not closed"')
    api.raw_update({"update_id": "seven"})
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{api.url}/bot{api.token}/getUpdates?limit=2") as answer:
            first, second = (await answer.json())["result"]
        async with session.get(f"{api.url}/bot{api.token}/getUpdates") as answer:
            text = await answer.text()
    assert first.pop("update_id") + 1 == second.pop("update_id")
    assert (first, second) == (surrogate, {})
    assert '"not closed"' in text
    assert '"update_id": "seven"' in text


# --- what is refused before a method runs


async def test_wrong_tokens_methods_and_parameters(api: BotApi) -> None:
    with pytest.raises(InvalidToken, match="rejected"):
        async with client(api, "7000000001:wrong"):
            pass
    assert await raw(api, "sendPigeon") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    for given, what in (
        ({"chat_id": 1, "colour": "red"}, 'unknown parameter "colour"'),
        ({"text": "hi"}, "chat_id is empty"),
        ({"chat_id": "x", "text": "hi"}, "chat not found"),
        ({"chat_id": 5, "text": "hi"}, "chat not found"),
        ({"chat_id": 5, "text": 5}, 'parameter "text" must be a string'),
        ({"chat_id": 5, "text": "\ud800"}, "strings must be encoded in UTF-8"),
        ({"chat_id": 5, "text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
    ):
        status, answer = await raw(api, "sendMessage", json=given)
        assert (status, answer["description"]) == (400, f"Bad Request: {what}")
    assert len(api.calls("sendmessage", 400)) == 7


async def test_form_multipart_and_json_are_read_alike(api: BotApi, ann: Person) -> None:
    form = {"chat_id": str(ann.id), "text": "grüße 💪"}
    multipart = aiohttp.FormData(form, default_to_multipart=True)
    for how in ({"data": form}, {"data": multipart}, {"json": form | {"chat_id": ann.id}}):
        status, _ = await raw(api, "sendMessage", **how)
        assert status == 200
    assert {message.text for message in ann.messages} == {"grüße 💪"}
    assert {str(call.params) for call in api.calls("sendMessage")} == {
        str({"chat_id": ann.id, "text": "grüße 💪"})
    }


# --- text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "message text is empty"),
        (" \n\u200b", "text must be non-empty"),
        ("a" * 4097, "message is too long"),
        ("💪" * 2049, "message is too long"),
    ],
)
async def test_length_of_text(bot: Bot, ann: Person, text: str, what: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(ann.id, text)
    assert refused.value.message.lower() == what


async def test_the_longest_text_and_caption(bot: Bot, ann: Person) -> None:
    assert len((await bot.send_message(ann.id, "a" * 4096)).text or "") == 4096
    await bot.send_message(ann.id, f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    await bot.send_photo(ann.id, png(9, 9), caption="c" * 1024)
    with refused("caption is too long"):
        await bot.send_photo(ann.id, png(9, 9), caption="c" * 1025)


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é <h1>x</h1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("5 < 6", 'Unclosed start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_bad_html(html: str, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(html)
    assert refused.value.description == f"Bad Request: can't parse entities: {what}"


def test_good_html() -> None:
    text, entities = parse_html(
        '💪 <b>a <i>b</i></b> <a href="https://x.de/?a&amp;b">&lt;c&#62;</a>'
    )
    assert text == "💪 a b <c>"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "italic", "offset": 5, "length": 1},
        {"type": "text_link", "url": "https://x.de/?a&b", "offset": 7, "length": 3},
    ]


@pytest.mark.parametrize(("offset", "length"), [(0, 5), (-1, 2), (1, 1), (0, 1), (0, 0)])
async def test_entities_outside_the_text_or_within_a_character(
    bot: Bot, ann: Person, offset: int, length: int
) -> None:
    with refused("ntity"):
        await bot.send_message(ann.id, "💪ab", entities=[MessageEntity("bold", offset, length)])


async def test_white_space_at_the_ends_is_cut_and_entities_move(bot: Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "\n  💪 ok \n", entities=[MessageEntity("bold", 3, 5)])
    message = await ann.hears()
    assert message.text == "💪 ok"
    assert message.entities == [{"type": "bold", "offset": 0, "length": length16("💪 ok")}]


async def test_other_parse_modes_are_refused(bot: Bot, ann: Person) -> None:
    with refused("parse_mode"):
        await bot.send_message(ann.id, "*x*", parse_mode="MarkdownV2")


# --- keyboards, presses, edits


@pytest.mark.parametrize(
    ("button", "what"),
    [
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "x"}, "text must be non-empty"),
        ({"text": "x"}, "Text buttons are unallowed"),
        ({"text": "x", "callback_data": "x", "url": "https://x.de"}, "exactly one action"),
        ({"text": "x", "url": "gopher"}, "is invalid"),
        ({"text": "x", "callback_data": "x", "size": 3}, 'unknown field "size"'),
    ],
)
async def test_bad_buttons(api: BotApi, ann: Person, button: dict[str, str], what: str) -> None:
    call = {"chat_id": ann.id, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}
    status, answer = await raw(api, "sendMessage", json=call)
    assert status == 400
    assert what in answer["description"]


async def test_too_many_buttons(bot: Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "x", reply_markup=keys(*map(str, range(100))))
    with refused("too long"):
        await bot.send_message(ann.id, "x", reply_markup=keys(*map(str, range(101))))


async def test_a_press_is_answered_once(api: BotApi, bot: Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "Goal?", reply_markup=keys("size", "strength"))
    await bot.send_message(ann.id, "Really?", reply_markup=keys("size"))
    press = await ann.presses("size")
    assert isinstance(press, Query)
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id) == ("size", ann.messages[-1].id)
    await query.answer("ok")
    assert (await ann.sees_answer(press))["text"] == "ok"
    with refused("query is too old and response timeout expired"):
        await query.answer("again")
    api.world.query_seconds = -1.0
    late = await ann.forges("anything")
    with refused("query is too old"):
        await bot.answer_callback_query(late.id)
    with pytest.raises(AssertionError, match="no button 'squat' among"):
        await ann.presses("squat")


async def test_keys_of_a_reply_keyboard_send_their_label(bot: Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "?", reply_markup=ReplyKeyboardMarkup([["Log", "Help"]]))
    await ann.presses("Help")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "Help"


async def test_edits_change_what_stands_and_equal_ones_are_refused(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "one", reply_markup=keys("a"))
    with refused("message is not modified"):
        await sent.edit_text("one", reply_markup=keys("a"))
    await sent.edit_text("two", reply_markup=keys("a"))
    with refused("message is not modified"):
        await sent.edit_reply_markup(keys("a"))
    await sent.edit_reply_markup(keys("b"))
    (message,) = ann.messages
    await ann.sees_edit(message, edits=2)
    assert (message.text, message.buttons) == ("two", ["b"])
    await sent.edit_text("three")
    assert message.buttons == []
    assert [one["text"] for one in message.versions] == ["one", "two", "two"]
    with refused("message to edit not found"):
        await bot.edit_message_text("x", ann.id, 999)
    mine = await ann.says("hi")
    with refused("message can't be edited"):
        await bot.edit_message_text("x", ann.id, mine.id)


async def test_deleting(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "x")
    await sent.delete()
    assert ann.messages == []
    assert [message.deleted for message in ann.said] == [True]
    with refused("message to delete not found"):
        await sent.delete()


async def test_replies_point_to_messages_that_exist(bot: Bot, ann: Person) -> None:
    asked = await ann.says("feet?")
    sent = await bot.send_message(ann.id, "x", reply_parameters=ReplyParameters(asked.id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "feet?"
    with refused("message to be replied not found"):
        await bot.send_message(ann.id, "x", reply_parameters=ReplyParameters(999))
    lenient = ReplyParameters(999, allow_sending_without_reply=True)
    await bot.send_message(ann.id, "x", reply_parameters=lenient)
    answered = await ann.replies_to(ann.said[0], "thanks")
    assert answered.raw["reply_to_message"]["text"] == "x"


async def test_an_edit_by_a_person(bot: Bot, ann: Person) -> None:
    message = await ann.says("leg press 90", at=1_700_000_000)
    await ann.edits(message, "leg press 95")
    first, second = await bot.get_updates()
    assert first.message is not None
    assert second.edited_message is not None
    assert (first.message.text, second.edited_message.text) == ("leg press 90", "leg press 95")
    assert first.message.date.timestamp() == 1_700_000_000


async def test_actions_and_reactions(bot: Bot, ann: Person) -> None:
    await bot.send_chat_action(ann.id, "typing")
    await ann.sees_action("typing")
    with refused("wrong parameter action"):
        await bot.send_chat_action(ann.id, "dancing")
    message = await ann.says("90 4x8")
    await bot.set_message_reaction(ann.id, message.id, "👍")
    assert await ann.sees_reaction(message) == "👍"
    with refused("REACTION_INVALID"):
        await bot.set_message_reaction(ann.id, message.id, "🏋")


# --- chats


async def test_blocked_unknown_and_not_started(api: BotApi, bot: Bot, ann: Person) -> None:
    await ann.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "x")
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    await ann.unblocks()
    await bot.send_message(ann.id, "x")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(api.user("bob", started=False).id, "x")
    with refused("Chat not found"):
        await bot.send_message(1, "x")


async def test_groups_topics_and_leaving(api: BotApi, bot: Bot, ann: Person) -> None:
    gym = api.group("gym", ann, forum=True)
    legs = gym.topic("legs")
    await ann.says("@spotter_bot reps?", place=gym, thread=legs)
    await bot.send_message(gym.id, "5x5", message_thread_id=legs)
    assert (await gym.hears()).thread == legs
    with refused("Message thread not found"):
        await bot.send_message(gym.id, "5x5", message_thread_id=legs + 50)
    assert (await bot.get_chat_member(gym.id, ann.id)).status == "member"
    assert (await bot.get_chat(gym.id)).is_forum
    await bot.leave_chat(gym.id)
    with pytest.raises(Forbidden, match="not a member of the supergroup chat"):
        await bot.send_message(gym.id, "x")
    await gym.kicks_bot(ann)
    with pytest.raises(Forbidden, match="kicked from the supergroup chat"):
        await bot.send_message(gym.id, "x")


async def test_a_group_that_moves(api: BotApi, ann: Person) -> None:
    old, new = api.group("old", ann, kind="group"), api.group("new", ann)
    await old.upgrades(new)
    status, answer = await raw(api, "sendMessage", json={"chat_id": old.id, "text": "x"})
    assert (status, answer["parameters"]) == (400, {"migrate_to_chat_id": new.id})


async def test_channels_and_service_messages(api: BotApi, bot: Bot, ann: Person) -> None:
    news = api.channel("news")
    await news.edits_post(await news.posts("one"), "two")
    await api.group("gym", ann).service(ann, new_chat_title="Gym 2")
    post, edit, title = await bot.get_updates()
    assert post.channel_post is not None
    assert edit.edited_channel_post is not None
    assert title.message is not None
    assert title.message.new_chat_title == "Gym 2"
    await bot.send_message(news.id, "three")
    assert (await news.hears()).text == "three"


# --- files


async def test_voice_in_and_out(api: BotApi, bot: Bot, ann: Person) -> None:
    await ann.sends_voice(VOICE, duration=4)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.voice is not None
    file = await update.message.voice.get_file()
    assert bytes(await file.download_as_bytearray()) == VOICE
    await bot.send_voice(ann.id, VOICE, caption="said")
    heard = await ann.hears()
    assert (heard.media, heard.content, heard.text) == ("voice", VOICE, "said")
    with refused("OPUS"):
        await bot.send_voice(ann.id, b"RIFF" + bytes(50))
    assert [call.status for call in api.calls("file")] == [200]


async def test_files_that_lie_or_are_too_big(api: BotApi, bot: Bot, ann: Person) -> None:
    big = await ann.sends_voice(VOICE, size=21 * 1024**2)
    with refused("File is too big"):
        await bot.get_file(big.raw["voice"]["file_id"])
    lying = await ann.sends_document(bytes(3000), size=5)
    file = await bot.get_file(lying.raw["document"]["file_id"])
    assert file.file_size == 5
    assert len(await file.download_as_bytearray()) == 3000
    with refused("Wrong file_id"):
        await bot.get_file("nothing")
    url = f"{api.url}/file/bot{api.token}/voice/none.oga"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 404


async def test_photos_and_albums(bot: Bot, ann: Person) -> None:
    sent = await bot.send_photo(ann.id, png(1280, 720), caption="<b>feet</b>", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height) == (1280, 720)
    await bot.send_photo(ann.id, sent.photo[0].file_id)
    for picture, what in ((b"GIF89a", "IMAGE_PROCESS_FAILED"), (png(9999, 9), "DIMENSIONS")):
        with refused(what):
            await bot.send_photo(ann.id, picture)
    media = [InputMediaPhoto(png(10, 10), caption="one"), InputMediaPhoto(png(20, 20))]
    album = await bot.send_media_group(ann.id, media)
    assert album[0].media_group_id == album[1].media_group_id
    assert ann.messages[-1].content == png(20, 20)
    with refused("2-10"):
        await bot.send_media_group(ann.id, media[:1])
    await bot.edit_message_media(InputMediaPhoto(png(30, 30)), ann.id, sent.message_id)
    assert ann.messages[0].content == png(30, 30)
    await bot.edit_message_caption(ann.id, sent.message_id, caption="toes")
    assert ann.messages[0].text == "toes"
    await bot.send_document(ann.id, b"date,kg\n", filename="log.csv")
    assert ann.messages[-1].raw["document"]["file_name"] == "log.csv"


# --- the bot's own settings, inline mode


async def test_commands_by_scope(bot: Bot, ann: Person) -> None:
    await bot.set_my_commands([BotCommand("goal", "Set the goal")])
    scope = BotCommandScopeChat(ann.id)
    await bot.set_my_commands([BotCommand("undo", "Take it back")], scope=scope)
    assert [one.command for one in await bot.get_my_commands()] == ["goal"]
    assert [one.command for one in await bot.get_my_commands(scope=scope)] == ["undo"]
    await bot.delete_my_commands(scope=scope)
    assert await bot.get_my_commands(scope=scope) == ()
    with refused("BOT_COMMAND_INVALID"):
        await bot.set_my_commands([("Goal!", "x")])
    await bot.set_my_description("A gym assistant")
    assert (await bot.get_my_description()).description == "A gym assistant"
    await bot.set_my_name("Spot")
    assert (await bot.get_me()).first_name == "Spot"


async def test_inline_queries(bot: Bot, ann: Person) -> None:
    typing = asyncio.create_task(ann.types_inline("foot width"))
    (update,) = await bot.get_updates(timeout=5)
    assert update.inline_query is not None
    content = InputTextMessageContent("<b>shoulder wide</b>", parse_mode="HTML")
    await update.inline_query.answer([InlineQueryResultArticle("1", "Feet", content)])
    (result,) = await typing
    assert result["title"] == "Feet"
    with refused("query is too old"):
        await update.inline_query.answer([])


# --- rates


def test_rates_count_per_second_chat_and_group() -> None:
    clock = [0.0]
    limits = Limits(clock=lambda: clock[0])
    limits.take(1, group=False)
    with pytest.raises(Refusal) as refused:
        limits.take(1, group=False)
    assert refused.value.parameters == {"retry_after": 1}
    for chat in range(2, 31):
        limits.take(chat, group=False)
    with pytest.raises(Refusal):
        limits.take(31, group=False)
    for _ in range(20):
        clock[0] += 1
        limits.take(-1, group=True)
    clock[0] += 1
    with pytest.raises(Refusal) as refused:
        limits.take(-1, group=True)
    assert refused.value.parameters == {"retry_after": 40}
    clock[0] += 40
    limits.take(-1, group=True)


async def test_too_fast_is_a_429(api: BotApi, bot: Bot, ann: Person) -> None:
    api.limit(True)
    await bot.send_message(ann.id, "x")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ann.id, "x")
    assert refused.value.retry_after == timedelta(seconds=1)
    assert len(ann.said) == 1


# --- faults


@pytest.mark.parametrize(
    ("kind", "how", "error", "arrives"),
    [
        (None, {"status": 429, "retry_after": 3}, RetryAfter, False),
        (None, {"status": 400, "description": "Bad Request: no"}, BadRequest, False),
        (None, {"status": 403}, Forbidden, False),
        (None, {"status": 500}, NetworkError, False),
        (None, {"status": 502, "handled": True}, NetworkError, True),
        ("reset", {}, NetworkError, False),
        ("reset", {"handled": True}, NetworkError, True),
        ("garbage", {}, Exception, True),
        (None, {"body": b"[]"}, Exception, True),
        ("cut", {}, NetworkError, True),
        ("hang", {}, NetworkError, False),
        ("hang", {"handled": True}, NetworkError, True),
    ],
)
async def test_faults(
    api: BotApi,
    bot: Bot,
    ann: Person,
    kind: str | None,
    how: dict[str, Any],
    error: type[Exception],
    arrives: bool,
) -> None:
    fault = api.fault("sendMessage", kind, **how)
    with pytest.raises(error):
        await bot.send_message(ann.id, "x", read_timeout=0.3)
    assert len(ann.said) == arrives
    await bot.send_message(ann.id, "x")
    assert fault.struck == 1
    assert [bool(call.fault) for call in api.calls("sendMessage")] == [True, False]


async def test_a_lost_answer_to_get_updates_redelivers(api: BotApi, bot: Bot, ann: Person) -> None:
    await ann.says("one")
    api.fault("getUpdates", "reset", handled=True)
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_random_faults_repeat_with_their_seed(api: BotApi, bot: Bot, ann: Person) -> None:
    async def run() -> list[bool]:
        api.faults.clear()
        api.fault("*", status=500, times=None, probability=0.5, seed=7)
        calls = range(12)
        answers = [await raw(api, "sendChatAction", json=typing) for _ in calls]
        return [status == 200 for status, _ in answers]

    typing = {"chat_id": ann.id, "action": "typing"}
    first = await run()
    assert {True, False} == set(first)
    assert await run() == first


async def test_faults_that_wait_slow_down_and_choose(api: BotApi, bot: Bot, ann: Person) -> None:
    api.fault("sendMessage", status=500, skip=1, when=lambda p: "bad" in p["text"])
    await bot.send_message(ann.id, "bad 1")
    await bot.send_message(ann.id, "good")
    with pytest.raises(NetworkError):
        await bot.send_message(ann.id, "bad 2")
    api.fault("sendMessage", delay=0.3)
    started = time.monotonic()
    await bot.send_message(ann.id, "slow")
    assert time.monotonic() - started >= 0.3


async def test_an_outage(api: BotApi, bot: Bot, ann: Person) -> None:
    url = api.url
    async with api.outage():
        with pytest.raises(NetworkError):
            await bot.send_message(ann.id, "x")
    assert api.url == url
    await bot.send_message(ann.id, "x")


# --- the webhook


class Hook:
    """A webhook that takes updates, after a row of other answers."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.bodies: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()

    async def take(self, request: web.BaseRequest) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.bodies.append(await request.json())
        return web.Response(status=status)

    @property
    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies]


@pytest.fixture
async def hooks() -> AsyncIterator[Any]:
    runners: list[web.ServerRunner] = []

    async def serve(hook: Hook) -> str:
        runner = web.ServerRunner(web.Server(hook.take), shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/hook"

    yield serve
    for runner in runners:
        await runner.cleanup()


async def test_a_webhook_gets_everything_in_order_until_it_says_200(
    api: BotApi, bot: Bot, ann: Person, hooks: Any
) -> None:
    hook = Hook(500, 404)
    await ann.says("0")
    await bot.set_webhook(await hooks(hook), secret_token=SECRET)
    for number in range(1, 20):
        await ann.says(str(number))
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await api.idle()
    assert hook.texts == [str(number) for number in range(20)]
    assert hook.secrets == {SECRET}
    assert [status for _, status, _ in api.webhook.attempts][:3] == [500, 404, 200]
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.max_connections) == (0, 40)
    assert info.last_error_message == "Wrong response from the webhook: 404 Not Found"
    await bot.delete_webhook()
    assert not await bot.get_updates()


async def test_a_failing_chat_does_not_hold_up_another(
    api: BotApi, bot: Bot, ann: Person, hooks: Any
) -> None:
    hook, bob = Hook(500), api.user("bob")
    await bot.set_webhook(await hooks(hook))
    await ann.says("first")
    await asyncio.sleep(0.02)
    await bob.says("second")
    await api.idle()
    assert hook.texts == ["second", "first"]


async def test_a_webhook_whose_answer_is_lost_gets_it_twice(
    api: BotApi, bot: Bot, ann: Person, hooks: Any
) -> None:
    hook = Hook()
    await bot.set_webhook(await hooks(hook))
    api.fault("webhook", "reset", handled=True)
    await ann.says("twice")
    await api.idle()
    assert hook.texts == ["twice", "twice"]
    assert hook.bodies[0] == hook.bodies[1]


async def test_bad_webhooks(bot: Bot) -> None:
    with refused("HTTPS"):
        await bot.set_webhook("http://example.org/")
    with refused("secret token contains unallowed characters"):
        await bot.set_webhook("https://example.org/", secret_token="ä" + SECRET)


# --- the scripting side itself


async def test_waiting_for_what_never_comes_says_what_was_said(ann: Person, bot: Bot) -> None:
    await ann.says("anyone?")
    with pytest.raises(AssertionError, match=r"(?s)ann heard nothing.*Ann: anyone?"):
        await ann.hears(timeout=0.05)
    await bot.send_message(ann.id, "late")
    with pytest.raises(AssertionError, match="heard Spotter: late"):
        await ann.hears_nothing(0.01)


async def test_thousands_of_updates_are_quick_and_memory_is_bounded() -> None:
    async with BotApi(keep=100) as api:
        people = [api.user(f"user{number}") for number in range(20)]
        for number in range(5000):
            await people[number % 20].says("leg press 90 4x8")
        offset, got = 0, 0
        while updates := (await raw(api, "getUpdates", json={"offset": offset}))[1]["result"]:
            offset, got = updates[-1]["update_id"] + 1, got + len(updates)
        assert got == 5000
        assert all(len(person.messages) <= 100 for person in people)


async def test_a_whole_application_polls_and_answers(api: BotApi, bot: Bot, ann: Person) -> None:
    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(f"you said {update.effective_message.text}")

    app = Application.builder().bot(bot).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(timeout=10)
        await app.start()
        await api.polled()
        assert (await ann.asks("hi")).text == "you said hi"
        bob = api.user("bob")
        for number in range(50):
            await bob.says(str(number))
        answers = await bob.hears_all(50)
        await api.quiet(0.1)
        await app.updater.stop()
        await app.stop()
    assert [one.text for one in answers] == [f"you said {number}" for number in range(50)]
    assert bob.messages[0].at < answers[0].at


def test_a_server_in_a_thread() -> None:
    with in_thread() as remote:
        ann = remote.api.user("ann")
        message = remote.run(ann.says("hi"))
        assert message.id == 1
