"""Telegram's rates are kept, users are kept to theirs, and secrets to themselves."""

import io
import random

import pytest

from handlers.logs import Redacting
from handlers.pace import CHAT_BURST, SendPace, UserPace
from tests.botapi.limits import Limits
from tests.botapi.wire import Refusal


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def send(pace: SendPace, clock: Clock, limits: Limits, chats: list[int]) -> float:
    """Send a message to each chat as soon as the pace allows; return the seconds that took."""
    begun = clock.now
    for chat in chats:
        while (wait := max(pace.wait(chat), pace.wait_for_all())) > 0:
            clock.now += wait
        pace.take(chat)
        limits.take(chat, group=chat < 0)
    return clock.now - begun


def test_a_crowd_is_served_within_thirty_a_second() -> None:
    clock = Clock()
    pace, limits = SendPace(30, clock), Limits(chat=0, clock=clock)
    seconds = send(pace, clock, limits, list(range(1, 1001)))
    assert seconds < 1000 / 20
    pace.forget()


def test_one_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    clock = Clock()
    pace, limits = SendPace(30, clock), Limits(chat=CHAT_BURST + 1, clock=clock)
    assert send(pace, clock, limits, [7] * CHAT_BURST) == 0
    assert 9 <= send(pace, clock, limits, [7] * 10) <= 10.5


def test_a_group_gets_twenty_a_minute() -> None:
    clock = Clock()
    pace, limits = SendPace(30, clock), Limits(chat=0, clock=clock)
    assert send(pace, clock, limits, [-5] * 60) < 150


def test_a_pause_that_telegram_asks_for_holds_one_chat_only() -> None:
    clock = Clock()
    pace = SendPace(30, clock)
    pace.pause(7, 12.0)
    assert pace.wait(7) == 12.0
    assert pace.wait(8) == 0.0
    clock.now += 12.0
    assert pace.wait(7) == 0.0


def test_no_rate_is_no_limit() -> None:
    clock = Clock()
    pace = SendPace(0, clock)
    assert send(pace, clock, Limits(overall=0, chat=0, group=0), [7] * 1000) == 0


def test_a_user_is_told_once_and_let_in_again() -> None:
    pace = UserPace(60)
    assert all(pace.allows("ann", 0.0) for _ in range(60))
    assert pace.allows("ann", 1.5)
    assert [(pace.allows("ann", 1.5), pace.tells("ann")) for _ in range(2)] == [
        (False, True),
        (False, False),
    ]
    assert pace.allows("bea", 1.5)
    assert all(pace.allows("ann", 100.0) for _ in range(30))
    assert pace.tells("ann")


def test_what_piled_up_while_we_were_away_is_taken_by_its_own_time() -> None:
    pace = UserPace(60)
    assert all(pace.allows("ann", 2.0 * number) for number in range(1000))


def test_no_secret_passes_the_filter() -> None:
    dice = random.Random(5)
    token = "123456789:" + "".join(dice.choices("abcXYZ019_-", k=35))
    hook = "a-webhook-secret"
    shown = io.StringIO()
    stream = Redacting(shown, (hook, ""))
    for text in (
        f"GET https://api.telegram.org/bot{token}/getMe",
        f"{token}",
        f"({hook})",
        f"x{hook}{token}x",
    ):
        stream.write(text + "\n")
    assert token not in shown.getvalue()
    assert hook not in shown.getvalue()
    assert "getMe" in shown.getvalue()


def test_the_emulated_limits_do_refuse() -> None:
    limits = Limits(clock=Clock())
    limits.take(7, group=False)
    with pytest.raises(Refusal, match="Too Many"):
        limits.take(7, group=False)
