"""The bot as a service: killed, stopped, doubled, private, limited, behind a webhook."""

import asyncio
import io
import os
import re
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.config import SETTINGS
from handlers.pulse import EXIT_DEAF
from tests import chaos
from tests.botapi import BotApi
from tests.botapi.limits import Limits
from tests.program import ROOT, TRACEBACK, Program


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_under_load_it_loses_and_doubles_nothing(
    tmp_path: Path, webhook: bool
) -> None:
    figures = await chaos.run(2, tmp_path, webhook=webhook)
    assert figures.sound, figures


async def test_it_stops_soon_and_takes_up_what_it_left(api: BotApi, tmp_path: Path) -> None:
    program = Program(api, tmp_path, user_rate=0)
    people = [api.user(f"user {number}") for number in range(20)]
    await program.start()
    for number in range(200):
        await people[number % 20].says(f"leg press {40 + number} kg x {1 + number % 19}")
    begun = time.monotonic()
    assert await program.stop() == 0
    assert time.monotonic() - begun < 5
    program.env["SPOTTER_SEND_RATE"] = "0"
    await program.start()
    await program.settled(60)
    assert await program.stop() == 0
    assert sum(program.sets().values()) == 200
    assert sum(len(one.said) for one in people) == 200
    assert TRACEBACK not in program.log


async def test_a_second_one_on_the_same_store_says_so_and_stops(
    api: BotApi, tmp_path: Path
) -> None:
    first, second = Program(api, tmp_path), Program(api, tmp_path)
    await first.start()
    await second.spawn()
    assert await second.ends() == 1
    assert "Another Spotter" in first.log
    assert "Traceback" not in first.log
    assert await api.user("ann").asks("how deep?")
    await first.stop()


async def test_a_wrong_token_and_none_are_told_in_a_sentence(api: BotApi, tmp_path: Path) -> None:
    program = Program(api, tmp_path)
    for token, words in (("12:wrong-wrong-wrong-wrong", "BotFather"), ("", "BotFather")):
        program.env["SPOTTER_TELEGRAM_TOKEN"] = token
        await program.spawn()
        assert await program.ends() == 1
        assert words in program.log
    assert TRACEBACK not in program.log
    assert "wrong-wrong" not in program.log


async def test_deaf_it_ends_so_that_it_is_started_anew(api: BotApi, tmp_path: Path) -> None:
    program = Program(api, tmp_path, watchdog=2)
    await program.start()
    api.fault("getUpdates", status=500, times=None)
    begun = time.monotonic()
    assert await program.ends() == EXIT_DEAF
    assert time.monotonic() - begun < 10


async def test_private_limited_and_measured(api: BotApi, tmp_path: Path) -> None:
    """One program: only two may use it, six messages a minute, with metrics and a token to hide."""
    api.limit(Limits(chat=3, group=0))
    ann, bea, mob = api.user("ann"), api.user("bea", username="Bea_L"), api.user("mob")
    port = chaos.free_port()
    program = Program(
        api,
        tmp_path,
        users=f"{ann.id}, @bea_l",
        user_rate=6,
        metrics=f"127.0.0.1:{port}",
    )
    await program.start()
    refusal = await mob.asks("how deep?")
    assert "private" in refusal.text
    assert str(mob.id) in refusal.text
    await mob.says("how deep?")
    await mob.hears_nothing(0.3)
    assert "private" not in (await bea.asks("how deep?")).text
    for number in range(9):
        await ann.says(f"leg press 100kg x {number + 1}")
    heard = [one.text for one in await ann.hears_all(7, timeout=20)]
    assert ["Logged" in one for one in heard] == [True] * 6 + [False]
    assert "a lot at once" in heard[-1]
    await ann.hears_nothing(1.2)
    assert not api.calls("sendMessage", status=429)
    async with aiohttp.ClientSession() as http:
        async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok\n")
        async with http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            page = await answer.text()
    assert re.search(r'spotter_updates_total\{kind="message"\} 12\.0', page)
    assert 'spotter_replies_total{kind="logged"} 6.0' in page
    assert 'spotter_waiting{queue="outbox"} 0.0' in page
    assert str(ann.id) not in page
    assert await program.stop() == 0


