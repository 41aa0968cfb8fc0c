"""Play a person by hand: `python -m tests.botapi [PORT]`, then start the bot with what it prints.

A line is what Ann says; "[label]" presses a button.
"""

import asyncio
import sys
from contextlib import suppress

from tests.botapi.people import Person
from tests.botapi.server import BotApi


async def main(port: int) -> None:
    """Serve until the input ends."""
    async with BotApi(port=port) as api:
        for name, value in api.env.items():
            print(f"export {name}={value}")
        ann = api.user("ann")
        listening = asyncio.create_task(_show(ann))
        while line := await asyncio.to_thread(sys.stdin.readline):
            await _do(ann, line.strip())
        with suppress(AssertionError):  # nobody may be there to take what was said
            await api.quiet(1.0, timeout=5.0)
        listening.cancel()


async def _show(ann: Person) -> None:
    while True:
        print(await ann.hears(timeout=1e6), flush=True)


async def _do(ann: Person, line: str) -> None:
    try:
        if line.startswith("[") and line.endswith("]"):
            await ann.presses(line[1:-1])
        elif line:
            await ann.says(line)
    except AssertionError as error:
        print(error)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
