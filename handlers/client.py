"""The Bot API by name: python-telegram-bot's Bot, with calls that give raw results."""

import os
from pathlib import Path
from typing import Any

# Pauses come as timedelta, as in the library's next version; it reads this when imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from telegram import Bot, InputFile
from telegram.error import RetryAfter

from handlers.request import AiohttpRequest


class Client(Bot):
    """Calls any method by its name; results stay as Telegram gave them, in JSON's types."""

    def __init__(self, token: str, api: str) -> None:
        self._polls = AiohttpRequest(connections=2)
        self._calls = AiohttpRequest()
        super().__init__(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            get_updates_request=self._polls,
            request=self._calls,
        )

    async def open(self) -> None:
        """Open the connections; unlike `initialize` it asks nothing."""
        await self._polls.initialize()
        await self._calls.initialize()

    async def close_all(self) -> None:
        """Close the connections."""
        await self._polls.shutdown()
        await self._calls.shutdown()

    async def call(
        self,
        method: str,
        params: dict[str, Any] | None = None,
        *,
        file: tuple[str, Path, bytes] | None = None,
        read_timeout: float = 15.0,
    ) -> Any:
        """Call a method; `file` is parameter, name and content. Raises TelegramError."""
        data = dict(params or {})
        if file is not None:
            field, path, content = file
            data[field] = InputFile(content, filename=path.name)
            read_timeout = 60.0
        return await self._post(method, data, read_timeout=read_timeout)

    async def download(self, file: str, most: int) -> bytes | None:
        """Fetch a file that somebody sent; None: it has more than `most` bytes, whatever it said.

        Raises TelegramError.
        """
        found = await self.call("getFile", {"file_id": file})
        path = found.get("file_path")
        if not isinstance(path, str) or int(found.get("file_size") or 0) > most:
            return None
        return await self._calls.fetch(f"{self.base_file_url}/{path}", most)


def seconds(error: RetryAfter) -> float:
    """Give the pause that Telegram asks for."""
    pause = error.retry_after
    return float(pause if isinstance(pause, int) else pause.total_seconds())
