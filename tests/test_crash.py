"""Killed at any moment, again and again: what was acknowledged is there, and there once."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.conftest import START
from tests.program import ROOT
from tests.test_ask import environment

KILLS = int(os.environ.get("SPOTTER_TEST_KILLS", "25"))
"""Each takes a start of the program; more of them where there is time."""
LONGEST_RUN = 0.4
"""Seconds after its first reply within which it is killed."""


class Victim:
    """`spotter ask --jsonl` on a file, said one message after the other until it is killed."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "log.sqlite"
        self.folder = folder
        self.sent: list[int] = []
        """Numbers whose fate is not known; they are sent once more, as a client would."""
        self.acknowledged: set[int] = set()
        self.next = 1

    def requests(self) -> Iterator[int]:
        """Give the numbers to be sent: those without a reply first, then new ones."""
        yield from list(self.sent)
        while True:
            self.next += 1
            self.sent.append(self.next)
            yield self.next

    def run(self, rng: random.Random) -> None:
        """Start it, talk to it, kill it."""
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--jsonl", "--data", str(self.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment(self.folder),
        )
        assert process.stdin is not None
        assert process.stdout is not None
        killer: threading.Timer | None = None
        try:
            for number in self.requests():
                process.stdin.write(json.dumps(request(number)).encode() + b"\n")
                process.stdin.flush()
                line = process.stdout.readline()
                if not line.endswith(b"\n"):
                    break
                self.take(json.loads(line), number)
                if killer is None:
                    killer = threading.Timer(rng.random() * LONGEST_RUN, process.kill)
                    killer.start()
        except BrokenPipeError:
            pass
        assert killer is not None, "it ended before its first reply"
        killer.join()
        assert process.wait(20) == -9
        process.stdout.close()
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass

    def take(self, reply: dict[str, Any], number: int) -> None:
        assert reply["id"] == str(number)
        assert reply["kind"] == "logged", reply
        self.acknowledged.add(number)
        self.sent.remove(number)

    def rows(self, query: str) -> Sequence[Any]:
        connection = sqlite3.connect(self.data)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


def request(number: int) -> dict[str, Any]:
    """Give a message that tells of three sets; the weight is its number."""
    at = START.replace(microsecond=number).isoformat()
    text = f"leg press: 3 x {1 + number % 12} at {number / 4:g} kg"
    return {"id": str(number), "user": f"u{number % 3}", "text": text, "at": at}


def test_a_killed_program_loses_no_acknowledged_set_and_stores_none_twice(tmp_path: Path) -> None:
    rng = random.Random(4)
    victim = Victim(tmp_path)
    start = time.monotonic()
    for _ in range(KILLS):
        victim.run(rng)
        assert victim.rows("PRAGMA integrity_check") == [("ok",)]
        assert victim.rows("PRAGMA foreign_key_check") == []
        stored = Counter(int(4 * weight) for (weight,) in victim.rows("SELECT weight FROM sets"))
        assert set(stored.values()) <= {3}
        assert victim.acknowledged <= set(stored)
        assert set(stored) <= victim.acknowledged | set(victim.sent)
        journal = victim.rows("SELECT count(*) FROM changes")
        assert journal == [(len(stored),)]
    assert len(victim.acknowledged) > KILLS
    print(f"{len(victim.acknowledged)} messages, {time.monotonic() - start:.0f} s")
