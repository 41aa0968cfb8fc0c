"""The terminal chat through a pipe and on a terminal, and the matcher's own command."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.chat import _chosen
from bot.messages import Choice
from tests.test_ask import environment


def run(folder: Path, *arguments: str, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=environment(folder),
        check=False,
        timeout=100,
    )


def test_a_pipe_is_answered_line_by_line(tmp_path: Path) -> None:
    said = b"how far apart should my feet be?\n\n \xff\xfe\x00 hi\n"
    said += b"leg press 100kg 5x5\n#1\n/quit\nhi\n"
    done = run(tmp_path, "chat", stdin=said)
    out = done.stdout.decode()
    assert done.returncode == 0
    assert done.stderr == b""
    assert "one shoulder width apart" in out
    assert "Logged leg press: 5 x 5 at 100 kg" in out
    assert "#1 Undo" in out
    assert "Taken back: leg press: 5 x 5 at 100 kg" in out
    assert "\x1b" not in out, "no colours where nobody sees them"
    assert out.rstrip().endswith("#1 Redo"), "nothing is answered after /quit"


def test_a_terminal_is_greeted_and_told_goodbye(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:  # the child, whose terminal it is
        os.chdir(tmp_path)
        env = environment(tmp_path) | {"TERM": "xterm"}
        os.execve(sys.executable, [sys.executable, "-m", "bot", "chat"], env)  # noqa: S606
    shown = until(terminal, b"you>")
    assert b"Spotter" in shown
    os.write(terminal, b"how far apart should my feet be?\r")
    shown = until(terminal, b"shoulder width")
    until(terminal, b"you>")
    os.write(terminal, b"\x04")
    assert b"Bye" in until(terminal, b"Bye")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0


def until(terminal: int, mark: bytes, seconds: float = 90) -> bytes:
    """Read a terminal until something stands there."""
    shown, end = b"", time.monotonic() + seconds
    while mark not in shown:
        assert time.monotonic() < end, shown
        assert select.select([terminal], [], [], seconds)[0], shown
        shown += os.read(terminal, 4096)
    return shown


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("#2", "More"), ("2)", "More"), ("#3", "#3"), ("#0", "#0"), ("2", "2"), ("#", "#")],
)
def test_a_numbered_choice_is_taken_and_a_bare_number_is_not(typed: str, taken: str) -> None:
    assert _chosen(typed, (Choice("Toes?"), Choice("More"))) == taken


# --- spotter match ------------------------------------------------------------------------------

INTENTS = {
    "balance": ["what is my balance", "how much money do I have", "show my account balance"],
    "transfer": ["send money to my sister", "transfer ten dollars", "move money to savings"],
    "weather": ["will it rain tomorrow", "what is the weather like", "is it sunny outside"],
}


def test_match_writes_an_object_for_each_line(tmp_path: Path) -> None:
    (tmp_path / "intents.json").write_text(json.dumps(INTENTS))
    said = b"whats my ballance\nplease transfer money\n\n\xff\nrain tomorow?"
    done = run(tmp_path, "match", "intents.json", stdin=said)
    assert done.returncode == 0, done.stderr
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(replies) == 5
    assert [replies[at]["intent"] for at in (0, 1, 4)] == ["balance", "transfer", "weather"]
    assert replies[2] == {"intent": None, "confidence": 0.0, "candidates": []}
    for reply in replies:
        assert list(reply) == ["intent", "confidence", "candidates"]
        assert 0 <= reply["confidence"] <= 1
        chances = [chance for _, chance in reply["candidates"]]
        assert chances == sorted(chances, reverse=True)
        assert not reply["candidates"] or reply["candidates"][0][0] == reply["intent"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"a": "b"}', '{"a": []}', '{"a": ["b"]}', "{"])
def test_match_refuses_what_are_no_intents(tmp_path: Path, text: str) -> None:
    from bot.__main__ import _read_intents  # noqa: PLC0415
    from bot.config import ConfigError  # noqa: PLC0415

    path = tmp_path / "intents.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"intents\.json"):
        _read_intents(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        _read_intents(tmp_path / "nothing.json")
