"""`make bench`: speed and memory, each beside a named baseline measured in the same run.

Options: `--only questions|logs|process|commits|history|pictures|growth`, `--quick` for a short run.
"""

import argparse
import asyncio
import json
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from rapidfuzz import fuzz, process

from bot import wiring
from bot.assistant import Assistant
from bot.config import read_settings
from bot.messages import Message
from bot.store import Store
from bot.training.sets import TrainingSet, Unit
from knowledge.model import Entry, Exercise, Knowledge, Load, entry_key
from tests.evaluate import START, conversations

Measured = list[float]
COPIED = 20
"""Phrases of an entry that a copy of it has: as many as we advise an operator to write."""
WARM = 50
"""Commits of either side before the clock starts: a service is no new process at each message."""


def percentile(times: Sequence[float], share: float) -> float:
    """Give a percentile of times in seconds, in milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def line(name: str, times: Sequence[float]) -> None:
    """Print the median and the tail of some times."""
    p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
    print(f"  {name:44} p50 {p50:8.3f} ms   p99 {p99:8.3f} ms   ({len(times)} times)")


def asked(prefix: str, most: int) -> list[str]:
    """Give first messages of the development conversations."""
    return [str(talk.turns[0]["says"]) for talk in conversations(only=prefix)][:most]


async def timed(assistant: Assistant, texts: Sequence[str], users: int = 20) -> Measured:
    """Answer each text and time it."""
    times = []
    for number, text in enumerate(texts):
        message = Message(f"user {number % users}", START + timedelta(seconds=number), text)
        begun = time.perf_counter()
        await assistant.answer(message)
        times.append(time.perf_counter() - begun)
    return times


def _knowledge() -> Knowledge:
    return wiring.read_knowledge(read_settings({}))


async def _assistant(knowledge: Knowledge, data: str = ":memory:") -> Assistant:
    settings = read_settings({})
    parts = wiring.build(knowledge, settings.cache, settings.media)
    return wiring.assemble(parts, await Store.open(data))


async def questions(quick: bool) -> None:
    """Time a question in process, beside rapidfuzz's usual recipe over the same phrasings."""
    knowledge = _knowledge()
    assistant = await _assistant(knowledge)
    texts = asked("questions", 100 if quick else 600)
    phrases = [phrase for entry in knowledge.entries.values() for phrase in entry.phrases]
    await timed(assistant, texts[:50])
    ours = await timed(assistant, texts)
    recipe = []
    for text in texts:
        begun = time.perf_counter()
        process.extractOne(text, phrases, scorer=fuzz.WRatio)
        recipe.append(time.perf_counter() - begun)
    line("a question, whole assistant", ours)
    line(f"extractOne(WRatio) over {len(phrases)} phrases", recipe)
    print(f"  ratio of the medians: {percentile(ours, 0.5) / percentile(recipe, 0.5):.2f}")
    await assistant.store.close()


async def logs(quick: bool) -> None:
    """Time a log message in process with SQLite in memory."""
    assistant = await _assistant(_knowledge())
    texts = asked("logs", 100 if quick else 400)
    await timed(assistant, texts[:50])
    line("a log message, SQLite in memory", await timed(assistant, texts))
    await assistant.store.close()


async def whole_process(quick: bool) -> None:
    """Measure `spotter ask` as a whole process: from a cold start, and its memory."""
    spotter = str(Path(sys.executable).parent / "spotter")
    begun = time.perf_counter()
    times = []
    for _ in range(3 if quick else 7):
        begun = time.perf_counter()
        command = [spotter, "ask", "--data", ":memory:", "how deep should I go?"]
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    line("spotter ask, whole process", times)
    python = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import numpy, sqlalchemy"], check=True)
        python.append(time.perf_counter() - begun)
    line("python -c 'import numpy, sqlalchemy'", python)
    texts = asked("questions", 200) + asked("logs", 200)
    requests = "\n".join(f'{{"text": {json.dumps(text)}}}' for text in texts)
    command = [spotter, "ask", "--jsonl", "--data", ":memory:"]
    print(f"  memory of spotter ask --jsonl: {_peak(command, requests):.0f} MB")
    bare = [sys.executable, "-c", "import numpy, sqlalchemy, sys; sys.stdin.read()"]
    print(f"  memory of bare python with numpy and sqlalchemy: {_peak(bare, requests):.0f} MB")


def _peak(command: Sequence[str], text: str) -> float:
    """Give the peak memory of a process, in MB, as the kernel tells it.

    A child begins with the peak of what started it, and this process is large: so a small one
    starts it.
    """
    starts = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    with tempfile.TemporaryFile() as given:
        given.write(text.encode())
        given.seek(0)
        small = [sys.executable, "-S", "-c", starts, *command]
        done = subprocess.run(small, stdin=given, stdout=subprocess.PIPE, check=True)
    return int(done.stdout) / 1024


