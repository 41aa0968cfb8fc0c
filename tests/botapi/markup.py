"""Keyboards: what Telegram takes as reply_markup, and what it refuses."""

from tests.botapi.wire import Json, bad, words

_INLINE_ACTIONS = words(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay"
)
_INLINE_LOOKS = frozenset(("text", "icon_custom_emoji_id", "style"))
_REPLY_FIELDS = words(
    "keyboard is_persistent resize_keyboard one_time_keyboard input_field_placeholder selective"
)
_REPLY_BUTTON = words(
    "text request_users request_chat request_contact request_location request_poll web_app "
    "icon_custom_emoji_id style"
)
_MOST_BUTTONS, _MOST_IN_A_ROW = 100, 8
_DATA_BYTES = 64


def check_markup(markup: object) -> Json | None:
    """Return the markup, None for none; refuse what no phone could show."""
    if markup in (None, "", {}):
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return check_inline(markup)
    if "keyboard" in markup:
        _known(markup, _REPLY_FIELDS)
        for button in _buttons(markup["keyboard"], 12):
            _check_reply_button(button)
        return markup
    if markup.get("remove_keyboard") is True:
        _known(markup, frozenset(("remove_keyboard", "selective")))
        return markup
    if markup.get("force_reply") is True:
        _known(markup, frozenset(("force_reply", "input_field_placeholder", "selective")))
        return markup
    raise bad("can't parse reply keyboard markup JSON object")


def check_inline(markup: object) -> Json:
    """Return an inline keyboard, which is the only kind that an edit takes."""
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    _known(markup, frozenset(("inline_keyboard",)))
    for button in _buttons(markup["inline_keyboard"], _MOST_IN_A_ROW):
        _check_inline_button(button)
    return markup


def _known(thing: Json, fields: frozenset[str]) -> None:
    if extra := thing.keys() - fields:
        raise bad(f'unknown field "{min(extra)}" in reply markup')


def _buttons(rows: object, in_a_row: int) -> list[object]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse keyboard: field must be an Array of Arrays")
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST_BUTTONS or any(len(row) > in_a_row for row in rows):
        raise bad("reply markup is too long")
    return buttons


def _check_inline_button(button: object) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _known(button, _INLINE_ACTIONS | _INLINE_LOOKS)
    _check_label(button.get("text"))
    actions = button.keys() & _INLINE_ACTIONS
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action is allowed")
    if "callback_data" in actions:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= _DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    if "url" in actions and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _check_reply_button(button: object) -> None:
    if isinstance(button, dict):
        _known(button, _REPLY_BUTTON)
    _check_label(button.get("text") if isinstance(button, dict) else button)


def _check_label(label: object) -> None:
    if not isinstance(label, str) or not label.strip():
        raise bad("can't parse keyboard button: text must be non-empty")
