"""The matcher on public intent data, given nothing but {intent: phrases}.

    python -m tests.public_eval --data DIR [--seeds 0 1 2] [--baselines]

DIR holds files of the public repositories as they are there; they are not part of this project:
`data_full.json` and `domains.json` (clinc/oos-eval, data/), `train.csv` and `test.csv`
(PolyAI-LDN/task-specific-datasets, banking_data/).

A task is drawn anew for each seed:

- clinc75-10: 75 of the 150 intents with 10 phrases each; 13 queries an intent; out of scope 500 of
  the other 75 intents (near) and 500 of the data's own (far).
- banking77-10: all 77 intents with 10 phrases each, 975 queries; out of scope 500 CLINC queries of
  other domains than banking and credit cards, and 500 of CLINC's own out of scope.
- banking57-10: as above, but 20 intents are hidden, and their queries are all that is out of scope.

Always: in-scope accuracy when every query is answered. Balanced: mean of the share of in-scope
queries answered right and of out-of-scope ones refused; once at the threshold best on other rows
(`tuned`), once at 0.5, which is what the assistant uses. CPU time and memory are those of a process
that loads the trained artefact and answers; WRatio is timed there over the same phrases.
"""

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot.questions.matching import Lessons, load_or_train
from bot.text import bare

PHRASES = 10
SLIP_RATE = 0.2
"""Share of the words that are mistyped: about one in five."""
WRATIO_TIMED = 200
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

Query = tuple[str, str]
"""Text, and its intent; "" for out of scope."""
Pool = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Task:
    """One drawing of one data set."""

    name: str
    intents: Mapping[str, Sequence[str]]
    tuning: Sequence[Query]
    queries: Sequence[Query]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a matcher says of one query."""

    intent: str
    confidence: float


def neighbours(letter: str) -> str:
    """Give the letters around one on a phone's keyboard.

    >>> neighbours("a")
    'sqwz'
    """
    row = next(number for number, keys in enumerate(ROWS) if letter in keys)
    place = ROWS[row].index(letter)
    beside = ROWS[row][max(0, place - 1) : place] + ROWS[row][place + 1 : place + 2]
    above = ROWS[row - 1][place : place + 2] if row else ""
    below = ROWS[row + 1][max(0, place - 1) : place + 1] if row < len(ROWS) - 1 else ""
    return beside + above + below


def slip(word: str, dice: random.Random) -> str:
    """Mistype a word once: a key beside, a letter dropped, doubled, or swapped with the next."""
    places = [at for at, letter in enumerate(word) if letter in "".join(ROWS)]
    if len(word) < 3 or not places:
        return word
    at = dice.choice(places)
    kind = dice.choice(("beside", "beside", "drop", "double", "swap"))
    if kind == "beside":
        return word[:at] + dice.choice(neighbours(word[at])) + word[at + 1 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def mistyped(text: str, dice: random.Random) -> str:
    """Mistype about one word in five."""
    words = text.lower().split()
    return " ".join(slip(word, dice) if dice.random() < SLIP_RATE else word for word in words)


def pooled(rows: Iterable[Sequence[str]]) -> Pool:
    """Gather (text, intent) rows by intent."""
    pool: dict[str, list[str]] = defaultdict(list)
    for text, intent in rows:
        pool[intent].append(text)
    return pool


def drawn(pool: Pool, intents: Iterable[str], each: int, dice: random.Random) -> list[Query]:
    """Draw some queries of each intent."""
    return [
        (text, intent)
        for intent in intents
        for text in dice.sample(list(pool[intent]), min(each, len(pool[intent])))
    ]


def outside(texts: Sequence[str], most: int, dice: random.Random) -> list[Query]:
    """Draw queries that no intent answers."""
    return [(text, "") for text in dice.sample(list(texts), min(most, len(texts)))]


def learnt(pool: Pool, intents: Iterable[str], dice: random.Random) -> dict[str, list[str]]:
    """Draw the phrases that a matcher is given."""
    return {intent: dice.sample(list(pool[intent]), PHRASES) for intent in intents}


class Data:
    """The files, read once."""

    def __init__(self, folder: Path) -> None:
        clinc = json.loads((folder / "data_full.json").read_text(encoding="utf-8"))
        self.clinc = {part: pooled(clinc[part]) for part in ("train", "val", "test")}
        self.far = {part: [text for text, _ in clinc[f"oos_{part}"]] for part in ("val", "test")}
        domains = json.loads((folder / "domains.json").read_text(encoding="utf-8"))
        self.money = {*domains["banking"], *domains["credit_cards"]}
        self.banking = {part: _csv(folder / f"{part}.csv") for part in ("train", "test")}

    def clinc75(self, seed: int) -> Task:
        """Draw clinc75-10."""
        dice = random.Random(seed)
        names = sorted(self.clinc["train"])
        dice.shuffle(names)
        inside, others = names[:75], names[75:]

        def queries(part: str, each: int, most: int) -> list[Query]:
            near = [text for text, _ in drawn(self.clinc[part], others, each, dice)]
            rows = drawn(self.clinc[part], inside, each, dice)
            return rows + outside(near, most, dice) + outside(self.far[part], most, dice)

        intents = learnt(self.clinc["train"], inside, dice)
        return Task("clinc75-10", intents, queries("val", 5, 100), queries("test", 13, 500))

    def banking77(self, seed: int) -> Task:
        """Draw banking77-10, with queries of other domains as what is out of scope."""
        dice = random.Random(seed)
        names = sorted(self.banking["train"])
        intents = learnt(self.banking["train"], names, dice)

        def strange(part: str, most: int) -> list[Query]:
            other = [
                text
                for intent, texts in self.clinc[part].items()
                if intent not in self.money
                for text in texts
            ]
            return outside(other, most, dice) + outside(self.far[part], most, dice)

        rows = dice.sample(drawn(self.banking["test"], names, 40, dice), 975)
        tuning = self._unseen(intents, 5, dice)
        return Task(
            "banking77-10", intents, tuning + strange("val", 100), rows + strange("test", 500)
        )

    def banking57(self, seed: int) -> Task:
        """Draw banking57-10: the hidden intents' queries are out of scope."""
        dice = random.Random(seed)
        names = sorted(self.banking["train"])
        dice.shuffle(names)
        inside, hidden = names[:57], names[57:]
        intents = learnt(self.banking["train"], inside, dice)
        unseen = [text for text, _ in drawn(self.banking["train"], hidden, 15, dice)]
        tested = [text for text, _ in drawn(self.banking["test"], hidden, 40, dice)]
        rows = dice.sample(drawn(self.banking["test"], inside, 40, dice), 975)
        tuning = self._unseen(intents, 5, dice) + outside(unseen, 285, dice)
        return Task("banking57-10", intents, tuning, rows + outside(tested, 800, dice))

    def _unseen(self, intents: Pool, each: int, dice: random.Random) -> list[Query]:
        """Draw rows of the training part that are not among the phrases."""
        left = {
            intent: [text for text in self.banking["train"][intent] if text not in set(phrases)]
            for intent, phrases in intents.items()
        }
        return drawn(left, intents, each, dice)


