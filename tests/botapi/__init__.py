"""An emulated Telegram Bot API server for tests."""

from tests.botapi.chats import Chat, Message
from tests.botapi.faults import Fault
from tests.botapi.limits import Limits
from tests.botapi.people import Group, Person, Place
from tests.botapi.server import BotApi, Call
from tests.botapi.wire import Json, Upload
from tests.botapi.world import Query

__all__ = [
    "BotApi",
    "Call",
    "Chat",
    "Fault",
    "Group",
    "Json",
    "Limits",
    "Message",
    "Person",
    "Place",
    "Query",
    "Upload",
]
