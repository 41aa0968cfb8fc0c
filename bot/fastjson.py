"""JSON as it is kept in the store and exchanged with Telegram, several times with each message."""

import json
from typing import Any

from msgspec.json import decode, encode


def parse(text: str | bytes) -> Any:
    r"""Read JSON. Raises ValueError for what is none, RecursionError for what is nested too deep.

    >>> parse(b'{"a": [1, null]}')
    {'a': [1, None]}
    >>> parse('"\\ud83d"')
    '\ud83d'
    """
    try:
        return decode(text)
    except ValueError:  # it takes no half of a pair of surrogates, which Telegram lets through
        return json.loads(text)


def write(value: Any) -> str:
    r"""Write JSON. Raises TypeError for what it cannot hold.

    >>> write({"a": (1, None)}), write("\ud83d")
    ('{"a":[1,null]}', '"\\ud83d"')
    """
    try:
        return encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(value)
