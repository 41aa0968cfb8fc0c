"""The whole bot over HTTP beside a bare echo bot: `python -m tests.bench_bot [--quick] [WHAT]`.

Three programs, each with an emulated Bot API of its own, run side by side: python-telegram-bot's
echo bot with its default client, the same bot with our client, and Spotter with its store on the
disk. They are loaded in turns, burst by burst, since a shared machine is up to twice as slow from
one minute to the next; then in turns again, each at half of the rate that it reached.

What is said is answered by text alone, as an echo is: ten messages, said over and over. With
`distinct` hardly any message is said twice, so that nothing that was worked out before is of use;
with `pictures`, four in ten are answered with a picture besides. `memory` measures how memory grows
instead.
"""

import asyncio
import gc
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import psutil

from tests.botapi import BotApi, Person
from tests.evaluate import conversations
from tests.program import CACHE, ROOT

TEXTS = (
    "what does it train?",
    "leg press 100kg 5x5",
    "is it easier than a squat?",
    "can I fall?",
    "110kg x 5",
    "do I stretch between sets?",
    "last time?",
    "bench 60kg 3x8",
    "when do I breathe",
    "how are you?",
)
PICTURED = (
    "how wide should my feet be?",
    "leg press 100kg 5x5",
    "toes?",
    "how deep do I go",
    "110kg x 5",
    "should I lock my knees",
    "last time?",
    "bench 60kg 3x8",
    "when do I breathe",
    "how are you?",
)
SAID = {"": TEXTS, "pictures": PICTURED}
USERS = 400
ROUND = 1000
"""Messages of a round at half load."""
UNPICTURED = ("pro", "con", "compare", "squat", "more", "reps")
"""Facts whose answers come without a picture."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program to be measured."""

    name: str
    command: tuple[str, ...]


CANDIDATES = (
    Candidate("echo, default client", ("-m", "tests.bench_bot", "echo", "httpx")),
    Candidate("echo, our client", ("-m", "tests.bench_bot", "echo", "ours")),
    Candidate("Spotter", ("-m", "bot", "run")),
)


def echo(client: str) -> None:
    """Run python-telegram-bot's echo bot against the Bot API that the environment names."""
    from telegram import Update  # noqa: PLC0415 - only in the measured program
    from telegram.ext import Application, ContextTypes, MessageHandler, filters  # noqa: PLC0415

    from handlers.request import AiohttpRequest  # noqa: PLC0415

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    api = os.environ["SPOTTER_TELEGRAM_API"]
    builder = Application.builder().token(os.environ["SPOTTER_TELEGRAM_TOKEN"])
    builder = builder.base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    if client == "ours":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling()


