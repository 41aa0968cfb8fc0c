"""What many tests share: the parts, built once, and an assistant with a store in memory."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import wiring
from bot.assistant import Assistant
from bot.config import Settings, read_settings
from bot.messages import Message, Reply
from bot.store import Store
from bot.wiring import Parts

START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
CACHE = Path(
    os.environ.get("SPOTTER_TEST_CACHE") or Path(__file__).parent.parent / ".pytest_cache/spotter"
)
"""Where the trained matcher is kept between two runs; it is named by what it was trained on."""
Say = Callable[..., Awaitable[Reply]]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a fresh machine, with folders of this run."""
    folder = tmp_path_factory.mktemp("spotter")
    return read_settings(
        {
            "SPOTTER_DATA": ":memory:",
            "SPOTTER_CACHE": str(CACHE),
            "SPOTTER_MEDIA": str(folder / "media"),
        }
    )


@pytest.fixture(scope="session")
def parts(settings: Settings) -> Parts:
    """All that does not depend on a store, built from our own knowledge."""
    return wiring.build(wiring.read_knowledge(settings), settings.cache, settings.media)


@pytest.fixture
async def assistant(parts: Parts) -> AsyncIterator[Assistant]:
    """An assistant with an empty store in memory."""
    store = await Store.open(":memory:")
    yield wiring.assemble(parts, store)
    await store.close()


@pytest.fixture
def say(assistant: Assistant) -> Say:
    """Talk to the assistant, half a minute between two messages unless `after` says otherwise."""
    clock = {"now": START}

    async def one(
        text: str,
        *,
        user: str = "ann",
        after: timedelta = timedelta(seconds=30),
        id_: str | None = None,
        audio: Path | None = None,
    ) -> Reply:
        clock["now"] += after
        message = Message(user=user, at=clock["now"], text=text, audio=audio, id=id_)
        return await assistant.answer(message, with_log=True)

    return one
