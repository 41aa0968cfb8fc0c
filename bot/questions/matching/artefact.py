"""A trained model as one file of arrays, keyed by what it was trained on."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np

from bot.questions.matching.calibration import Calibration, Doubles
from bot.questions.matching.features import Vocabulary
from bot.questions.matching.head import FeatureHead
from bot.questions.matching.lessons import Lessons
from bot.questions.matching.matcher import Lexicon, Matcher, Model
from bot.questions.matching.sums import Sums
from knowledge.cache import keep

KEPT = 4
"""Artefacts left in the folder; older ones, of knowledge that has changed since, go."""


def load_or_train(key: str, lessons: Callable[[], Lessons], folder: Path | None) -> Matcher:
    """Load the matcher that a key names, or train it and keep it under that key.

    The key stands for the lessons, which are gathered only where they are needed; this code is
    part of it by itself. A file that is missing, broken or of other code is made anew. A folder
    that cannot be written is no error, and neither is None for it: the matcher is then trained at
    every start.
    """
    if folder is None:
        return _train(lessons())
    path = folder / f"matcher-{_digest(key)}.npz"
    try:
        return Matcher(_read(path))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        matcher = _train(lessons())
    keep(path, lambda file: _write(matcher.model, file), like="matcher-*.npz", newest=KEPT)
    return matcher


def _train(lessons: Lessons) -> Matcher:
    # Imported here: a start that finds its artefact does without scipy.
    from bot.questions.matching.training import train  # noqa: PLC0415

    return train(lessons)


def _digest(key: str) -> str:
    digest = hashlib.sha256(key.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:20]


def _write(model: Model, file: IO[bytes]) -> None:
    texts = {
        "intents": model.intents,
        "vocabulary": " ".join(model.vocabulary.words),
        "words": " ".join(model.lexicon.words),
        "notes": {name: list(values) for name, values in model.notes.items()},
    }
    np.savez(
        file,
        texts=np.frombuffer(json.dumps(texts).encode(), dtype=np.uint8),
        pairs=model.vocabulary.pairs.sums,
        groups=model.vocabulary.groups.sums,
        rarity=model.vocabulary.rarity,
        head_weights=model.feature_head.weights,
        head_scales=model.feature_head.scales,
        vector_head=model.vector_head,
        bias=model.bias,
        centre=model.centre,
        row_columns=model.row_columns.astype(np.int32),
        row_values=model.row_values.astype(np.float16),
        row_starts=model.row_starts,
        directions=model.lexicon.directions.astype(np.float16),
        correct=model.correct.sums,
        calibrations=np.array([_row(one) for one in model.calibrations]),
    )


def _read(path: Path) -> Model:
    # Opened here, since numpy leaves a file open that turns out to be no archive.
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        texts = json.loads(kept["texts"].tobytes())
        return Model(
            intents={intent: tuple(phrases) for intent, phrases in texts["intents"].items()},
            vocabulary=Vocabulary(
                texts["vocabulary"].split(),
                Sums(kept["pairs"]),
                Sums(kept["groups"]),
                kept["rarity"],
            ),
            feature_head=FeatureHead(kept["head_weights"], kept["head_scales"]),
            vector_head=kept["vector_head"],
            bias=kept["bias"],
            centre=kept["centre"],
            row_columns=kept["row_columns"].astype(np.int64),
            row_values=kept["row_values"].astype(np.float32),
            row_starts=kept["row_starts"],
            lexicon=Lexicon(texts["words"].split(), kept["directions"].astype(np.float32)),
            correct=Sums(kept["correct"]),
            calibrations=_calibrations(kept["calibrations"]),
            notes=texts["notes"],
        )


def _row(one: Calibration) -> Doubles:
    return np.concatenate([one.centre, one.scale, one.weights, [one.bias]])


def _calibrations(rows: Doubles) -> tuple[Calibration, Calibration]:
    first, either = (_calibration(row) for row in rows)
    return first, either


def _calibration(row: Doubles) -> Calibration:
    centre, scale, weights = np.split(row[:-1], 3)
    return Calibration(centre, scale, weights, float(row[-1]))