def _csv(path: Path) -> Pool:
    with path.open(encoding="utf-8", newline="") as file:
        return pooled((row["text"], row["category"]) for row in csv.DictReader(file))


def always(guesses: Sequence[Guess], queries: Sequence[Query]) -> float:
    """Give the in-scope accuracy, in percent, when every query is answered."""
    hits = [
        guess.intent == intent
        for guess, (_, intent) in zip(guesses, queries, strict=True)
        if intent
    ]
    return 100 * statistics.fmean(hits)


def balanced(guesses: Sequence[Guess], queries: Sequence[Query], threshold: float) -> float:
    """Give the mean, in percent, of answered right in scope and refused out of scope."""
    pairs = list(zip(guesses, queries, strict=True))
    right = [g.intent == intent and g.confidence >= threshold for g, (_, intent) in pairs if intent]
    refused = [g.confidence < threshold for g, (_, intent) in pairs if not intent]
    return 50 * (statistics.fmean(right) + statistics.fmean(refused))


def best_threshold(guesses: Sequence[Guess], queries: Sequence[Query]) -> float:
    """Give the threshold that serves these queries best."""
    steps = [step / 100 for step in range(1, 100)]
    return max(steps, key=lambda step: balanced(guesses, queries, step))


def measure(task: Task) -> list[str]:
    """Train once, answer in a process of its own, as typed and mistyped; give the table's cells."""
    dice = random.Random(0)
    slips = [(mistyped(text, dice), intent) for text, intent in task.queries]
    clean, rows, tuning = list(task.queries), slips, list(task.tuning)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "task.json"
        texts = [text for part in (tuning, clean, rows) for text, _ in part]
        given.write_text(json.dumps({"intents": task.intents, "texts": texts}), encoding="utf-8")
        _child(folder, "train")
        said = _child(folder, "answer")
    guesses = [Guess(*one) for one in said["guesses"]]
    first, second = len(tuning), len(tuning) + len(clean)
    threshold = best_threshold(guesses[:first], tuning)
    cells = [f"{threshold:.2f}"]
    for part, found in ((clean, guesses[first:second]), (rows, guesses[second:])):
        tuned, plain = balanced(found, part, threshold), balanced(found, part, 0.5)
        cells += [f"{always(found, part):.1f}", f"{tuned:.1f}", f"{plain:.1f}"]
    figures = ("p50", "p99", "wratio", "load", "train", "rss")
    return cells + [f"{said[name]:.{2 if name in figures[:3] else 0}f}" for name in figures]


