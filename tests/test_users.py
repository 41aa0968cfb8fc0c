"""Many users at once in one process: nothing of one reaches another, each in his own order."""

import asyncio
import random
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot import wiring
from bot.assistant import Assistant
from bot.messages import Kind, Message, Reply
from bot.store import Store
from bot.wiring import Parts
from tests.conftest import START

USERS = 200
OTHERS = ("squat", "leg press", "deadlift")


def script(number: int) -> list[tuple[str, Kind]]:
    """Give what one user says; all his numbers are his own."""
    weight = 20 + number
    lines = [
        (f"{OTHERS[number // 2 % 3]}: 1 x 5 at {weight} kg", Kind.LOGGED),
        ("how far apart should my feet be?", Kind.ANSWER),
        (f"bench press {weight}kg 2x{3 + number % 10}", Kind.LOGGED),
        (f"no, {weight + 1}", Kind.EDITED),
        ("same again", Kind.LOGGED),
        ("undo", Kind.DELETED),
        ("last time", Kind.HISTORY),
    ]
    return lines[number % 2 :]


def log_of(number: int) -> list[tuple[str, float, int]]:
    """Give the log that it makes."""
    own = [] if number % 2 else [(OTHERS[number // 2 % 3], 20.0 + number, 5)]
    return [*own, *[("bench press", 21.0 + number, 3 + number % 10)] * 2]


async def talk(assistant: Assistant, number: int) -> list[Reply]:
    """Send a burst, as a phone does that was offline: nobody waits for a reply."""
    rng = random.Random(number)
    tasks = []
    for at, (text, _) in enumerate(script(number)):
        message = Message(f"u{number}", START + timedelta(seconds=at), text, id=f"m{at}")
        tasks.append(asyncio.create_task(assistant.answer(message, with_log=True)))
        await asyncio.sleep(rng.random() / 100)
    return await asyncio.gather(*tasks)


async def test_nothing_crosses_over_between_200_users(parts: Parts, tmp_path: Path) -> None:
    store = await Store.open(str(tmp_path / "log.sqlite"))
    assistant = wiring.assemble(parts, store)
    conversations = await asyncio.gather(*(talk(assistant, number) for number in range(USERS)))
    for number, replies in enumerate(conversations):
        check(number, replies)
    assert len(await store.names()) == USERS
    for number in range(USERS):
        async with store.user(f"u{number}") as data:
            kept = await data.log()
            assert shown([one.set.as_json() for one in kept]) == log_of(number)
    await store.close()


def check(number: int, replies: Sequence[Reply]) -> None:
    assert [one.kind for one in replies] == [kind for _, kind in script(number)], replies
    assert shown(replies[-1].log or ()) == log_of(number)
    own = {f"{20 + number}", f"{21 + number}", "1"}
    for reply in replies:
        weights = re.findall(r"([\d.]+) kg", reply.text)
        assert set(weights) <= own, reply.text
    for reply in replies:
        for one in (*reply.sets, *(reply.log or ())):
            assert one["weight"] in {20 + number, 21 + number}, (number, one)


def shown(sets: Sequence[object]) -> list[tuple[str, float, int]]:
    return [(one["exercise"], float(one["weight"]), one["reps"]) for one in sets]  # type: ignore[index]


async def test_a_burst_of_one_user_is_taken_in_its_order(parts: Parts, tmp_path: Path) -> None:
    store = await Store.open(str(tmp_path / "log.sqlite"))
    assistant = wiring.assemble(parts, store)
    said = [Message("ann", START, f"squat {60 + number}kg x 5") for number in range(60)]
    replies = await asyncio.gather(*(assistant.answer(one, with_log=True) for one in said))
    for number, reply in enumerate(replies):
        assert [one["weight"] for one in reply.log or ()] == list(range(60, 61 + number))
    await store.close()


async def test_two_users_of_like_names_are_two(parts: Parts) -> None:
    store = await Store.open(":memory:")
    assistant = wiring.assemble(parts, store)
    names = ("ann", "Ann", "ann ", "a\u0301nn", "\u00e1nn", "1", "01", "%", "a%", "' OR 1=1 --")
    for at, name in enumerate(names):
        reply = await assistant.answer(
            Message(name, START, f"squat {60 + at}kg x 5"), with_log=True
        )
        assert [one["weight"] for one in reply.log or ()] == [60 + at], name
    assert set(await store.names()) == set(names)
    await store.close()
