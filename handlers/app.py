"""`spotter run`: opens everything, answers until told to stop, and closes in good order."""

import asyncio
import gc
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from aiohttp.web import Application
from telegram.error import InvalidToken, TelegramError

from bot import wiring
from bot.actions import Actions
from bot.assistant import Assistant
from bot.config import ConfigError, Settings
from bot.store import StoreError
from handlers import web
from handlers.client import Client
from handlers.desk import Desk
from handlers.inbox import Inbox
from handlers.incoming import TAKEN, Me
from handlers.journal import Journal
from handlers.logs import frames, log, log_unhandled, redact
from handlers.metrics import Metrics
from handlers.outbox import Outbox
from handlers.pace import SendPace
from handlers.polling import Polling
from handlers.pulse import EXIT_DEAF, Pulse
from handlers.single import only_one
from handlers.timers import Timers
from handlers.verdicts import pause
from knowledge.load import KnowledgeError

INBOX_ENDS, OUTBOX_ENDS = 2.5, 1.2
"""Seconds that each may go on after the sign to stop; together below five."""
REMEMBERED = 3 * 24 * 3600 * 1000
"""Milliseconds for which the id of an update is known; Telegram repeats one for a day."""
TOKEN_TRIES = 3
SWEEPS = (10_000, 20, 50)
"""How seldom garbage in circles is looked for; a message leaves hardly any, and a sweep of all
holds everybody up."""
GROUP_MENU = frozenset(("help", "start", "privacy", "swap", "rest"))
T = TypeVar("T")


