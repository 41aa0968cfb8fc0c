"""The terminal chat: the same assistant, with history, line editing and numbered choices."""

import asyncio
import sys
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.actions import Actions
from bot.ask import USER
from bot.assistant import Assistant
from bot.messages import Choice, Kind, Message, Reply
from bot.store import UserData

STYLES = {Kind.STOP: "bold red", Kind.REJECTED: "yellow", Kind.UNKNOWN: "yellow"}
HERE = {"chat": "terminal"}
"""Where timers of this chat ring."""
RING_EVERY = 0.5
ENDS = frozenset({"/quit", "/exit", "quit", "exit", ":q"})


async def chat(assistant: Assistant, actions: Actions, history: Path) -> None:
    """Talk until the input ends or the user says /quit."""
    console = Console(highlight=False)
    if not sys.stdin.isatty():
        await _plain(assistant, console)
        return
    history.parent.mkdir(parents=True, exist_ok=True)
    commands = [f"/{action.command}" for action in actions.commands]
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)),
        auto_suggest=AutoSuggestFromHistory(),
        completer=WordCompleter([*commands, "/quit"], sentence=True),
        complete_while_typing=False,
    )
    reply = await _answer(assistant, "/start")
    _show(console, reply)
    ringing = asyncio.create_task(_ring(assistant, console))
    while True:
        try:
            with patch_stdout():
                text = await session.prompt_async("you> ")
        except (EOFError, KeyboardInterrupt):
            break
        if text.strip().lower() in ENDS:
            break
        if text.strip():
            reply = await _answer(assistant, _chosen(text, reply.choices))
            _show(console, reply)
    ringing.cancel()
    console.print(assistant.tools.replies.say("chat.bye"), style="dim")


async def _ring(assistant: Assistant, console: Console) -> None:
    """Tell what is due while the user is here, with the terminal's bell."""

    async def keep(_data: UserData, _reply: Reply) -> None:
        return None

    while True:
        await asyncio.sleep(RING_EVERY)
        now = datetime.now().astimezone()
        for timer in await assistant.store.due(int(now.timestamp() * 1000), whose=USER):
            reply = await assistant.ring(timer, now, keep)
            if reply is not None:
                console.bell()
                _show(console, reply)


async def _plain(assistant: Assistant, console: Console) -> None:
    """Answer the lines of a pipe, one reply each."""
    choices: tuple[Choice, ...] = ()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    for line in sys.stdin:
        if line.strip().lower() in ENDS:
            break
        if line.strip():
            reply = await _answer(assistant, _chosen(line, choices))
            choices = reply.choices
            _show(console, reply)


async def _answer(assistant: Assistant, text: str) -> Reply:
    """Answer what was typed; "/voice FILE" is said as a voice note."""
    now, typed = datetime.now().astimezone(), text.strip()
    command, _, name = typed.partition(" ")
    note = _file(name.strip()) if command == "/voice" else None
    if note is not None:
        return await assistant.answer(Message(USER, now, audio=note, place=HERE))
    return await assistant.answer(Message(USER, now, typed, place=HERE))


def _file(name: str) -> Path | None:
    path = Path(name).expanduser() if name else None
    return path if path is not None and path.is_file() else None


def _chosen(text: str, choices: tuple[Choice, ...]) -> str:
    """Read "2)" or "#2" as the second choice; a bare number may be a weight.

    >>> _chosen("#2", (Choice("Toes?"), Choice("More")))
    'More'
    >>> _chosen("80", (Choice("Toes?"),))
    '80'
    """
    mark = text.strip()
    number = mark.removeprefix("#").removesuffix(")")
    if mark != number and number.isdecimal() and 0 < int(number) <= len(choices):
        return choices[int(number) - 1].label
    return text


def _show(console: Console, reply: Reply) -> None:
    console.print(Padding(Text(reply.text, style=STYLES.get(reply.kind, "")), (0, 0, 0, 2)))
    for path in reply.media:
        console.print(Padding(Text(str(path), style="underline"), (0, 0, 0, 2)))
    if reply.choices:
        row = "   ".join(f"#{n} {choice.label}" for n, choice in enumerate(reply.choices, 1))
        console.print(Padding(Text(row, style="cyan"), (0, 0, 0, 2)))
