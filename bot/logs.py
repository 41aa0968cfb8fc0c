"""The program's log: to standard error, one line a message, and never with anybody's words."""

import logging
import sys
from typing import Any


def set_up() -> None:
    """Send the libraries' warnings to standard error; at INFO, HTTP libraries log the token."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    for name in ("httpx", "httpcore", "telegram", "alembic", "matplotlib"):
        logging.getLogger(name).setLevel(logging.WARNING)


def logger() -> Any:
    """Give the structured logger, which is imported and set up by the first who asks for it."""
    import structlog  # noqa: PLC0415 - a tenth of a second that most runs of `spotter ask` save

    if not structlog.is_configured():
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
            ],
            # Looked up when something is logged: the stream may have been replaced by then.
            logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        )
    return structlog.get_logger()
