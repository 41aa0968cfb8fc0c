"""What listens: the webhook, /healthz and the metrics."""

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot import fastjson
from handlers.inbox import Inbox
from handlers.journal import NotKept
from handlers.metrics import Metrics
from handlers.polling import receive
from handlers.pulse import Pulse

MOST_BODY = 1024**2
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

Answer = Callable[[web.Request], Awaitable[web.Response]]


def secret_for(token: str, given: str) -> str:
    """Give the webhook's secret: the operator's, else one that follows from the token."""
    return given or hmac.new(token.encode(), b"spotter webhook", hashlib.sha256).hexdigest()


class Hook:
    """Takes updates that Telegram sends. Answers 200 only once an update is stored."""

    def __init__(
        self, inbox: Inbox, pulse: Pulse, metrics: Metrics, *, url: str, secret: str
    ) -> None:
        self._inbox = inbox
        self._pulse = pulse
        self._metrics = metrics
        self._secret = secret.encode()
        self.path = urlsplit(url).path or "/"

    def application(self) -> web.Application:
        """Give what serves the webhook and /healthz."""
        app = web.Application(client_max_size=MOST_BODY)
        app.router.add_post(self.path, self._post)
        app.router.add_get("/healthz", health(self._pulse))
        return app

    async def _post(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return self._refuse(403)
        if (request.content_length or 0) > MOST_BODY:
            return self._refuse(413)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413)
        try:
            found = receive(fastjson.parse(body), int(time.time() * 1000))
        except (ValueError, RecursionError):
            found = None
        if found is None:
            return self._refuse(400)
        self._pulse.hear()
        if self._inbox.full:
            return self._refuse(503)
        try:
            await self._inbox.take([found])
        except NotKept:
            return self._refuse(503)
        return web.Response()

    def _refuse(self, status: int) -> web.Response:
        self._metrics.faults("webhook", str(status)).inc()
        return web.Response(status=status)


def health(pulse: Pulse) -> Answer:
    """Give the handler of /healthz: 200 while Telegram is heard, 503 when not."""

    async def answer(_request: web.Request) -> web.Response:
        alive = pulse.alive
        return web.Response(status=200 if alive else 503, text="ok\n" if alive else "deaf\n")

    return answer


def figures(
    metrics: Metrics, pulse: Pulse, inbox: Inbox, unsent: Callable[[], int]
) -> web.Application:
    """Give what serves /metrics and /healthz."""

    async def answer(_request: web.Request) -> web.Response:
        metrics.waiting("inbox").set(inbox.waiting)
        metrics.waiting("outbox").set(unsent())
        return web.Response(body=metrics.page(), headers={"Content-Type": "text/plain"})

    app = web.Application()
    app.router.add_get("/metrics", answer)
    app.router.add_get("/healthz", health(pulse))
    return app


async def listen(app: web.Application, address: tuple[str, int]) -> web.AppRunner:
    """Serve an application; raises OSError where the address is taken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.3)
    await runner.setup()
    await web.TCPSite(runner, *address).start()
    return runner
