"""The emulated Bot API: real HTTP on this machine, with people to play and faults to order.

`async with BotApi() as api:` serves in the running loop; the program under test is told where by
`api.env`. Everything the bot called is in `api.record`.
"""

# ruff: noqa: ASYNC109 (a test says how long it waits)

import asyncio
import json
import socket
import struct
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from tests.botapi import methods
from tests.botapi.chats import Chat, Message
from tests.botapi.faults import GARBAGE, Fault, Faults
from tests.botapi.limits import Limits
from tests.botapi.people import Group, Person, Place
from tests.botapi.webhook import Deliveries
from tests.botapi.wire import Json, Refusal, Signature, Upload, bad
from tests.botapi.world import BOT_ID, World

_MOST_BODY = 60 * 1024**2
_GET_UPDATES = Signature("offset:int limit:int timeout:num allowed_updates:json")
_FAR_GROUP = -1_002_000_000_000


@dataclass(slots=True)
class Call:
    """One request of the bot, as it came and as it was answered."""

    method: str  # as the bot wrote it; "file" is a download
    params: Json
    at: float  # seconds on the monotonic clock when it came
    status: int = 0  # what was answered; 0 where no answer was given
    took: float = 0.0  # seconds until the answer
    fault: str = ""  # the kind of the fault that struck
    error: str = ""  # the description of a refusal
    result: Any = field(default=None, repr=False)