async def commits(quick: bool) -> None:
    """Count sets a second with each message its own commit, beside bare sqlite3 doing the same."""
    messages = 60 if quick else 300
    with tempfile.TemporaryDirectory() as folder:
        ratios = []
        for _ in range(3):
            ours = await _our_commits(Path(folder), messages)
            bare = _bare_commits(Path(folder), messages)
            ratios.append(ours / bare)
            print(f"  sets a second: ours {ours:7.0f}, bare sqlite3 {bare:7.0f}")
        print(f"  ratio, median of {len(ratios)}: {statistics.median(ratios):.2f}")


def _one_set(day: date) -> TrainingSet:
    return TrainingSet("leg press", 100.0, Unit.KG, day, reps=5)


async def _our_commits(folder: Path, messages: int) -> float:
    path = folder / "ours.sqlite"
    path.unlink(missing_ok=True)
    store = await Store.open(str(path))
    for number in range(-WARM, messages):
        if number == 0:
            begun = time.perf_counter()
        async with store.user("ann") as data:
            await data.add([_one_set(START.date())] * 5, at=number)
    spent = time.perf_counter() - begun
    await store.close()
    return 5 * messages / spent


def _bare_commits(folder: Path, messages: int) -> float:
    """Write the same rows (sets and their journal) with the standard library alone."""
    path = folder / "bare.sqlite"
    path.unlink(missing_ok=True)
    source = sqlite3.connect(folder / "ours.sqlite")
    schema = [
        row[0]
        for row in source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        if "sqlite_sequence" not in row[0]
    ]
    steps = source.execute("SELECT steps FROM changes LIMIT 1").fetchone()[0]
    source.close()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in schema:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO users (id, name, session, preferences, names)"
        " VALUES (1, 'ann', '{}', '{}', '{}')"
    )
    row = (
        1,
        1,
        "2026-11-23",
        "leg press",
        100.0,
        "kg",
        5,
        None,
        None,
        0,
        None,
        0,
        0,
        "",
        "kg:100",
        5,
    )
    columns = (
        "user_id, position, day, exercise, weight, unit, reps, seconds, added, each_side, rpe,"
        " rir, warmup, note, load, amount"
    )
    for number in range(-WARM, messages):
        if number == 0:
            begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(row))
        connection.executemany(f"INSERT INTO sets ({columns}) VALUES ({marks})", [row] * 5)
        connection.execute(
            "INSERT INTO changes (user_id, kind, at, undone, steps) VALUES (1, 'log', ?, 0, ?)",
            (number, steps),
        )
        connection.execute("COMMIT")
    spent = time.perf_counter() - begun
    connection.close()
    return 5 * messages / spent


