"""Draw a conversation as a phone shows it: `python -m tests.phone SCRIPT OUT.png`.

The script has one message a line; "> Label" presses the newest button of that name. It is played
against the real program over the emulated Bot API, and what that recorded is drawn.
"""

import asyncio
import base64
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.pictures import rendered
from tests.botapi import BotApi, Message
from tests.program import Program

WIDTH, MARGIN, LINE, FONT = 780, 24, 40, 30
COLUMNS = 38
"""Characters of a line in a bubble."""
OURS, THEIRS, BUTTON, INK, GROUND = "#ffffff", "#e3f6d5", "#ffffffcc", "#1f2430", "#cfdbe6"


async def played(lines: Sequence[str]) -> list[Message]:
    """Play a script with somebody new; give the messages of both sides, in order."""
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api:
            program = await Program(api, Path(folder)).start()
            person = api.user("ann")
            for line in lines:
                if line.startswith("> "):
                    await person.presses(line[2:])
                else:
                    await person.says(line)
                await person.hears(timeout=30)
                await asyncio.sleep(0.3)
            shown = list(person.messages)
            for one in shown:
                if one.media == "photo":
                    one.raw["shown"] = base64.b64encode(one.content).decode()
            await program.stop()
            return shown


def drawn(messages: Sequence[Message]) -> str:
    """Give the conversation as SVG."""
    marks: list[str] = []
    y = MARGIN
    for message in messages:
        y = _bubble(marks, message, y) + 18
    size = f'viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join([head, _box(0, 0, WIDTH, y, GROUND, 0), *marks, "</svg>"])


def _bubble(marks: list[str], message: Message, y: int) -> int:
    text = message.text or str(message.raw.get("caption", ""))
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, COLUMNS) or [""]]
    picture = message.raw.get("shown")
    wide = 600 if picture else max([180, *(int(0.62 * FONT * len(line)) + 44 for line in lines)])
    tall = LINE * len(lines) + (30 if lines else 0)
    size = _size(message) if picture else (1, 0)
    shown = int(600 * size[1] / size[0]) if picture else 0
    x = MARGIN if message.from_bot else WIDTH - MARGIN - wide
    marks.append(_box(x, y, wide, shown + tall, OURS if message.from_bot else THEIRS, 26))
    if picture:
        marks.append(
            f'<image x="{x}" y="{y}" width="{wide}" height="{shown}"'
            f' href="data:image/png;base64,{picture}"/>'
        )
    for number, line in enumerate(lines):
        marks.append(_text(x + 22, y + shown + 44 + LINE * number, line))
    y += shown + tall
    for row in message.rows:
        y += 8
        each = (wide - 8 * (len(row) - 1)) / len(row)
        for place, button in enumerate(row):
            left = x + place * (each + 8)
            marks.append(_box(left, y, each, 60, BUTTON, 14))
            marks.append(_text(left + each / 2, y + 40, button["text"], middle=True))
        y += 60
    return y


def _size(message: Message) -> tuple[int, int]:
    photo: dict[str, Any] = message.raw["photo"][-1]
    return int(photo["width"]), int(photo["height"])


def _box(x: float, y: float, wide: float, tall: float, colour: str, radius: int) -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{tall:.0f}"'
    return f'<rect {place} rx="{radius}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, *, middle: bool = False) -> str:
    anchor = "middle" if middle else "start"
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-family="DejaVu Sans" font-size="{FONT - 2}"'
        f' fill="{INK}" text-anchor="{anchor}">{escape(words)}</text>'
    )


async def main(script: Path, target: Path) -> None:
    """Play a script and draw it."""
    import_module("resvg_py")
    lines = [one for one in script.read_text("utf-8").splitlines() if one.strip()]
    picture = target.with_suffix(".svg")
    picture.write_text(drawn(await played(lines)), encoding="utf-8")
    target.write_bytes(rendered(picture, WIDTH))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