class BotApi:
    """A Bot API server for one bot.

    `limits=True` turns Telegram's sending rates on; `keep` bounds what is remembered of each chat
    and of the calls, for long runs; `retry` is the first and longest pause of webhook retries.
    """

    def __init__(
        self,
        *,
        token: str = f"{BOT_ID}:AAEmulated-token_for_tests-0123456789",
        port: int = 0,
        limits: Limits | bool = False,
        keep: int | None = None,
        retry: tuple[float, float] = (0.1, 2.0),
        now: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.port = port
        self.world = World(keep=keep, now=now)
        self.limit(limits)
        self.faults = Faults()
        self.record: deque[Call] = deque(maxlen=keep and keep * 10)
        self.webhook = Deliveries(self.world, self.faults, *retry)
        self.crashes: list[Exception] = []  # the emulator's own failures, raised at the end
        self._last_call = time.monotonic()
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}
        self._user_ids = count(100_000_001)
        self._runner: web.ServerRunner | None = None
        self._delivering: asyncio.Task[None] | None = None

    # --- serving

    @property
    def url(self) -> str:
        """The address for SPOTTER_TELEGRAM_API: http://127.0.0.1:PORT."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """The settings that lead the program under test here."""
        return {"SPOTTER_TELEGRAM_API": self.url, "SPOTTER_TELEGRAM_TOKEN": self.token}

    async def start(self) -> None:
        """Listen; after a stop, on the same port."""
        server = web.Server(
            self._serve,
            request_factory=_request,
            handler_cancellation=True,
            access_log=None,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        self._delivering = asyncio.create_task(self.webhook.run())

    async def stop(self) -> None:
        """Stop listening and break what is open; the state stays."""
        if self._delivering is not None:
            self._delivering.cancel()
            with suppress(asyncio.CancelledError):
                await self._delivering
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = self._delivering = None

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Be unreachable for the time of the block."""
        await self.stop()
        try:
            yield
        finally:
            await self.start()

    async def __aenter__(self) -> "BotApi":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
        if error is None and self.crashes:
            raise self.crashes[0]

    # --- people

    def user(self, name: str, *, started: bool = True, **raw: Any) -> Person:
        """Return the person of this name, created with these fields at the first call."""
        if name not in self._people:
            user: Json = {
                "id": next(self._user_ids),
                "is_bot": False,
                "first_name": name.capitalize(),
            }
            user |= {"language_code": "en"} | raw
            who = {key: user[key] for key in _NAMES if key in user}
            chat = self.world.open_chat({"id": user["id"], "type": "private"} | who, name)
            chat.started = started
            self.world.users[user["id"]] = user
            self._people[name] = Person(self.world, chat, user)
        return self._people[name]

    def group(
        self, name: str, *people: Person, kind: str = "supergroup", forum: bool = False, **raw: Any
    ) -> Group:
        """Return the group of this name, created with these members at the first call."""
        if name not in self._groups:
            number = len(self._groups) + 1
            head = {"id": _FAR_GROUP - number, "type": kind, "title": name.capitalize()}
            if kind == "group":
                head["id"] = -4_000_000 - number
            chat = self.world.open_chat(head | ({"is_forum": True} if forum else {}) | raw, name)
            self._groups[name] = Group(self.world, chat)
        for person in people:
            self._groups[name].chat.members.setdefault(person.id, "member")
        return self._groups[name]

    def channel(self, name: str) -> Group:
        """Return the channel of this name, where the bot is an administrator."""
        return self.group(name, kind="channel")

    def raw_update(self, update: Json | bytes, line: str = "raw") -> int:
        """Queue an update exactly as given, however hostile, and return its place in the queue."""
        return self.world.updates.push_raw(update, line)

    # --- trouble

    def fault(self, method: str, kind: Any = None, **how: Any) -> Fault:
        """Order trouble: fault("sendMessage", status=429, retry_after=1), fault("*", "reset").

        Kinds: status, reset, garbage, cut, hang, slow; `handled` says whether the request takes
        effect first (default: only for garbage, cut and slow); `times` (None for ever),
        `probability` with `seed`, `skip`, `delay` in seconds, `when` on the parameters, `body`.
        """
        return self.faults.add(method, kind, **how)

    def limit(self, limits: Limits | bool) -> None:
        """Turn sending rates on, with figures of its own, or off."""
        self.world.limits = Limits() if limits is True else limits or None

    # --- looking and waiting

    def calls(self, method: str = "", status: int | None = None) -> list[Call]:
        """Return the recorded calls of a method, of all for "", with this status if given."""
        wanted = method.lower()
        return [
            call
            for call in self.record
            if wanted in ("", call.method.lower()) and status in (None, call.status)
        ]

    def messages(self, place: Place | Chat) -> list[Message]:
        """Return the conversation as it stands, edits applied."""
        chat = place.chat if isinstance(place, Place) else place
        return list(chat.messages.values())

    async def idle(self, timeout: float = 10.0) -> None:
        """Wait until every queued update is confirmed or taken by the webhook."""
        updates = self.world.updates
        await updates.bell.until(
            lambda: True if not updates.pending else None,
            timeout,
            lambda: f"{len(updates.pending)} updates were not confirmed",
        )

    async def quiet(self, seconds: float = 0.3, timeout: float = 30.0) -> None:
        """Wait until nothing is queued and the bot has called nothing but getUpdates so long."""
        deadline = time.monotonic() + timeout
        await self.idle(timeout)
        while (rest := self._last_call + seconds - time.monotonic()) > 0:
            assert time.monotonic() < deadline, "the bot does not come to rest"
            await asyncio.sleep(rest)
            await self.idle(timeout)

    async def polled(self, timeout: float = 10.0) -> None:
        """Wait until the bot asks for updates, or has set a webhook: it is up."""
        deadline = time.monotonic() + timeout
        while not (self.calls("getUpdates") or self.polling or self.world.webhook.url):
            assert time.monotonic() < deadline, "the bot does not ask for updates"
            await asyncio.sleep(0.02)

    @property
    def polling(self) -> bool:
        """Whether a getUpdates is waiting right now."""
        return self.world.updates.waiting

    # --- requests

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        started = time.monotonic()
        if request.path.startswith("/file/bot"):
            return await self._download(request, started)
        token, _, name = request.path.removeprefix("/bot").partition("/")
        call = Call(name, {}, started)
        self.record.append(call)
        refusal = self._check_token(request, token)
        if refusal is None:
            try:
                call.params = await _params(request)
            except Refusal as error:
                refusal = error
        method = name.lower()
        if method != "getupdates":
            self._last_call = started
        fault = None if refusal else self.faults.take(method, call.params)
        try:
            if fault is not None:
                call.fault = fault.kind
                await asyncio.sleep(fault.delay)
            if fault is None or fault.handled:
                body = await self._answer(call, method, refusal)
            else:
                body = b""
            return await self._respond(request, call, fault, body)
        finally:
            call.took = time.monotonic() - started

    def _check_token(self, request: web.BaseRequest, token: str) -> Refusal | None:
        if not request.path.startswith("/bot") or ":" not in token:
            return Refusal(404)
        return None if token == self.token else Refusal(401)

    async def _answer(self, call: Call, method: str, refusal: Refusal | None) -> bytes:
        """Carry the call out and return the body of its answer."""
        try:
            if refusal is not None:
                raise refusal
            if method == "getupdates":
                body = b'{"ok":true,"result":' + await self._get_updates(call.params) + b"}"
            else:
                known = methods.find(method)
                call.params = known.signature.read(call.params)
                call.result = known.run(self.world, call.params)
                body = json.dumps({"ok": True, "result": call.result}).encode()
            call.status = 200
        except Refusal as error:
            call.status, call.error = error.code, error.description
            body = json.dumps(error.body()).encode()
        except Exception as error:  # a bug of the emulator, or parameters of a shape it never met
            self.crashes.append(error)
            call.status, call.error = 500, repr(error)
            body = json.dumps(Refusal(500).body()).encode()
        return body

    async def _get_updates(self, given: Json) -> bytes:
        params, updates = _GET_UPDATES.read(given), self.world.updates
        if self.world.webhook.url:
            raise Refusal(
                409,
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                "the webhook first",
            )
        updates.allow(params.get("allowed_updates"))
        updates.confirm(params.get("offset", 0))
        limit = min(max(params.get("limit", 100), 1), 100)
        return await updates.poll(limit, min(params.get("timeout", 0), 50))

    async def _respond(
        self, request: web.BaseRequest, call: Call, fault: Fault | None, body: bytes
    ) -> web.StreamResponse:
        """Answer, or do what the fault does instead."""
        if fault is None or fault.kind == "slow":
            return _json(call.status, body)
        if fault.kind == "status":
            call.status = fault.status
            call.error = fault.error()["description"]
            return _json(fault.status, json.dumps(fault.error()).encode())
        if fault.kind == "garbage":
            call.status = fault.status
            return _json(fault.status, GARBAGE if fault.body is None else fault.body)
        call.status = 0
        if fault.kind == "hang":
            await asyncio.sleep(3600)
        if fault.kind == "cut":
            return await _cut(request, body)
        _reset(request)
        return web.Response()

    async def _download(self, request: web.BaseRequest, started: float) -> web.StreamResponse:
        token, _, path = request.path.removeprefix("/file/bot").partition("/")
        call = Call("file", {"path": path}, started, status=200)
        file = self.world.files.by_path.get(path)
        if token != self.token or file is None:
            call.status = 404 if token == self.token else 401
        fault = self.faults.take("file", call.params)
        self.record.append(call)
        if fault is not None:
            call.fault = fault.kind
            await asyncio.sleep(fault.delay)
            return await self._respond(request, call, fault, file.content if file else b"")
        if file is None or call.status != 200:
            return _json(call.status, json.dumps(Refusal(call.status).body()).encode())
        return web.Response(body=file.content, content_type="application/octet-stream")


_NAMES = ("first_name", "last_name", "username")


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: Any,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=_MOST_BODY
    )


async def _params(request: web.BaseRequest) -> Json:
    """Return the parameters of a query string and a form, multipart or JSON body."""
    params: Json = dict(request.query)
    if not request.can_read_body:
        return params
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad("expected a JSON object")
        return params | body
    if request.content_type not in _FORMS:
        raise bad(f"unsupported content type {request.content_type}")
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params[name] = Upload(value.filename, value.file.read())
        else:
            params[name] = value if isinstance(value, str) else value.decode()
    return params


_FORMS = frozenset(("application/x-www-form-urlencoded", "multipart/form-data"))


def _json(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, content_type="application/json")


async def _cut(request: web.BaseRequest, body: bytes) -> web.StreamResponse:
    """Send half an answer and break the connection."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    body = body or b'{"ok":true,"result":[]}'
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    _close(request, linger=False)
    return response


def _reset(request: web.BaseRequest) -> None:
    """Break the connection with a TCP reset and no answer."""
    _close(request, linger=True)


def _close(request: web.BaseRequest, *, linger: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if not linger:
        transport.close()
        return
    sock: socket.socket | None = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
