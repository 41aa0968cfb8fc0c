"""The whole bot over HTTP beside a bare echo bot: `python -m tests.bench_bot [--quick] [WHAT]`.

Three programs talk to the same emulated Bot API in one run: python-telegram-bot's own echo bot
with its default client, the same bot with our client, and Spotter with its store on the disk.
What is said is answered by text alone, as an echo is; with `pictures`, four in ten of the texts are
answered with a picture besides. `memory` measures how memory grows instead.
"""

import asyncio
import gc
import itertools
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil

from tests.botapi import BotApi, Person
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
USERS = 400


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


async def say(
    api: BotApi, everybody: Sequence[Person], count: int, rate: float, texts: Sequence[str]
) -> float:
    """Let `count` messages come, `rate` a second (0: at once); return seconds until all answered.

    Each person says one thing after another from the list of texts.
    """
    begun = time.monotonic()
    before = sum(len(one.said) for one in everybody)
    for number in range(count):
        if rate:
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        person = everybody[number % len(everybody)]
        await person.says(texts[(number // len(everybody) + number) % len(texts)])
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


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of a candidate."""

    name: str
    a_cpu_second: float
    a_second: float
    p50: float
    p99: float
    """Milliseconds at half load."""


async def measure(candidate: Candidate, count: int, texts: Sequence[str]) -> Result:
    """Measure one program: all at once, then at half of the rate that it reached."""
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api, running(candidate, api, folder) as process:
            everybody = people(api)
            await say(api, everybody, USERS, 0, texts)
            begun = cpu(process)
            seconds = await say(api, everybody, count, 0, texts)
            used = cpu(process) - begun
            for one in everybody:
                one.chat.messages.clear()
                one.chat.said.clear()
            half = count / seconds / 2
            # A sweep of this process, which plays Telegram, would count as the candidate's delay.
            gc.collect()
            gc.disable()
            await say(api, everybody, min(count, int(half * 10)), half, texts)
            gc.enable()
            times = sorted(delays(everybody))
    p50, p99 = (1000 * times[int(share * (len(times) - 1))] for share in (0.5, 0.99))
    return Result(candidate.name, count / used, count / seconds, p50, p99)


async def throughput(texts: Sequence[str], *, quick: bool) -> None:
    """Print the table of the three programs."""
    results = [await measure(one, 1000 if quick else 4000, texts) for one in CANDIDATES]
    print("  program                 answers/CPU-s   answers/s   half load: p50 ms   p99 ms")
    for one in results:
        print(
            f"  {one.name:22} {one.a_cpu_second:14.0f} {one.a_second:11.0f}"
            f" {one.p50:19.1f} {one.p99:8.1f}"
        )
    default, client, ours = results
    print(
        f"  answers a CPU-second, of the echo bot's with its default client:"
        f" {ours.a_cpu_second / default.a_cpu_second:.2f} (bar: 1.0 at least)"
    )
    print(
        f"  answers a CPU-second, of the echo bot's with our client:"
        f" {ours.a_cpu_second / client.a_cpu_second:.2f} (bar: 0.5 at least)"
    )
    print(
        f"  p99 at half load, of the echo bot's with its default client:"
        f" {ours.p99 / default.p99:.2f} (bar: 2 at most)"
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
    asyncio.run(throughput(PICTURED if "pictures" in arguments else TEXTS, quick=quick))


if __name__ == "__main__":
    main(sys.argv[1:])
