"""The scripting interface, field by field, through the real program."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from bot.ask import LONGEST_LINE
from bot.config import SETTINGS
from bot.messages import Kind
from tests.program import CACHE, ROOT

FIELDS = [
    *("id", "user", "kind", "text", "intent", "score", "facts", "sets", "buttons", "media"),
]
KINDS = {one.value for one in Kind}
AT = "2026-11-23T18:05:00+01:00"


def environment(folder: Path) -> dict[str, str]:
    names = {one.name for one in SETTINGS}
    env = {key: value for key, value in os.environ.items() if key not in names}
    return env | {
        "SPOTTER_DATA": ":memory:",
        "SPOTTER_CACHE": str(CACHE),
        "SPOTTER_MEDIA": str(folder),
        "PYTHONPATH": str(ROOT),
    }


class Child:
    """`spotter ask --jsonl`, to which one line after the other is said."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--jsonl", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=environment(folder),
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.stdin: IO[bytes] = self.process.stdin
        self.stdout: IO[bytes] = self.process.stdout

    def line(self, raw: bytes) -> dict[str, Any]:
        """Send one line and read its reply, before anything else is sent."""
        self.stdin.write(raw + b"\n")
        self.stdin.flush()
        reply: dict[str, Any] = json.loads(self.stdout.readline())
        assert list(reply)[:10] == FIELDS
        assert reply["kind"] in KINDS
        return reply

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send one request object."""
        return self.line(json.dumps(request).encode())

    def end(self) -> int:
        """End its input and give its exit status."""
        self.stdin.close()
        assert self.stdout.read() == b""
        self.stdout.close()
        return self.process.wait(20)


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """One program that all lines of this file are said to; it must outlive them all."""
    started = Child(tmp_path_factory.mktemp("ask"))
    yield started
    assert started.end() == 0


def once(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "ask", *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=environment(folder),
        check=False,
        timeout=60,
    )


def test_an_answer_has_every_field(child: Child) -> None:
    reply = child.ask(id="a1", user="ann", text="how far apart should my feet be?", at=AT)
    assert list(reply) == FIELDS
    assert (reply["id"], reply["user"], reply["kind"]) == ("a1", "ann", "answer")
    assert reply["intent"]
    assert 0 <= reply["score"] <= 1
    assert reply["facts"][0] == "setup.feet-distance"
    assert reply["sets"] == []
    assert [Path(one).name for one in reply["media"]] == ["feet.png"]
    assert all(Path(one).is_file() for one in reply["media"])
    assert all(isinstance(one, str) for one in reply["buttons"])


def test_a_logged_message_has_one_object_for_each_set(child: Child) -> None:
    reply = child.ask(user="bob", text="leg press 100kg 2x5 rpe 8", at=AT, log=True)
    one = {"exercise": "leg press", "weight": 100, "unit": "kg", "reps": 5, "rpe": 8}
    assert reply["kind"] == "logged"
    assert reply["sets"] == reply["log"] == [{**one, "date": "2026-11-23"}] * 2
    assert "2 x 5 at 100 kg" in reply["text"]


def test_log_is_all_sets_of_all_days_in_order_performed(child: Child) -> None:
    child.ask(user="cid", text="squat 80kg x 5", at=AT)
    child.ask(user="cid", text="yesterday: bench 60.5kg x 3", at=AT)
    child.ask(user="cid", text="plank 60s", at=AT)
    reply = child.ask(user="cid", text="thanks", at=AT, log=True)
    assert reply["sets"] == []
    assert [(one["exercise"], one["date"]) for one in reply["log"]] == [
        ("bench press", "2026-11-22"),
        ("squat", "2026-11-23"),
        ("plank", "2026-11-23"),
    ]
    assert reply["log"][0]["weight"] == 60.5
    assert reply["log"][2]["seconds"] == 60
    assert "reps" not in reply["log"][2]
    assert "log" not in child.ask(user="cid", text="thanks", at=AT)
    assert "log" not in child.ask(user="cid", text="thanks", at=AT, log=False)
    assert child.ask(user="nobody", text="thanks", at=AT, log=True)["log"] == []


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-23T23:30:00+01:00", "2026-11-23"),
        ("2026-11-23T23:30:00", "2026-11-23"),
        ("2026-11-23T23:30:00Z", "2026-11-23"),
        ("2026-11-24T00:30:00-08:00", "2026-11-24"),
        ("20261123T090000", "2026-11-23"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_at_is_the_time_of_the_message(child: Child, at: str, day: str) -> None:
    reply = child.ask(user=f"day {at}", text="squat 80kg x 5", at=at)
    assert [one["date"] for one in reply["sets"]] == [day]


def test_the_users_own_time_zone_decides_the_day(child: Child) -> None:
    child.ask(user="zoe", text="/timezone Asia/Tokyo", at=AT)
    reply = child.ask(user="zoe", text="squat 80kg x 5", at="2026-11-23T18:05:00+00:00")
    assert reply["sets"][0]["date"] == "2026-11-24"


def test_without_a_user_it_is_local_and_without_an_id_it_is_null(child: Child) -> None:
    reply = child.ask(text="hi")
    assert (reply["id"], reply["user"], reply["kind"]) == (None, "local", "chat")
    assert child.ask(text="hi", user=None, id=None, at=None, audio=None)["kind"] == "chat"


def test_a_request_that_is_sent_again_is_not_taken_again(child: Child) -> None:
    request = {"id": "7", "user": "dan", "text": "squat 80kg x 5", "at": AT, "log": True}
    first, again = child.ask(**request), child.ask(**request)
    assert first == again
    assert len(again["log"]) == 1
    later = child.ask(**{**request, "at": "2026-11-23T18:06:00+01:00"})
    assert len(later["log"]) == 2


def test_an_id_alone_makes_no_message_the_same(child: Child) -> None:
    child.ask(id="1", user="eve", text="squat 80kg x 5")
    assert len(child.ask(id="1", user="eve", text="squat 80kg x 5", log=True)["log"]) == 2


REFUSED = {
    "empty line": b"",
    "blanks": b"   \t",
    "no JSON": b"leg press 100kg 5x5",
    "half an object": b'{"text": "hi"',
    "two objects": b'{"text": "hi"} {"text": "hi"}',
    "list": b'["text", "hi"]',
    "number": b"5",
    "long number": b"1" * 6000,
    "long number in a field": b'{"text": "hi", "log": ' + b"1" * 6000 + b"}",
    "null": b"null",
    "deep": b"[" * 100_000,
    "deep object": b'{"text":' * 50_000,
    "unknown field": b'{"text": "hi", "texts": "hi"}',
    "text is a number": b'{"text": 5}',
    "id is a number": b'{"text": "hi", "id": 5}',
    "user is a list": b'{"text": "hi", "user": ["ann"]}',
    "log is a word": b'{"text": "hi", "log": "yes"}',
    "nothing": b"{}",
    "neither": b'{"text": null, "audio": null}',
    "both": b'{"text": "hi", "audio": "a.ogg"}',
    "no time": b'{"text": "hi", "at": "yesterday"}',
    "empty time": b'{"text": "hi", "at": ""}',
    "no such day": b'{"text": "hi", "at": "2026-02-30T10:00:00"}',
    "year 1": b'{"text": "hi", "at": "0001-01-01T00:00:00+14:00"}',
    "year 9999": b'{"text": "hi", "at": "9999-12-31T23:59:59-12:00"}',
    "empty text": b'{"text": ""}',
    "user with a line break": b'{"text": "hi", "user": "a\\nb"}',
    "user is half a character": b'{"text": "hi", "user": "\\ud800"}',
    "user too long": b'{"text": "hi", "user": "' + b"u" * 201 + b'"}',
    "bytes": b"\xff\xfe\x00",
    "huge": b'{"text": "' + b"a" * (3 * LONGEST_LINE) + b'"}',
    "as huge as is read": b'{"text": "' + b"a" * (LONGEST_LINE - 12) + b'"}x',
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_line_that_is_no_request_is_rejected_with_the_reason(child: Child, name: str) -> None:
    reply = child.line(REFUSED[name])
    assert reply["kind"] == "rejected"
    assert reply["text"]
    assert "Something went wrong" not in reply["text"]
    assert child.ask(text="hi")["kind"] == "chat"


def test_the_id_of_a_refused_request_is_handed_back(child: Child) -> None:
    assert child.ask(id="x9", text=5)["id"] == "x9"
    assert child.ask(id="x9", what="hi")["id"] == "x9"


TAKEN = {
    "escapes": b'{"text": "how far apart\\u0020should my feet be\\u003f"}',
    "half a character": b'{"text": "how far apart should my feet be? \\ud83d"}',
    "bytes that are no UTF-8": b'{"text": "how far apart should my feet be? \xff\xfe"}',
    "a byte order mark": b'\xef\xbb\xbf{"text": "how far apart should my feet be?"}',
    "carriage return": b'{"text": "how far apart should my feet be?"}\r',
    "nothing but blanks around": b'  {"text": "how far apart should my feet be?"}  ',
    "twice the same field": b'{"text": "hi", "text": "how far apart should my feet be?"}',
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_can_be_read_is_answered(child: Child, name: str) -> None:
    assert child.line(TAKEN[name])["kind"] == "answer"


@pytest.mark.parametrize("id_", ["", "\ud83d", "💪", "a" * 5000, "\x00", "1\n2"])
def test_any_id_is_handed_back(child: Child, id_: str) -> None:
    assert child.ask(id=id_, text="hi")["id"] == id_
    assert child.ask(id=id_, text="hi", at=AT)["id"] == id_


def test_a_last_line_without_its_end_is_answered(tmp_path: Path) -> None:
    done = once(tmp_path, "--jsonl", stdin=b'{"id": "1", "text": "hi"}\n{"id": "2", "text": "hi"}')
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "2"]


def test_text_and_json_and_exit_codes(tmp_path: Path) -> None:
    text = once(tmp_path, "how far apart should my feet be?")
    assert text.returncode == 0
    assert text.stdout.decode().startswith("Set them about one shoulder width apart.\nSource: ")
    assert not text.stdout.startswith(b"{")
    shown = once(tmp_path, "--json", "leg press 100kg 5x5")
    assert shown.returncode == 0
    reply = json.loads(shown.stdout)
    assert list(reply) == FIELDS
    assert (reply["kind"], len(reply["sets"])) == ("logged", 5)
    for wrong in ([], ["--jsonl", "hi"]):
        assert once(tmp_path, *wrong).returncode == 2, wrong


def test_data_is_the_store_that_lasts(tmp_path: Path) -> None:
    data = tmp_path / "deeper" / "log.sqlite"
    once(tmp_path, "--data", str(data), "leg press 100kg 5x5")
    url = f"sqlite+aiosqlite:///{data}"
    assert b"5 x 5 at 100 kg" in once(tmp_path, "--data", url, "last time").stdout
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    done = once(tmp_path, "--data", str(broken), "hi")
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert b"cannot be opened" in done.stderr


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with errors.open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--jsonl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=tmp_path,
            env=environment(tmp_path),
        )
    assert child.stdin is not None
    assert child.stdout is not None
    line = b'{"text": "hi"}\n'
    child.stdin.write(line)
    child.stdin.flush()
    assert child.stdout.readline()
    child.stdout.close()
    try:
        child.stdin.write(line * 200)
        child.stdin.close()
    except BrokenPipeError:
        pass
    assert child.wait(20) == 0
    assert errors.read_bytes() == b""
