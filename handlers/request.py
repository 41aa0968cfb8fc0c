"""python-telegram-bot's `BaseRequest` over aiohttp: a fraction of the default client's work."""

import os
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.request import getproxies

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot import fastjson

_JSON = {"User-Agent": BaseRequest.USER_AGENT, "Content-Type": "application/json"}
"""The Bot API takes its parameters as JSON too, which is written in a fifth of a form's time."""
_FILES = {"User-Agent": BaseRequest.USER_AGENT}
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')


class Garbage(TelegramError):  # noqa: N818 - it names what came
    """An answer that is no JSON; `update` is the first update's id, where one can be read."""

    def __init__(self, update: int | None) -> None:
        super().__init__("the answer is no JSON")
        self.update = update


class AiohttpRequest(BaseRequest):
    """Calls the Bot API by aiohttp. Timeouts are in seconds; errors name neither URL nor body."""

    def __init__(self, *, connections: int = 64, read_timeout: float = 15.0) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float | None:
        """Seconds without a byte after which an answer is given up."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool of connections; again after a shutdown."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                auto_decompress=True,
                # Looking for proxies costs time with each request; so only where there are some.
                trust_env=bool(getproxies() or os.environ.get("NETRC")),
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp has none
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - callers bound themselves
    ) -> tuple[int, bytes]:
        """Make one request; return the status and the body. Raises NetworkError or TimedOut."""
        if self._session is None:
            raise RuntimeError("the request class is not initialized")
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, 10.0),
            sock_read=_seconds(read_timeout, self._read_timeout),
        )
        data, headers = _body(request_data)
        try:
            async with self._session.request(
                method,
                self._urls.get(url) or self._url(url),
                data=data,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            # The message of the error may hold the URL, and so the token.
            raise NetworkError(type(error).__name__) from None

    async def fetch(self, url: str, most: int) -> bytes | None:
        """Read a file of at most so many bytes; None: it has more. Raises TelegramError."""
        if self._session is None:
            raise RuntimeError("the request class is not initialized")
        chunks: list[bytes] = []
        size = 0
        try:
            async with self._session.get(URL(url, encoded=True)) as answer:
                if answer.status != HTTPStatus.OK:
                    raise NetworkError(f"status {answer.status}")
                async for chunk in answer.content.iter_chunked(65_536):
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > most:
                        return None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            # The message of the error may hold the URL, and so the token.
            raise NetworkError(type(error).__name__) from None
        return b"".join(chunks)

    def _url(self, url: str) -> URL:
        if len(self._urls) > 100:  # addresses of single files
            self._urls.clear()
        self._urls[url] = URL(url, encoded=True)
        return self._urls[url]

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. Raises Garbage; unlike the library's own it logs nothing of it."""
        try:
            answer = fastjson.parse(payload)
        except (ValueError, RecursionError):
            found = _UPDATE_ID.search(payload)
            raise Garbage(int(found[1]) if found else None) from None
        if not isinstance(answer, dict) or not ("result" in answer or "description" in answer):
            raise Garbage(None)
        return answer


def _seconds(given: object, default: float) -> float | None:
    if given is None or isinstance(given, int | float):
        return given
    return default


def _body(request_data: RequestData | None) -> tuple[Any, Mapping[str, str]]:
    if request_data is None:
        return None, _FILES
    if not request_data.contains_files:
        return fastjson.write(request_data.parameters).encode(), _JSON
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, _FILES
