"""JSON as it is kept in the store and exchanged with Telegram, several times with each message."""

import json
from typing import Any

import orjson


def parse(text: str | bytes) -> Any:
    r"""Read JSON. Raises ValueError for what is none, RecursionError for what is nested too deep.

    >>> parse(b'{"a": [1, null]}')
    {'a': [1, None]}
    >>> parse('"\\ud83d"')
    '\ud83d'
    """
    try:
        return orjson.loads(text)
    except ValueError:  # it takes no half of a pair of surrogates, which Telegram lets through
        return json.loads(text)


def write(value: Any) -> str:
    r"""Write JSON. Raises TypeError for what it cannot hold.

    >>> write({"a": (1, None)}), write("\ud83d"), write({1: 2**70})
    ('{"a":[1,null]}', '"\\ud83d"', '{"1": 1180591620717411303424}')
    """
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # halves of surrogates, numbers of more than 64 bits
        return json.dumps(value)
