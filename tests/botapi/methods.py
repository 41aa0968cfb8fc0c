"""The methods of the Bot API that the emulator knows; any other is a 404.

A method is a plain function from typed parameters to its result; it refuses by raising Refusal.
getUpdates is not here, as it waits; it stands with the server.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.botapi.chats import Chat, Message
from tests.botapi.entities import CAPTION_LIMIT, TEXT_LIMIT, formatted
from tests.botapi.files import File, check_photo
from tests.botapi.markup import check_inline, check_markup
from tests.botapi.wire import Json, Refusal, Signature, Upload, bad, words
from tests.botapi.world import BOT_ID, Webhook, World

Method = Callable[[World, Json], Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A method and the parameters it takes."""

    signature: Signature
    run: Method


METHODS: dict[str, Known] = {}
ACTIONS = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note"
)
REACTIONS = words(
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 "
    "🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 "
    "💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
_SCOPES = words(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators "
    "chat_member"
)
_SENDING = (
    "chat_id:chat! message_thread_id:int disable_notification:bool protect_content:bool "
    "reply_markup:json reply_parameters:json message_effect_id:str "
)
_TEXT = "parse_mode:str entities:json link_preview_options:json "
_CAPTION = "caption:str parse_mode:str caption_entities:json show_caption_above_media:bool "
_TARGET = "chat_id:chat message_id:int inline_message_id:str reply_markup:json "


def method(line: str) -> Callable[[Method], Method]:
    """Register a function as the method of its name, with the parameters in the line."""

    def register(run: Method) -> Method:
        METHODS[run.__name__.replace("_", "")] = Known(Signature(line), run)
        return run

    return register


# --- sending


def _replied(world: World, chat: Chat, p: Json) -> Json:
    """Return the field that shows which message is answered."""
    reply = p.get("reply_parameters")
    if not reply:
        return {}
    if not isinstance(reply, dict) or not isinstance(reply.get("message_id"), int):
        raise bad("object expected as reply parameters")
    where = world.chat(reply["chat_id"]) if "chat_id" in reply else chat
    target = where.messages.get(reply["message_id"])
    if target is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    if where is not chat:
        return {"external_reply": {"chat": where.raw, "message_id": target.id}}
    return {"reply_to_message": {k: v for k, v in target.raw.items() if k != "reply_to_message"}}


def _open(world: World, p: Json) -> tuple[Chat, Json]:
    """Return the chat that is written to and the fields that place a message in it."""
    chat = world.chat(p["chat_id"])
    chat.check_writable()
    thread = p.get("message_thread_id")
    chat.check_topic(thread)
    place: Json = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
    return chat, place | _replied(world, chat, p)


def _post(world: World, chat: Chat, content: Json, markup: Json | None) -> Json:
    """Write the bot's message into the chat and return it as the API does."""
    shown = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
    sender = None if chat.kind == "channel" else world.bot
    raw = world.raw_message(chat, sender, content | shown)
    return chat.add(raw, markup, own=True).raw


def _take(world: World, chat: Chat, count: int = 1) -> None:
    if world.limits is not None:
        world.limits.take(chat.id, group=chat.is_group, count=count)


def _send(world: World, p: Json, content: Json) -> Json:
    chat, place = _open(world, p)
    markup = check_markup(p.get("reply_markup"))
    _take(world, chat)
    return _post(world, chat, place | content, markup)


def _said(p: Json, limit: int = TEXT_LIMIT) -> Json:
    """Return the fields of a text or caption."""
    name, marks = ("text", "entities") if limit == TEXT_LIMIT else ("caption", "caption_entities")
    text, entities = formatted(p.get(name, ""), p.get("parse_mode"), p.get(marks), limit)
    return ({name: text} if text else {}) | ({marks: entities} if entities else {})


@method(_SENDING + _TEXT + "text:str")
def send_message(world: World, p: Json) -> Json:
    return _send(world, p, _said(p))


def _photo(file: File) -> Json:
    width, height = check_photo(file.content)
    return {"photo": [file.raw() | {"width": width, "height": height}]}


def _voice(file: File, p: Json) -> Json:
    return {"voice": file.raw() | {"duration": int(p.get("duration", 0)), "mime_type": "audio/ogg"}}


def _document(file: File) -> Json:
    return {"document": file.raw() | {"file_name": file.name}}


def _send_file(world: World, p: Json, what: str, shape: Callable[[File], Json]) -> Json:
    if what not in p:
        raise bad(f"there is no {what} in the request")
    world.chat(p["chat_id"]).check_writable()
    file = world.files.sent(what, p[what])
    return _send(world, p, shape(file) | _said(p, CAPTION_LIMIT))


@method(_SENDING + _CAPTION + "photo:file has_spoiler:bool")
def send_photo(world: World, p: Json) -> Json:
    return _send_file(world, p, "photo", _photo)


@method(_SENDING + _CAPTION + "voice:file duration:num")
def send_voice(world: World, p: Json) -> Json:
    return _send_file(world, p, "voice", lambda file: _voice(file, p))


@method(_SENDING + _CAPTION + "document:file thumbnail:file disable_content_type_detection:bool")
def send_document(world: World, p: Json) -> Json:
    return _send_file(world, p, "document", _document)


_GROUPED = {"photo": _photo, "document": _document}
_IN_GROUP = words(
    "type media caption parse_mode caption_entities show_caption_above_media has_spoiler "
    "disable_content_type_detection"
)


@method(_SENDING.replace("reply_markup:json ", "") + "media:json!")
def send_media_group(world: World, p: Json) -> list[Json]:
    chat, place = _open(world, p)
    media = p["media"]
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise bad("media group must include 2-10 items")
    if len({str(item.get("type")) for item in media}) > 1:
        raise bad("documents and photos can't be mixed in an album")
    contents = [_grouped(world, item, p) for item in media]
    _take(world, chat, len(contents))
    place["media_group_id"] = str(secrets.randbits(60))
    return [_post(world, chat, place | content, None) for content in contents]


def _grouped(world: World, item: Json, uploads: Json) -> Json:
    kind = item.get("type")
    if kind not in _GROUPED or item.keys() - _IN_GROUP:
        raise bad("can't parse InputMedia: unknown type or field")
    given = str(item.get("media", ""))
    source: Upload | str = given
    if given.startswith("attach://"):
        name = given.removeprefix("attach://")
        if not isinstance(uploads.get(name), Upload):
            raise bad(f'can\'t parse InputMedia: file "{name}" is not attached')
        source = uploads[name]
    return _GROUPED[kind](world.files.sent(kind, source)) | _said(item, CAPTION_LIMIT)


@method("chat_id:chat! action:str! message_thread_id:int")
def send_chat_action(world: World, p: Json) -> bool:
    if p["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat, _ = _open(world, p)
    chat.actions.append(p["action"])
    chat.bell.ring()
    return True


# --- changing what was sent


def _own(world: World, p: Json, what: str = "message to edit") -> Message:
    """Return a message of the bot's own, or refuse."""
    if p.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    if "chat_id" not in p or "message_id" not in p:
        raise bad("message identifier is not specified")
    chat = world.chat(p["chat_id"])
    chat.check_writable()
    message = world.message(chat, p["message_id"], what)
    if not message.from_bot:
        raise bad("message can't be edited")
    return message


_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_WORDS = ("text", "entities", "caption", "caption_entities")


def _edit(world: World, message: Message, content: Json, markup: object) -> Json:
    """Give a message other words, file or buttons; saying the same again is refused."""
    new = check_inline(markup) if markup else None
    new = new if new and new["inline_keyboard"] else None
    gone = {*_WORDS, "reply_markup", *((message.media,) if content.keys() & _GROUPED else ())}
    rest = {key: value for key, value in message.raw.items() if key not in gone}
    changed = rest | content | ({"reply_markup": new} if new else {})
    if changed == message.raw:
        raise bad(_UNCHANGED)
    _take_edit(world, message.chat)
    message.change(changed | {"edit_date": int(world.now())}, new)
    message.chat.bell.ring()
    return message.raw


def _take_edit(world: World, chat: Chat) -> None:
    """Count an edit where messages are counted in a minute or overall, but not in its second."""
    if world.limits is not None and chat.is_group:
        world.limits.take(chat.id, group=True)


@method(_TARGET + _TEXT + "text:str")
def edit_message_text(world: World, p: Json) -> Json:
    message, content = _own(world, p), _said(p)
    if "text" not in message.raw:
        raise bad("there is no text in the message to edit")
    return _edit(world, message, content, p.get("reply_markup"))


@method(_TARGET + _CAPTION)
def edit_message_caption(world: World, p: Json) -> Json:
    message, content = _own(world, p), _said(p, CAPTION_LIMIT)
    if message.media is None:
        raise bad("there is no caption in the message to edit")
    return _edit(world, message, content, p.get("reply_markup"))


@method(_TARGET)
def edit_message_reply_markup(world: World, p: Json) -> Json:
    message = _own(world, p)
    words = {key: message.raw[key] for key in _WORDS if key in message.raw}
    return _edit(world, message, words, p.get("reply_markup"))


@method(_TARGET + "media:json!")
def edit_message_media(world: World, p: Json) -> Json:
    message = _own(world, p)
    if message.media is None:
        raise bad("there is no media in the message to edit")
    content = _grouped(world, p["media"], p)
    return _edit(world, message, content, p.get("reply_markup"))


def _delete(world: World, chat: Chat, message_id: int) -> None:
    message = world.message(chat, message_id, "message to delete")
    if not message.from_bot and chat.kind != "private":
        raise bad("message can't be deleted")
    if world.now() - message.raw["date"] > 48 * 3600:
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    del chat.messages[message_id]
    chat.bell.ring()


@method("chat_id:chat! message_id:int!")
def delete_message(world: World, p: Json) -> bool:
    chat = world.chat(p["chat_id"])
    chat.check_writable()
    _delete(world, chat, p["message_id"])
    return True


@method("chat_id:chat! message_ids:json!")
def delete_messages(world: World, p: Json) -> bool:
    chat = world.chat(p["chat_id"])
    chat.check_writable()
    for message_id in p["message_ids"]:
        if message_id in chat.messages:
            _delete(world, chat, message_id)
    return True


@method("chat_id:chat! message_id:int! reaction:json is_big:bool")
def set_message_reaction(world: World, p: Json) -> bool:
    chat = world.chat(p["chat_id"])
    chat.check_writable()
    message = world.message(chat, p["message_id"], "message to react")
    reactions = p.get("reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for one in reactions:
        emoji = one.get("emoji", "").replace("\ufe0f", "")
        if one.get("type") != "emoji" or emoji not in REACTIONS:
            raise bad("REACTION_INVALID")
    message.reactions = reactions
    chat.bell.ring()
    return True


@method("chat_id:chat! message_id:int! disable_notification:bool")
def pin_chat_message(world: World, p: Json) -> bool:
    chat = world.chat(p["chat_id"])
    chat.check_writable()
    world.message(chat, p["message_id"], "message to pin")
    return True


@method("chat_id:chat! message_id:int")
def unpin_chat_message(world: World, p: Json) -> bool:
    world.chat(p["chat_id"]).check_writable()
    return True


# --- answering queries

_STALE = "query is too old and response timeout expired or query ID is invalid"


@method("callback_query_id:str! text:str show_alert:bool url:str cache_time:int")
def answer_callback_query(world: World, p: Json) -> bool:
    query = world.presses.get(p["callback_query_id"])
    if query is None or query.answer is not None or world.now() - query.at > world.query_seconds:
        raise bad(_STALE)
    if len(p.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    query.answer = p
    world.answered.ring()
    return True


@method(
    "inline_query_id:str! results:json! cache_time:int is_personal:bool next_offset:str button:json"
)
def answer_inline_query(world: World, p: Json) -> bool:
    query = world.inline.get(p["inline_query_id"])
    if query is None or query.answer is not None or world.now() - query.at > world.query_seconds:
        raise bad(_STALE)
    results = p["results"]
    if not isinstance(results, list):
        raise bad("expected an Array of inline query results")
    if len(results) > 50:
        raise bad("too many inline query results specified")
    ids = [_check_result(result) for result in results]
    if len(set(ids)) < len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    query.answer = p
    world.answered.ring()
    return True


def _check_result(result: Json) -> str:
    """Return the id of an inline result, or refuse it; articles only, as nothing else is sent."""
    if result.get("type") != "article" or not result.get("title"):
        raise bad("can't parse inline query result: an article with a title is expected")
    said = result.get("input_message_content", {})
    if "message_text" not in said:
        raise bad("can't parse inline query result: message text is empty")
    formatted(said["message_text"], said.get("parse_mode"), said.get("entities"), TEXT_LIMIT)
    if "reply_markup" in result:
        check_inline(result["reply_markup"])
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    return str(result["id"])


# --- about chats and files


@method("file_id:str!")
def get_file(world: World, p: Json) -> Json:
    file = world.files.get(p["file_id"])
    return file.raw() | {"file_path": file.path}


@method("chat_id:chat!")
def get_chat(world: World, p: Json) -> Json:
    chat = world.chat(p["chat_id"])
    gifts = dict.fromkeys(_GIFTS, True)
    return chat.raw | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


_GIFTS = words(
    "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
)


def _member(world: World, chat: Chat, user_id: int) -> Json:
    if user_id == BOT_ID:
        return {"user": world.bot, "status": chat.bot_status}
    if user_id not in world.users:
        raise bad("user not found")
    status = chat.members.get(user_id, "left")
    return {"user": world.users[user_id], "status": status}


@method("chat_id:chat! user_id:int!")
def get_chat_member(world: World, p: Json) -> Json:
    return _member(world, world.chat(p["chat_id"]), p["user_id"])


@method("chat_id:chat!")
def get_chat_administrators(world: World, p: Json) -> list[Json]:
    chat = world.chat(p["chat_id"])
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    high = [user for user, status in chat.members.items() if status in _ADMINS]
    return [_member(world, chat, user) for user in high]


_ADMINS = frozenset(("creator", "administrator"))


@method("chat_id:chat!")
def get_chat_member_count(world: World, p: Json) -> int:
    return len(world.chat(p["chat_id"]).members) + 1


@method("chat_id:chat!")
def leave_chat(world: World, p: Json) -> bool:
    chat = world.chat(p["chat_id"])
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.check_writable()
    chat.bot_status = "left"
    chat.bell.ring()
    return True


# --- about the bot


@method("")
def get_me(world: World, p: Json) -> Json:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope(world: World, p: Json) -> tuple[str, str]:
    """Return the key under which a list of commands is kept."""
    scope = p.get("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    language = p.get("language_code", "")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad("language_code is invalid")
    if not kind.startswith("chat"):
        return kind, language
    chat = world.chat(scope.get("chat_id", 0))
    return f"{kind}:{chat.id}:{scope.get('user_id', '')}", language


@method("commands:json! scope:json language_code:str")
def set_my_commands(world: World, p: Json) -> bool:
    commands = p["commands"]
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch("[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", "")).strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, p)] = commands
    return True


@method("scope:json language_code:str")
def get_my_commands(world: World, p: Json) -> list[Json]:
    return world.commands.get(_scope(world, p), [])


@method("scope:json language_code:str")
def delete_my_commands(world: World, p: Json) -> bool:
    world.commands.pop(_scope(world, p), None)
    return True


def _set_profile(world: World, p: Json, what: str, most: int) -> bool:
    text = p.get(what, "")
    if len(text) > most:
        raise bad(f"{what} is too long")
    world.profile[what, p.get("language_code", "")] = text
    return True


def _get_profile(world: World, p: Json, what: str) -> Json:
    fallback = world.bot["first_name"] if what == "name" else ""
    return {what: world.profile.get((what, p.get("language_code", "")), fallback)}


@method("name:str language_code:str")
def set_my_name(world: World, p: Json) -> bool:
    return _set_profile(world, p, "name", 64)


@method("language_code:str")
def get_my_name(world: World, p: Json) -> Json:
    return _get_profile(world, p, "name")


@method("description:str language_code:str")
def set_my_description(world: World, p: Json) -> bool:
    return _set_profile(world, p, "description", 512)


@method("language_code:str")
def get_my_description(world: World, p: Json) -> Json:
    return _get_profile(world, p, "description")


@method("short_description:str language_code:str")
def set_my_short_description(world: World, p: Json) -> bool:
    return _set_profile(world, p, "short_description", 120)


@method("language_code:str")
def get_my_short_description(world: World, p: Json) -> Json:
    return _get_profile(world, p, "short_description")


@method("chat_id:int menu_button:json")
def set_chat_menu_button(world: World, p: Json) -> bool:
    button = p.get("menu_button") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad("MenuButton has unsupported type")
    world.menu_buttons[p.get("chat_id", 0)] = button
    return True


# --- the webhook


@method(
    "url:str! certificate:file max_connections:int allowed_updates:json ip_address:str "
    "drop_pending_updates:bool secret_token:str"
)
def set_webhook(world: World, p: Json) -> bool:
    secret = p.get("secret_token", "")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    if not p["url"]:
        return delete_webhook(world, p)  # type: ignore[no-any-return]
    # Telegram wants https; on this machine plain http is taken too.
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", p["url"]):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    connections = p.get("max_connections", 40)
    if not 1 <= connections <= 100:
        raise bad("max_connections must be between 1 and 100")
    world.updates.allow(p.get("allowed_updates"))
    if p.get("drop_pending_updates"):
        world.updates.clear()
    world.updates.end_poll("terminated by setWebhook request")
    world.webhook = Webhook(p["url"], secret, connections, p.get("allowed_updates"))
    world.updates.bell.ring()
    return True


@method("drop_pending_updates:bool")
def delete_webhook(world: World, p: Json) -> bool:
    if p.get("drop_pending_updates"):
        world.updates.clear()
    world.webhook = Webhook()
    world.updates.bell.ring()
    return True


@method("")
def get_webhook_info(world: World, p: Json) -> Json:
    hook = world.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if hook.url:
        info["max_connections"] = hook.connections
    if hook.error:
        info |= {"last_error_date": hook.error_at, "last_error_message": hook.error}
    if world.updates.allowed is not None:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info


def find(name: str) -> Known:
    """Return a method by its name in lower case, or refuse."""
    known = METHODS.get(name)
    if known is None:
        raise Refusal(404, "method not found")
    return known