def run(settings: Settings) -> int:
    """Answer on Telegram until SIGTERM or SIGINT; return the exit code.

    Raises ConfigError for a token that Telegram refuses, a data store that another one uses and
    an address that is taken.
    """
    redact((settings.token, web.secret_for(settings.token, settings.webhook_secret)))
    with only_one(settings.data):
        try:
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                return runner.run(_run(settings))
        except (ConfigError, KnowledgeError, StoreError):
            raise
        except Exception as error:  # the supervisor starts it anew
            log.critical("failed", where=frames(error))
            return 1


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give the quicker event loop, where there is one; None: Python's own."""
    try:
        import uvloop  # noqa: PLC0415 - not made for Windows
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _run(settings: Settings) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_unhandled)
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with AsyncExitStack() as stack:
        client = Client(settings.token, settings.api)
        stack.push_async_callback(client.close_all)
        await client.open()
        try:
            async with asyncio.timeout(settings.watchdog):
                me = await _unless(stop, _introduce(client, wiring.all_actions()))
        except TimeoutError:
            log.critical("nothing heard; ending", seconds=settings.watchdog)
            return EXIT_DEAF
        if me is not None:
            assistant = await stack.enter_async_context(wiring.assistant(settings))
            gc.set_threshold(*SWEEPS)
            # Only now: putting the assistant together holds everything else up for seconds.
            pulse = Pulse(settings.watchdog)
            await stack.enter_async_context(_beside(pulse.run()))
            async with Service(settings, assistant, client, pulse, me).running():
                log.info("running", by="webhook" if settings.webhook else "polling")
                await stop.wait()
                log.info("stopping")
    log.info("stopped")
    return 0


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Give the result of some work; None if the sign to stop comes first."""
    task, sign = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((task, sign), return_when=asyncio.FIRST_COMPLETED)
    sign.cancel()
    if task.done():
        return task.result()
    task.cancel()
    return None


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let work run for the time of the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _introduce(client: Client, actions: Actions) -> Me:
    """Ask Telegram who we are, until it says so."""
    tries = 0
    while True:
        try:
            found = await client.call("getMe")
            commands = frozenset(one.command for one in actions.commands)
            return Me(int(found["id"]), str(found.get("username", "")).lower(), commands)
        except InvalidToken as error:
            tries += 1
            if tries >= TOKEN_TRIES:
                raise ConfigError(
                    "Telegram does not know this token. Ask @BotFather for it (send it /mybots)"
                    " and set SPOTTER_TELEGRAM_TOKEN."
                ) from error
        except TelegramError as error:
            tries += 1
            log.warning("Telegram does not answer", error=type(error).__name__, times=tries)
        await asyncio.sleep(min(pause(tries), 10.0))


class Service:
    """The parts of a running bot, joined."""

    def __init__(
        self, settings: Settings, assistant: Assistant, client: Client, pulse: Pulse, me: Me
    ) -> None:
        store = assistant.store
        self._settings = settings
        self._assistant = assistant
        self._client = client
        self._pulse = pulse
        self._metrics = Metrics()
        self._journal = Journal(store, me.id)
        self._pace = SendPace(settings.send_rate, time.monotonic)
        self._outbox = Outbox(
            client, store, self._journal, self._pace, self._metrics, settings.media
        )
        self._desk = Desk(assistant, client, self._outbox, self._metrics, settings, me)
        self._inbox = Inbox(store, self._journal, self._desk.handle)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer for the time of the block; at its end finish what can be finished soon."""
        async with AsyncExitStack() as stack:
            keeping = asyncio.create_task(self._journal.run())
            stack.push_async_callback(self._close, keeping)
            await self._outbox.restore()
            await self._inbox.restore()
            await stack.enter_async_context(_beside(self._keep_house()))
            await stack.enter_async_context(_beside(self._show_menu()))
            timers = Timers(self._assistant.store, self._desk.ring)
            await stack.enter_async_context(_beside(timers.run()))
            if self._settings.metrics:
                app = web.figures(
                    self._metrics, self._pulse, self._inbox, lambda: self._outbox.waiting
                )
                await self._listen(stack, app, self._settings.metrics)
            if self._settings.webhook:
                await self._open_hook(stack)
            else:
                polling = Polling(self._client, self._inbox, self._pulse, self._metrics)
                await stack.enter_async_context(_beside(polling.run()))
            yield

    async def _close(self, keeping: "asyncio.Task[None]") -> None:
        await self._inbox.close(INBOX_ENDS)
        await self._outbox.close(OUTBOX_ENDS)
        await self._desk.close()
        self._journal.close()
        await keeping

    async def _listen(
        self, stack: AsyncExitStack, app: Application, address: tuple[str, int]
    ) -> None:
        try:
            runner = await web.listen(app, address)
        except OSError as error:
            host, port = address
            raise ConfigError(f"Nothing can listen on {host}:{port}: {error.strerror}") from error
        stack.push_async_callback(runner.cleanup)

    async def _open_hook(self, stack: AsyncExitStack) -> None:
        url = self._settings.webhook
        secret = web.secret_for(self._settings.token, self._settings.webhook_secret)
        hook = web.Hook(self._inbox, self._pulse, self._metrics, url=url, secret=secret)
        await self._listen(stack, hook.application(), self._settings.webhook_listen)
        await stack.enter_async_context(_beside(self._keep_hook(url, secret)))

    async def _keep_hook(self, url: str, secret: str) -> None:
        """Set the webhook and see now and then that it is still set; that also is being heard."""
        params = {"url": url, "secret_token": secret, "allowed_updates": list(TAKEN)}
        failed, known = 0, False
        while True:
            try:
                if known:
                    info = await self._client.call("getWebhookInfo")
                    known = info.get("url") == url
                if not known:
                    await self._client.call("setWebhook", params)
                    known = True
                self._pulse.hear()
                failed = 0
            except TelegramError as error:
                failed += 1
                log.warning("webhook not set", error=type(error).__name__, times=failed)
            rest = min(pause(failed), 10.0) if failed else min(60.0, self._pulse.limit / 3)
            await asyncio.sleep(rest)

    async def _show_menu(self) -> None:
        """Tell Telegram the menu of commands: a short one for groups, where nothing is personal."""
        say = self._assistant.tools.replies.say
        menu = [
            {"command": one.command, "description": say(one.help)}
            for one in wiring.all_actions().commands
        ]
        for_groups = [one for one in menu if one["command"] in GROUP_MENU]
        scopes = (("default", menu), ("all_private_chats", menu), ("all_group_chats", for_groups))
        for scope, commands in scopes:
            await self._tell_menu({"commands": commands, "scope": {"type": scope}})

    async def _tell_menu(self, params: dict[str, Any]) -> None:
        failed = 0
        while True:
            try:
                await self._client.call("setMyCommands", params)
            except TelegramError as error:
                failed += 1
                log.warning("no menu", error=type(error).__name__, times=failed)
                await asyncio.sleep(pause(failed + 2))
            else:
                return

    async def _keep_house(self) -> None:
        """Let go, now and then, of what is not needed any more."""
        rounds = 0
        while True:
            await asyncio.sleep(20.0)
            self._pace.forget()
            self._desk.forget()
            rounds += 1
            if rounds % 180 == 1:
                try:
                    before = int(time.time() * 1000) - REMEMBERED
                    await self._assistant.store.tidy(before)
                except Exception as error:  # a full disk heals; answering goes on
                    log.error("not tidied", where=frames(error))