@asynccontextmanager
async def running(candidate: Candidate, api: BotApi, folder: str) -> AsyncIterator[psutil.Process]:
    """Run a candidate for the time of the block."""
    env = {**os.environ, **api.env, "SPOTTER_DATA": f"{folder}/spotter.sqlite"}
    env |= {"SPOTTER_SEND_RATE": "0", "SPOTTER_USER_RATE": "0", "SPOTTER_CACHE": str(CACHE)}
    log = os.open(f"{folder}/log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *candidate.command, env=env, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        await api.polled(60)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()
        os.close(log)


def people(api: BotApi) -> list[Person]:
    """Give those who talk."""
    return [api.user(f"u{number}") for number in range(USERS)]


def over_and_over(texts: Sequence[str]) -> Iterator[str]:
    """Give what is said, one after another: each person goes through the texts in their order."""
    for number in itertools.count():
        yield texts[(number // USERS + number) % len(texts)]


def distinct() -> Iterator[str]:
    """Give the same kinds of messages in the same shares, but hardly any of them twice."""
    rng = random.Random(7)
    questions = list(_questions())
    rng.shuffle(questions)
    asked = itertools.cycle(questions)
    for number in itertools.count():
        weight, reps = rng.randrange(80, 400) / 2, rng.randrange(3, 13)
        yield {
            1: f"leg press {weight:g}kg 5x{reps}",
            4: f"{weight:g}kg x {reps}",
            6: "last time?",
            7: f"bench {weight:g}kg 3x{reps}",
        }.get((number // USERS + number) % len(TEXTS)) or next(asked)


def _questions() -> Iterator[str]:
    """Give the development questions that are answered without a picture, each once."""
    seen: set[str] = set()
    for one in conversations(only="questions_"):
        turn = one.turns[0]
        facts = turn.get("facts") or ()
        plain = facts and all(fact.split(".")[0] in UNPICTURED for fact in facts)
        if (plain or turn.get("kind") == ["unknown"]) and turn.get("says") not in {None, *seen}:
            seen.add(turn["says"])
            yield turn["says"]


async def say(
    api: BotApi, everybody: Sequence[Person], count: int, rate: float, texts: Iterator[str]
) -> float:
    """Let `count` messages come, `rate` a second (0: at once); return seconds until all answered.

    Each person says one thing after another.
    """
    begun = time.monotonic()
    before = sum(len(one.said) for one in everybody)
    for number in range(count):
        if rate:
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        await everybody[number % len(everybody)].says(next(texts))
    while sum(len(one.said) for one in everybody) - before < count:
        await asyncio.sleep(0.02)
        assert time.monotonic() - begun < 300, "not all were answered"
    return time.monotonic() - begun


def cpu(process: psutil.Process) -> float:
    """Give the processor time that a process used so far, in seconds."""
    times = process.cpu_times()
    return float(times.user + times.system)


def delays(everybody: Sequence[Person]) -> list[float]:
    """Give the seconds from each message to its answer, oldest first for each person."""
    found = []
    for one in everybody:
        asked = [message.at for message in one.messages if not message.from_bot]
        told = [message.at for message in one.said]
        found += [end - start for start, end in zip(asked, told, strict=False)]
    return found


@dataclass(slots=True)
class Runner:
    """A program that runs, those who talk to it, and what was measured of it."""

    name: str
    api: BotApi
    process: psutil.Process
    everybody: Sequence[Person]
    texts: Iterator[str]
    used: list[float] = field(default_factory=list)
    """Seconds of processor time, burst by burst."""
    seconds: float = 0.0
    answers: int = 0
    p50s: list[float] = field(default_factory=list)
    p99s: list[float] = field(default_factory=list)
    """Milliseconds at half load, round by round."""

    async def burst(self) -> None:
        """Let everybody say something at once."""
        begun = cpu(self.process)
        self.seconds += await say(self.api, self.everybody, USERS, 0, self.texts)
        self.used.append(cpu(self.process) - begun)
        self.answers += USERS

    async def half(self) -> None:
        """Measure the delays at half of the rate that was reached."""
        for one in self.everybody:
            one.chat.messages.clear()
            one.chat.said.clear()
        rate = self.answers / self.seconds / 2
        # A sweep of this process, which plays Telegram, would count as the candidate's delay.
        gc.collect()
        gc.disable()
        await say(self.api, self.everybody, ROUND, rate, self.texts)
        gc.enable()
        times = sorted(delays(self.everybody))
        for share, found in ((0.5, self.p50s), (0.99, self.p99s)):
            found.append(1000 * times[int(share * (len(times) - 1))])

    @property
    def p50(self) -> float:
        """Median of the rounds."""
        return statistics.median(self.p50s)

    @property
    def p99(self) -> float:
        """Median of the rounds, of which any may meet a stall of the machine."""
        return statistics.median(self.p99s)

    @property
    def a_cpu_second(self) -> float:
        """Answers a second of processor time."""
        return self.answers / sum(self.used)


async def throughput(what: str, *, quick: bool) -> None:
    """Print the table of the three programs."""
    env = {**os.environ, "SPOTTER_CACHE": str(CACHE)}
    prepare = (sys.executable, "-m", "bot", "prepare")
    subprocess.run(prepare, env=env, cwd=ROOT, check=True, capture_output=True)  # noqa: ASYNC221 - our own
    async with AsyncExitStack() as stack:
        runners = []
        for one in CANDIDATES:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            api = await stack.enter_async_context(BotApi())
            process = await stack.enter_async_context(running(one, api, folder))
            texts = distinct() if what == "distinct" else over_and_over(SAID[what])
            runners.append(Runner(one.name, api, process, people(api), texts))
            await say(api, runners[-1].everybody, USERS, 0, texts)
        for number in range(4 if quick else 12):
            for runner in runners if number % 2 else reversed(runners):
                await runner.burst()
        for _ in range(3 if quick else 7):
            for runner in runners:
                await runner.half()
    show(runners)


def show(runners: Sequence[Runner]) -> None:
    """Print what was measured."""
    print("  program                 answers/CPU-s   answers/s   half load: p50 ms   p99 ms")
    for one in runners:
        print(
            f"  {one.name:22} {one.a_cpu_second:14.0f} {one.answers / one.seconds:11.0f}"
            f" {one.p50:19.1f} {one.p99:8.1f}"
        )
    default, client, ours = runners
    for named, other, bar in (("its default", default, "1.0"), ("our", client, "0.5")):
        bursts = sorted(theirs / own for theirs, own in zip(other.used, ours.used, strict=True))
        print(
            f"  answers a CPU-second, of the echo bot's with {named} client:"
            f" {ours.a_cpu_second / other.a_cpu_second:.2f}"
            f" ({bursts[0]:.2f} to {bursts[-1]:.2f} from burst to burst; bar: {bar} at least)"
        )
    print(
        f"  p99 at half load, of the echo bot's with its default client:"
        f" {ours.p99 / default.p99:.2f} (medians of {len(ours.p99s)} rounds; ours"
        f" {min(ours.p99s):.1f} to {max(ours.p99s):.1f} ms, its"
        f" {min(default.p99s):.1f} to {max(default.p99s):.1f} ms; bar: 2 at most)"
    )
    print(
        f"  what our client alone gains the echo bot:"
        f" {client.a_cpu_second / default.a_cpu_second:.2f} times the answers a CPU-second"
    )


async def memory(*, quick: bool) -> None:
    """Print how memory grows from a tenth of many updates to all of them."""
    total = 10_000 if quick else 100_000
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi(keep=20) as api, running(CANDIDATES[-1], api, folder) as process:
            everybody = people(api)
            said = 0
            first = 0
            for part in itertools.count(1):
                await talk(api, everybody, total // 20)
                said += total // 20
                used = process.memory_info().rss
                if said >= total // 10 and not first:
                    first = used
                if part % 2 == 0:
                    print(f"  after {said:7} updates: {used / 2**20:7.1f} MB", flush=True)
                if said >= total:
                    break
    print(f"  growth after the first {total // 10}: {100 * (used / first - 1):.1f} % (bar: 5 %)")


async def talk(api: BotApi, everybody: Sequence[Person], count: int) -> None:
    """Let that many messages come, and wait until each was answered."""
    for start in range(0, count, USERS):
        for number, person in enumerate(everybody[: count - start]):
            await person.says(TEXTS[(start // USERS + number) % len(TEXTS)])
        for person in everybody[: count - start]:
            await person.hears(timeout=120)


def main(arguments: Sequence[str]) -> None:
    """Run what the arguments name."""
    if arguments[:1] == ["echo"]:
        echo(arguments[1])
        return
    quick = "--quick" in arguments
    if "memory" in arguments:
        asyncio.run(memory(quick=quick))
        return
    what = next((one for one in ("distinct", "pictures") if one in arguments), "")
    asyncio.run(throughput(what, quick=quick))


if __name__ == "__main__":
    main(sys.argv[1:])
