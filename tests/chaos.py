"""Kill -9 under load, again and again: `python -m tests.chaos [CYCLES]`, or `make chaos`.

People log sets all the time, while the program is killed at any moment and started anew. In the
end every set must be stored once and in order, every message answered, nothing of it in the log.
`python -m tests.chaos timers [CYCLES]` does the same to rest timers: each must ring once, and at
most two seconds after its time or after the program is back.
"""

import asyncio
import random
import socket
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi import BotApi, Person
from tests.program import TRACEBACK, Program

WORDS = "plainly"
"""Said in each message; must not be in the log."""
REPS = 60
MOST_SAID = 384 * REPS
"""Sets that differ from each other, up to 1,000 kg, so that none is taken for another."""
MOST_UP = 1.5
"""Seconds that the program runs at the most before it is killed; it must get to work in some."""
MOST_WAITING = 150
"""Updates that wait while the program is down."""


@dataclass(slots=True)
class Figures:
    """What came out of a run."""

    mode: str
    kills: int = 0
    said: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    unanswered: int = 0
    repeated: int = 0
    """Replies that came twice, because the kill hid whether they had arrived."""
    leaks: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing went wrong that must not."""
        wrong = self.lost + self.doubled + self.disordered + self.unanswered + self.leaks
        return self.said > 0 and wrong == 0

    def __str__(self) -> str:
        return (
            f"{self.mode}: {self.kills} kills, {self.said} sets said, {self.lost} lost,"
            f" {self.doubled} doubled, {self.disordered} out of order,"
            f" {self.unanswered} unanswered, {self.repeated} replies twice, {self.leaks} leaks"
        )


class Load:
    """People who log sets, each with a weight and repetitions that nobody else uses."""

    def __init__(self, people: list[Person], dice: random.Random) -> None:
        self.said: dict[str, list[tuple[float, int]]] = {}
        self._people = people
        self._updates = people[0].world.updates
        self._dice = dice
        self._count = 0

    async def run(self, pause: float) -> None:
        """Say something every `pause` seconds on average, until cancelled; no flood, though."""
        while self._count < MOST_SAID:
            await asyncio.sleep(self._dice.expovariate(1 / pause))
            if len(self._updates.pending) < MOST_WAITING:
                await self.one()

    async def one(self) -> None:
        """Let somebody log a set."""
        person = self._dice.choice(self._people)
        weight, reps = 40 + 2.5 * (self._count // REPS), 1 + self._count % REPS
        self._count += 1
        self.said.setdefault(f"telegram:{person.id}", []).append((weight, reps))
        await person.says(f"leg press {weight:g} kg x {reps} {WORDS}")


async def run(cycles: int, folder: Path, *, webhook: bool, seed: int = 0) -> Figures:
    """Kill the program `cycles` times under load; return what came out."""
    dice = random.Random(seed)
    figures = Figures("webhook" if webhook else "polling", kills=cycles)
    async with BotApi() as api:
        settings: dict[str, object] = {"user_rate": 0, "send_rate": 0}
        if webhook:
            port = free_port()
            settings |= {
                "webhook_url": f"http://127.0.0.1:{port}/hook",
                "webhook_listen": f"127.0.0.1:{port}",
            }
        program = Program(api, folder, **settings)
        people = [api.user(f"lifter {number}") for number in range(12)]
        load = Load(people, dice)
        for _ in range(5):
            await load.one()
        talking = asyncio.create_task(load.run(0.01))
        for _ in range(cycles):
            await program.start()
            await asyncio.sleep(dice.uniform(0.0, MOST_UP))
            await program.kill()
        talking.cancel()
        await program.start()
        await program.settled(timeout=60)
        await program.stop()
        figures.said = sum(map(len, load.said.values()))
        _judge(figures, program, people, load)
    return figures


def _judge(figures: Figures, program: Program, people: list[Person], load: Load) -> None:
    rows = program.rows(
        "SELECT u.name, s.weight, s.reps FROM sets s JOIN users u ON u.id = s.user_id"
        " ORDER BY s.position, s.id"
    )
    stored: dict[str, list[tuple[float, int]]] = {}
    for name, weight, reps in rows:
        stored.setdefault(name, []).append((weight, reps))
    for person in people:
        name = f"telegram:{person.id}"
        said, kept = load.said.get(name, []), stored.get(name, [])
        figures.lost += (Counter(said) - Counter(kept)).total()
        figures.doubled += (Counter(kept) - Counter(said)).total()
        figures.disordered += sorted(said) == sorted(kept) and said != kept
        answers = [one.text.splitlines()[0] for one in person.said]
        figures.unanswered += max(0, len(said) - len(set(answers)))
        figures.repeated += len(answers) - len(set(answers))
    log = program.log
    figures.leaks = sum(log.count(one) for one in (program.api.token, WORDS, TRACEBACK))


@dataclass(slots=True)
class TimerFigures:
    """What became of the rest timers."""

    kills: int
    missing: int = 0
    doubled: int = 0
    late: int = 0
    worst: float = 0.0
    """Seconds after its time, or after the program was back, of the latest."""

    @property
    def sound(self) -> bool:
        """Whether each rang once and on time."""
        return self.missing + self.doubled + self.late == 0

    def __str__(self) -> str:
        return (
            f"timers: {self.kills} kills, {self.missing} missing, {self.doubled} doubled,"
            f" {self.late} later than {LATEST:g} s, the latest after {self.worst:.2f} s"
        )


LATEST = 2.0
"""Seconds that a timer may ring late."""


async def timers(cycles: int, folder: Path, *, seed: int = 0) -> TimerFigures:
    """Kill the program around the time at which a timer is due, `cycles` times."""
    dice = random.Random(seed)
    figures = TimerFigures(cycles)
    async with BotApi() as api:
        program = Program(api, folder, user_rate=0, send_rate=0)
        await program.start()
        for number in range(cycles):
            person = api.user(f"rester {number}")
            seconds = dice.choice((1, 2, 3))
            await person.asks(f"rest {seconds} s", timeout=10)
            due = time.monotonic() + seconds
            await asyncio.sleep(dice.uniform(0.0, seconds + 0.5))
            await program.kill()
            await program.start()
            back = time.monotonic()
            try:
                await person.hears(timeout=seconds + 10)
            except (AssertionError, TimeoutError):
                figures.missing += 1
                continue
            late = time.monotonic() - max(due, back)
            figures.worst = max(figures.worst, late)
            figures.late += late > LATEST
        await asyncio.sleep(1.5)
        await program.stop()
        for person in (api.user(f"rester {number}") for number in range(cycles)):
            rung = sum(one.text.startswith("Rest is over") for one in person.said)
            figures.doubled += rung > 1
    return figures


def log_end(folder: Path) -> str:
    """Give the end of a program's log."""
    return Path(folder, "log.txt").read_text(encoding="utf-8", errors="replace")[-5000:]


def free_port() -> int:
    """Give a port that nothing listens on."""

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def main(cycles: int) -> int:
    """Run both ways of getting updates; 0 when nothing went wrong."""
    sound = True
    for webhook in (False, True):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            figures = await run(cycles, Path(folder), webhook=webhook, seed=cycles)
            if not figures.sound:
                print(log_end(Path(folder)))
        print(f"{figures}  ({time.monotonic() - begun:.0f} s)", flush=True)
        sound = sound and figures.sound
    return 0 if sound else 1


async def main_timers(cycles: int) -> int:
    """Run the timers; 0 when each rang once and on time."""
    with tempfile.TemporaryDirectory() as folder:
        figures = await timers(cycles, Path(folder))
    print(figures, flush=True)
    return 0 if figures.sound else 1


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[:1] == ["timers"]:
        sys.exit(asyncio.run(main_timers(int(asked[1]) if asked[1:] else 200)))
    sys.exit(asyncio.run(main(int(asked[0]) if asked else 50)))