def beside(task: Task) -> list[str]:
    """Give a line for each baseline on the same drawing: always, and balanced at its threshold."""
    # Imported here: the process that is measured does without.
    from tests.baselines import matchers  # noqa: PLC0415

    pairs = [(bare(text), intent) for intent, texts in task.intents.items() for text in texts]
    rows, tuning = list(task.queries), list(task.tuning)
    lines = []
    for name, guess in matchers(pairs).items():
        threshold = best_threshold([Guess(*guess(text)) for text, _ in tuning], tuning)
        found = [Guess(*guess(text)) for text, _ in rows]
        shares = (always(found, rows), balanced(found, rows, threshold))
        lines.append(f"  beside it {name}: always {shares[0]:.1f}, tuned {shares[1]:.1f}")
    return lines


def _child(folder: str, job: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.public_eval", "--child", job, folder]
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ | threads)
    return dict(json.loads(ran.stdout))


def child(job: str, folder: Path) -> None:
    """Train, or load and answer, and print what was found as JSON."""
    given = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    begun = time.perf_counter()
    matcher = load_or_train("task", lambda: Lessons(given["intents"]), folder)
    took = time.perf_counter() - begun
    if job == "train":
        (folder / "seconds").write_text(str(took), encoding="utf-8")
        print("{}")
        return
    guesses, times = [], []
    for text in given["texts"]:
        begun = time.thread_time()
        ranking = matcher.rank(text)
        times.append(1000 * (time.thread_time() - begun))
        top = ranking.candidates[0].intent if ranking.candidates else ""
        guesses.append((top, ranking.confidence))
    rss = _resident()
    phrases = [phrase for one in given["intents"].values() for phrase in one]
    print(
        json.dumps(
            {
                "guesses": guesses,
                "p50": statistics.median(times),
                "p99": statistics.quantiles(times, n=100)[98],
                "wratio": _median_time(
                    lambda text: process.extractOne(text, phrases, scorer=fuzz.WRatio),
                    given["texts"][:: len(given["texts"]) // WRATIO_TIMED],
                ),
                "load": 1000 * took,
                "train": 1000 * float((folder / "seconds").read_text(encoding="utf-8")),
                "rss": rss,
            }
        )
    )


def _median_time(answer: Callable[[str], object], texts: Sequence[str]) -> float:
    times = []
    for text in texts:
        begun = time.thread_time()
        answer(text)
        times.append(1000 * (time.thread_time() - begun))
    return statistics.median(times)


def _resident() -> float:
    """Give the largest memory that this process held, in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


HEAD = (
    "| task | seed | threshold | always | tuned | at 0.5 | typos: always | tuned | at 0.5 "
    "| p50 CPU ms | p99 CPU ms | WRatio p50 | load ms | train ms | MB |"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The matcher on public intent data.")
    parser.add_argument("--data", type=Path, help="folder with the public files")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--baselines", action="store_true", help="other matchers beside it")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return
    if options.data is None:
        parser.error("--data DIR is needed")
    data = Data(options.data)
    print(HEAD)
    print("|---" * HEAD.count(" | ") + "|---|")
    for draw in (data.clinc75, data.banking77, data.banking57):
        for seed in options.seeds:
            task = draw(seed)
            print(f"| {task.name} | {seed} | {' | '.join(measure(task))} |", flush=True)
            if options.baselines:
                print(*beside(task), sep="\n", flush=True)


if __name__ == "__main__":
    main()