async def history(quick: bool) -> None:
    """Time the log read back for a user with many sets among many more of others."""
    own, others = (10_000, 50_000) if quick else (100_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.sqlite"
        await (await Store.open(str(path))).close()
        _fill(path, own, others)
        assistant = await _assistant(_knowledge(), str(path))
        for text in ("last time leg press?", "/history leg press", "/records leg press", "/week"):
            line(f"{text} ({own} of {own + others} sets)", await timed(assistant, [text] * 20, 1))
        line(
            "leg press 100kg 5x5, the same user",
            await timed(assistant, ["leg press 100kg 5x5"] * 20, 1),
        )
        await assistant.store.close()


def _fill(path: Path, own: int, others: int) -> None:
    connection = sqlite3.connect(path)
    names = ["user 0", *(f"other {number}" for number in range(100))]
    connection.executemany(
        "INSERT INTO users (id, name, session, preferences, names) VALUES (?, ?, '{}', '{}', '{}')",
        list(enumerate(names, 1)),
    )
    connection.executemany(
        "INSERT INTO sets (user_id, position, day, exercise, weight, unit, reps, each_side, rir,"
        " warmup, note, load, amount) VALUES (?, ?, ?, ?, ?, 'kg', ?, 0, 0, 0, '', ?, ?)",
        _rows(own, others),
    )
    connection.commit()
    connection.close()


def _rows(own: int, others: int) -> Iterator[tuple[object, ...]]:
    exercises = ("leg press", "squat", "bench press", "deadlift", "barbell row", "plank")
    for number in range(own + others):
        user = 1 if number < own else 2 + number % 100
        place = number if number < own else number // 100
        day = START.date() - timedelta(
            days=(own if number < own else others // 100) // 25 - place // 25
        )
        weight = 20 + 2.5 * (place * 7 % 60)
        yield (
            user,
            place,
            max(day, date(2000, 1, 1)).isoformat(),
            exercises[place % 6],
            weight,
            3 + place % 10,
            json.dumps((weight, "kg", None, False, "reps")),  # as the store writes it
            3 + place % 10,
        )


async def pictures(quick: bool) -> None:
    """Time charts and pictures, and how late the event loop is meanwhile, beside a log message."""
    print("charts and pictures, warm (bar: p99 below 1 s)")
    with tempfile.TemporaryDirectory() as folder:
        parts = wiring.build(_knowledge(), read_settings({}).cache, Path(folder))
        assistant = wiring.assemble(parts, await Store.open(":memory:"))
        for day in range(60):
            at = START + timedelta(days=2 * day)
            text = f"leg press {80 + day}kg 5x5"
            await assistant.answer(Message("ann", at, text))
        lags: Measured = []
        ticking = asyncio.create_task(_late(lags))
        times: dict[str, Measured] = {"/chart leg press": [], "/chart volume": [], "show me": []}
        for number in range(10 if quick else 100):
            at = START + timedelta(days=120, seconds=number)
            await assistant.answer(Message("ann", at, "how deep should i go?"))
            for picture in Path(folder, "pictures").glob("*.png"):
                picture.unlink()  # as if nobody had asked for it yet
            for text, kept in times.items():
                begun = time.perf_counter()
                await assistant.answer(Message("ann", at, text))
                kept.append(time.perf_counter() - begun)
        ticking.cancel()
    for text, kept in times.items():
        line(text, kept[1:])
    line("lag of the event loop meanwhile", lags)


async def _late(lags: Measured) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - begun - 0.005)


async def growth(quick: bool) -> None:
    """Show how time and memory grow with the number of exercises in the knowledge base."""
    command = [sys.executable, "-m", "tests.bench", "--grown"]
    for count in (1, 10, 100) if quick else (1, 10, 100, 1000):
        with tempfile.TemporaryDirectory() as cache:
            subprocess.run([*command, str(count), cache], check=True)


async def grown(count: int, cache: str) -> None:
    """Measure one size of the knowledge base; a process of its own, so that memory is its own."""
    knowledge = copies(_knowledge(), count)
    begun = time.perf_counter()
    settings = replace(read_settings({}), cache=Path(cache))
    parts = wiring.build(knowledge, settings.cache, settings.media)
    built = time.perf_counter() - begun
    assistant = wiring.assemble(parts, await Store.open(":memory:"))
    texts = [
        re.sub("leg press", f"leg press {n % count}", text)
        for n, text in enumerate(asked("questions", 200))
    ]
    await timed(assistant, texts[:20])
    line(f"{count} exercises, {len(knowledge.entries)} entries", await timed(assistant, texts))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]
    print(f"      built in {built:.1f} s, memory {memory:.0f} MB")
    await assistant.store.close()


def copies(knowledge: Knowledge, count: int) -> Knowledge:
    """Add copies of the exercises that the notes cover, under other names."""
    covered = {entry.exercise for entry in knowledge.entries.values() if entry.exercise}
    home = min(covered)
    exercises = dict(knowledge.catalogue.exercises)
    entries = dict(knowledge.entries)
    for number in range(1, count):
        name = f"{home} {number}"
        exercises[name] = Exercise(name, Load.LOADED, ("other",), "machine", "squat")
        for entry in knowledge.entries.values():
            if entry.exercise == home:
                entries[entry_key(name, entry.intent)] = _copy(entry, home, name)
    catalogue = replace(knowledge.catalogue, exercises=exercises)
    return replace(knowledge, catalogue=catalogue, entries=entries)


def _copy(entry: Entry, home: str, name: str) -> Entry:
    some = entry.phrases[:: max(1, len(entry.phrases) // COPIED)][:COPIED]
    phrases = tuple(phrase.replace(home, name) for phrase in some)
    near = tuple(key.replace(home, name, 1) for key in entry.near)
    return replace(entry, exercise=name, phrases=phrases, near=near)


PARTS: dict[str, Callable[[bool], Awaitable[None]]] = {
    "questions": questions,
    "logs": logs,
    "process": whole_process,
    "commits": commits,
    "history": history,
    "pictures": pictures,
    "growth": growth,
}


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--grown", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.grown:
        asyncio.run(grown(int(options.grown[0]), options.grown[1]))
        return
    for name, part in PARTS.items():
        if options.only in {None, name}:
            print(f"\n{name}: {part.__doc__.splitlines()[0] if part.__doc__ else ''}")
            asyncio.run(part(options.quick))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
