"""Whatever goes wrong between the bot and Telegram, the reply arrives in the end."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from tests.botapi import BotApi, Json, Person, Query
from tests.program import TRACEBACK, Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOWN: dict[str, Json] = {
    "429": {"status": 429, "retry_after": 2},
    "400": {"status": 400},
    "401": {"status": 401},
    "403": {"status": 403},
    "404": {"status": 404},
    "500": {"status": 500},
    "502": {"status": 502},
    "502 with a page": {
        "kind": "garbage",
        "status": 502,
        "body": b"<html>Bad Gateway</html>",
        "handled": False,
    },
    "reset before": {"kind": "reset"},
    "slow": {"kind": "slow", "delay": 2.0},
}
"""Telegram does not have the message: it comes exactly once."""
HIDDEN: dict[str, Json] = {
    "reset after": {"kind": "reset", "handled": True},
    "garbage": {"kind": "garbage"},
    "cut": {"kind": "cut"},
    "no answer": {"kind": "hang", "handled": True},
}
"""Nobody can know whether Telegram has the message: it comes once or twice."""
ASKING = {
    "sendMessage": ("how many sets and reps for size?", "3x12"),
    "sendPhoto": ("/chart leg press", "top weight"),
    "sendDocument": ("/export", ""),
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def program(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    program = Program(api, tmp_path_factory.mktemp("faults"), send_rate=0)
    await program.start()
    yield program
    assert await program.stop() == 0
    log = program.log
    assert TRACEBACK not in log
    assert "unhandled" not in log
    assert api.token not in log
    assert "leg press" not in log
    assert "feet" not in log


def to(person: Person) -> Callable[[Json], bool]:
    """Tell the calls that go to a person; parameters come as text."""
    return lambda given: str(given["chat_id"]) == str(person.id)


async def one_fault(api: BotApi, method: str, name: str, how: Json) -> int:
    """Let one call fail for a person of his own; return how many messages the reply was."""
    person = api.user(f"{method} {name}")
    await person.asks("leg press 100kg 5x5", timeout=30)
    fault = api.fault(method, when=to(person), **how) if how else None
    asks, words = ASKING[method]
    answer = await person.asks(asks, timeout=60)
    assert words in answer.text
    await asyncio.sleep(2.5)
    assert fault is None or fault.struck == 1, (method, name)
    return 1 + len(person.heard_so_far())


async def test_each_fault_of_each_method_delays_a_reply_and_no_more(
    api: BotApi, program: Program
) -> None:
    """Also the longest one: a message that Telegram took without ever saying so."""
    faults = {"none": Json()} | SHOWN | HIDDEN
    cases = [(method, name) for method in ASKING for name in faults]
    cases.remove(("sendPhoto", "no answer"))  # a file may take a minute
    cases.remove(("sendDocument", "no answer"))
    counts = dict(
        zip(
            cases,
            await asyncio.gather(*(one_fault(api, *case, faults[case[1]]) for case in cases)),
            strict=True,
        )
    )
    await program.settled()
    for (method, name), count in counts.items():
        usual = counts[method, "none"]
        most = usual + 1 if name in HIDDEN else usual
        assert usual <= count <= most, f"{method}: {name}: {count} messages"


async def test_the_order_in_a_chat_is_kept(api: BotApi, program: Program) -> None:
    ann = api.user("ann")
    api.fault("sendMessage", status=502, times=2, when=to(ann))
    for reps in range(1, 6):
        await ann.says(f"leg press 100kg x {reps}")
    heard = [one.text.splitlines()[0] for one in await ann.hears_all(5, timeout=20)]
    assert [re.findall(r"x (\d)", line) for line in heard] == [[one] for one in "12345"]


async def test_faults_of_what_need_not_arrive_do_no_harm(api: BotApi, program: Program) -> None:
    hows: list[Json] = [{"status": 400}, {"kind": "reset"}, {"kind": "garbage"}]
    for number, how in enumerate(hows):
        bea = api.user(f"bea {number}")
        answer = await bea.asks("how wide should my feet be?")
        api.fault("answerCallbackQuery", **how)
        press = await bea.presses(answer.buttons[-1], message=answer)
        assert isinstance(press, Query)
        assert await bea.hears()
    api.fault("sendChatAction", status=500, times=3)
    assert await api.user("bea 0").asks("toes?")


async def test_who_blocked_the_bot_is_left_alone_until_he_is_back(
    api: BotApi, program: Program
) -> None:
    cid = api.user("cid")
    await cid.asks("hello")
    await cid.says("leg press 100kg 5x5")
    cid.chat.bot_status = "kicked"  # before the answer, and without an update
    await program.settled()
    await asyncio.sleep(0.3)
    if not cid.heard_so_far():
        assert inactive(program, cid)
    cid.chat.bot_status = "member"
    assert "shoulder" in (await cid.asks("how wide should my feet be?")).text
    assert not inactive(program, cid)
    await cid.blocks()
    await api.idle()
    await program.settled()
    assert inactive(program, cid)
    await cid.unblocks()
    await api.idle()
    await program.settled()
    assert not inactive(program, cid)


def inactive(program: Program, person: Person) -> bool:
    query = f"SELECT inactive FROM users WHERE name = 'telegram:{person.id}'"  # noqa: S608
    [(since,)] = program.rows(query)
    return since is not None


async def test_a_group_that_moved_is_followed(api: BotApi, program: Program) -> None:
    dan = api.user("dan")
    old, new = api.group("old", dan, kind="group"), api.group("new", dan)
    old.chat.moved_to = new.id
    await dan.says("@spotter_bot how wide should my feet be?", place=old)
    assert "shoulder width" in (await new.hears()).text


async def test_a_chat_that_fails_for_long_delays_nobody_else(api: BotApi, program: Program) -> None:
    eve, fay = api.user("eve"), api.user("fay")
    fault = api.fault("sendMessage", status=500, times=None, when=to(eve))
    await eve.says("how deep?")
    for _ in range(3):
        assert await fay.asks("how wide should my feet be?", timeout=3)
    api.faults.waiting.remove(fault)
    assert await eve.hears(timeout=20)


async def test_a_fault_on_getting_updates_does_not_end_it(api: BotApi, program: Program) -> None:
    gus = api.user("gus")
    hows: list[Json] = [
        *({"status": one} for one in (400, 401, 403, 404, 409, 500, 502)),
        {"status": 429, "retry_after": 1},
        *({"kind": one} for one in ("reset", "garbage", "cut")),
        {"body": b'{"ok":true,"result":{"no":"list"}}'},
        {"body": b"[]"},
    ]
    for how in hows:
        fault = api.fault("getUpdates", **how)
        assert await gus.asks("how wide should my feet be?", timeout=20), how
        assert fault.struck == 1


async def test_an_outage_loses_nothing(api: BotApi, program: Program) -> None:
    hal = api.user("hal")
    async with api.outage():
        await hal.says("leg press 100kg x 17")
        await asyncio.sleep(1.0)
    assert "Logged" in (await hal.hears(timeout=30)).text


async def test_another_program_that_writes_to_the_store_delays_and_no_more(
    api: BotApi, program: Program
) -> None:
    ida, jon = api.user("ida"), api.user("jon")
    await ida.asks("hello")
    other = sqlite3.connect(program.data, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await ida.says("leg press 100kg x 18")
    await jon.says("leg press 100kg x 18")
    await asyncio.sleep(1.0)
    assert not ida.heard_so_far()
    other.execute("ROLLBACK")
    other.close()
    assert "Logged" in (await ida.hears()).text
    assert "Logged" in (await jon.hears()).text
