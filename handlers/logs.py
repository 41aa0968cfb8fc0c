"""What may stand in a log: no token, no secret, nobody's words."""

import asyncio
import io
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

import structlog

from bot.logs import logger

log = structlog.get_logger()

_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,}")
HIDDEN = "***"


class Redacting(io.StringIO):
    """Passes text on to a stream without any of the secrets, nor what looks like a token."""

    def __init__(self, stream: TextIO, secrets: Iterable[str]) -> None:
        super().__init__()
        self._stream = stream
        self._secrets = tuple(one for one in secrets if len(one) >= 4)

    def write(self, text: str) -> int:
        """Write the text, redacted; return the length that was given."""
        shown = text
        for secret in self._secrets:
            shown = shown.replace(secret, HIDDEN)
        self._stream.write(_TOKEN.sub(HIDDEN, shown))
        return len(text)

    def flush(self) -> None:
        """Write out what the stream holds back."""
        self._stream.flush()


def redact(secrets: Iterable[str]) -> None:
    """Let everything that this process logs or prints as an error go through the filter."""
    stream = Redacting(sys.stderr, secrets)
    sys.stderr = stream
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(stream)
    # The libraries' own messages hold URLs and bodies; what matters of them is logged by us.
    for name in ("telegram", "aiohttp", "httpx", "httpcore", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logger()
    factory = structlog.PrintLoggerFactory(stream)
    structlog.configure(logger_factory=factory, cache_logger_on_first_use=True)


def frames(error: BaseException) -> str:
    """Name the error and the places of its traceback; its message may hold a user's words."""
    places = traceback.extract_tb(error.__traceback__)[-6:]
    named = ", ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in places)
    return f"{type(error).__name__} at {named}"


def log_unhandled(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Log what no task caught: where, not what."""
    error = context.get("exception")
    log.error("unhandled", where=frames(error) if error else "unknown")
