"""Update to what is asked: the shapes of Telegram's updates, and of what is none of its."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.incoming import TAKEN, Asked, Incoming, Me, Reach, Refused, Sought, read

ME = Me(99, "spotter_bot", frozenset(("help", "undo")))
CAME = datetime(2026, 11, 29, 10, tzinfo=UTC)
ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "username": "Ann"}
BOB = {"id": 8, "is_bot": False, "first_name": "Bob"}
BOT = {"id": 99, "is_bot": True, "first_name": "Spotter"}
ALONE = {"id": 7, "type": "private"}
GROUP = {"id": -5, "type": "supergroup"}


def message(**fields: Any) -> dict[str, Any]:
    plain = {"message_id": 3, "date": 1_790_000_000, "chat": ALONE, "from": ANN, "text": "hi"}
    return {key: value for key, value in (plain | fields).items() if value is not None}


def told(**fields: Any) -> Incoming:
    return read({"update_id": 1, "message": message(**fields)}, ME, CAME)


def test_a_message_tells_who_asks_what_and_where() -> None:
    asked = told(text="feet?")
    assert isinstance(asked, Asked)
    assert (asked.person, asked.username, asked.text, asked.id) == (7, "ann", "feet?", "7:3")
    assert asked.at == datetime.fromtimestamp(1_790_000_000, UTC)
    assert (asked.place.chat, asked.place.thread, asked.place.answers) == (7, None, None)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"from": None}, None),
        ({"from": BOT}, None),
        ({"sender_chat": GROUP}, None),
        ({"text": None}, None),
        ({"text": None, "new_chat_title": "legs"}, None),
        ({"text": None, "caption": "toes?", "photo": [{}]}, "toes?"),
        ({"chat": GROUP}, None),
        ({"chat": GROUP, "text": "/help"}, None),  # Telegram marks commands; this is none
    ],
)
def test_what_is_not_for_us_is_nothing(fields: Mapping[str, Any], wanted: str | None) -> None:
    asked = told(**fields)
    assert (asked.text if isinstance(asked, Asked) else asked) == wanted


@pytest.mark.parametrize(
    ("text", "entity", "meant"),
    [
        ("@spotter_bot feet?", {"type": "mention", "offset": 0, "length": 12}, "feet?"),
        ("\U0001f4aa @spotter_bot ok", {"type": "mention", "offset": 3, "length": 12},
         "\U0001f4aa ok"),
        ("/undo", {"type": "bot_command", "offset": 0, "length": 5}, "/undo"),
        ("/undo@other_bot", {"type": "bot_command", "offset": 0, "length": 15}, None),
        ("hey you", {"type": "text_mention", "offset": 4, "length": 3, "user": BOT}, "hey you"),
        ("hey you", {"type": "text_mention", "offset": 4, "length": 3, "user": BOB}, None),
    ],
)  # fmt: skip
def test_in_a_group_only_what_is_addressed_counts(
    text: str, entity: Mapping[str, Any], meant: str | None
) -> None:
    asked = told(chat=GROUP, text=text, entities=[entity])
    assert (asked.text if isinstance(asked, Asked) else asked) == meant


def test_an_answer_to_us_counts_in_its_topic() -> None:
    ours = message(**{"from": BOT, "chat": GROUP, "message_id": 2})
    asked = told(chat=GROUP, reply_to_message=ours, is_topic_message=True, message_thread_id=4)
    assert isinstance(asked, Asked)
    assert (asked.place.thread, asked.place.answers) == (4, 3)


def test_the_undo_button_of_what_is_answered_names_the_change() -> None:
    rows = [[{"text": "Undo", "callback_data": "/undo #12"}]]
    ours = message(**{"from": BOT, "reply_markup": {"inline_keyboard": rows}})
    asked = told(text="no, 95", reply_to_message=ours)
    assert isinstance(asked, Asked)
    assert asked.about == "#12"


def test_a_voice_note_is_described() -> None:
    sound = {"file_id": "f", "duration": 4, "file_size": 900}
    asked = told(text=None, voice=sound)
    assert isinstance(asked, Asked)
    assert asked.note is not None
    assert (asked.note.file, asked.note.seconds, asked.note.size) == ("f", 4.0, 900)


def test_an_edit_is_another_message_on_the_first() -> None:
    update = {"edited_message": message(text="feet??", edit_date=1_790_000_060)}
    asked = read(update, ME, CAME)
    assert isinstance(asked, Asked)
    assert asked.edited
    assert asked.about == "7:3"
    assert asked.id != "7:3"


def press(**fields: Any) -> Incoming:
    ours = message(**{"from": BOT})
    query = {"id": "q", "from": ANN, "data": "Toes?", "message": ours} | fields
    return read({"callback_query": query}, ME, CAME)


def test_a_press_is_what_its_button_says() -> None:
    asked = press()
    assert isinstance(asked, Asked)
    assert (asked.text, asked.query, asked.press) == ("Toes?", "q", (7, 3, "Toes?"))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"message": None}, ""),
        ({"data": None}, ""),
        ({"data": "x" * 65}, ""),
        ({"from": BOB}, ""),
        ({"message": {"message_id": 3, "date": 0, "chat": GROUP}}, "telegram.stale"),
        (
            {
                "from": BOB,
                "message": message(
                    **{"from": BOT, "chat": GROUP, "reply_to_message": message(chat=GROUP)}
                ),
            },
            "telegram.others",
        ),
    ],
)
def test_a_press_that_nobody_may_make_is_refused(fields: Mapping[str, Any], why: str) -> None:
    assert press(**fields) == Refused("q", why)


def test_what_is_sought_and_who_can_be_reached() -> None:
    sought = {"inline_query": {"id": "i", "from": ANN, "query": "foot width"}}
    assert read(sought, ME, CAME) == Sought("i", 7, "ann", "foot width")
    for status, active in (("kicked", False), ("left", False), ("member", True)):
        change = {"chat": ALONE, "from": ANN, "new_chat_member": {"status": status, "user": BOT}}
        assert read({"my_chat_member": change}, ME, CAME) == Reach("telegram:7", active)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": 5},
        {"text": ["a"]},
        {"from": "Ann"},
        {"from": {"is_bot": False}},
        {"from": {"id": True}},
        {"from": {"id": "7"}},
        {"chat": []},
        {"chat": {"type": "private"}},
        {"chat": {"id": 10**30, "type": "private"}},
        {"date": "today"},
        {"message_id": 2.5},
        {"text": None, "voice": {"file_id": 3, "duration": 4}},
    ],
)
def test_a_field_of_another_kind_is_an_error(fields: Mapping[str, Any]) -> None:
    with pytest.raises(TypeError):
        told(**fields)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats()
NAMES = st.sampled_from(
    "from chat id type text date message_id entities offset length data message query voice"
    " duration status reply_to_message photo".split()
)
THINGS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(st.sampled_from(TAKEN), THINGS)
def test_any_update_is_read_or_is_an_error(kind: str, content: Any) -> None:
    """What comes out is typed as promised; what cannot be so raises, and is set aside."""
    try:
        found = read({"update_id": 1, kind: content}, ME, CAME)
    except (TypeError, AttributeError, ValueError, OverflowError, OSError):
        return
    if isinstance(found, Asked):
        assert isinstance(found.text, str)
        assert type(found.person) is type(found.place.chat) is int