async def test_a_webhook_takes_only_what_telegram_sends(api: BotApi, tmp_path: Path) -> None:
    port = chaos.free_port()
    program = Program(
        api,
        tmp_path,
        webhook_url=f"http://127.0.0.1:{port}/hook/deep",
        webhook_listen=f"127.0.0.1:{port}",
    )
    await program.start()
    ann = api.user("ann")
    assert "shoulder width" in (await ann.asks("how wide should my feet be?")).text
    url, secret = (
        api.world.webhook.url,
        {"X-Telegram-Bot-Api-Secret-Token": api.world.webhook.secret},
    )
    good = b'{"update_id": 77, "message": {}}'
    cases: list[tuple[dict[str, str], bytes, int]] = [
        ({}, good, 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, good, 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "w\u00f6rng"}, b"x" * 2 * 1024**2, 403),
        (secret, b"not json", 400),
        (secret, b"[" * 100_000, 400),
        (secret, b"[]", 400),
        (secret, b"{}", 400),
        (secret, b'{"update_id": "7"}', 400),
        (secret, b'{"x": "' + b"x" * 2 * 1024**2 + b'"}', 413),
        (secret, good, 200),
        (secret, good, 200),
    ]
    async with aiohttp.ClientSession() as http:
        for headers, body, status in cases:
            async with http.post(url, data=io.BytesIO(body), headers=headers) as answer:
                assert answer.status == status, body[:40]
        async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        async with http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            assert answer.status == 404
    api.fault("webhook", "reset", handled=True)
    logged = await ann.asks("leg press 100kg x 3")
    assert "Logged" in logged.text
    await ann.hears_nothing(0.8)
    assert program.sets() == {(f"telegram:{ann.id}", 3): 1}
    secret_said = api.world.webhook.secret
    assert await program.stop() == 0
    assert secret_said not in program.log
    assert TRACEBACK not in program.log
    program.env["SPOTTER_WEBHOOK_URL"] = ""
    await program.start()  # back to polling: the webhook is taken away
    assert await ann.asks("toes?")
    await program.stop()


# --- settings are one list


def test_the_example_of_the_settings_follows_the_list() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for one in SETTINGS:
        home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
        default = one.default.replace(home, "~/.local/share")
        assert f"# {one.help}\n# {one.name}={default}\n" in example or (
            f"# {one.help}\n{one.name}=\n" in example
        ), one.name
    named = re.findall(r"^#? ?(SPOTTER_\w+)=", example, flags=re.MULTILINE)
    assert sorted(named) == sorted(one.name for one in SETTINGS)


async def test_wrong_settings_are_told_all_at_once(tmp_path: Path) -> None:
    env = {**os.environ, "SPOTTER_USER_RATE": "many", "SPOTTER_METRICS": "here"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=env, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert b"SPOTTER_USER_RATE" in said
    assert b"SPOTTER_METRICS" in said
    assert b"Traceback" not in said


def test_what_is_deployed_names_only_settings_that_exist() -> None:
    known = {one.name for one in SETTINGS}
    for path in sorted((ROOT / "deploy").iterdir()):
        named = set(re.findall(r"SPOTTER_[A-Z_]+", path.read_text(encoding="utf-8")))
        assert named <= known, path.name


def test_the_container_copies_all_that_is_installed() -> None:
    recipe = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"packages = \[(.*?)\]", project, flags=re.DOTALL)
    assert listed is not None
    for package in {one.split(".")[0] for one in re.findall(r'"([\w.]+)"', listed[1])}:
        assert f"COPY {package} " in recipe
    assert "USER 10001" in recipe
    assert "HEALTHCHECK" in recipe
