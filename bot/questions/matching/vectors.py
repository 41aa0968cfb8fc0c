"""Static word vectors: what a text is about, for words that no phrase has.

The weights come with the wordllama package, whose own code is not imported: with its tokenizer it
would cost most of the time and memory of a start. The table stays on disk, and only rows of words
that occur are read.
"""

import importlib.util
import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from bot.questions.matching.features import MOST_CACHED, Floats

WEIGHTS = "weights/l2_supercat_256.safetensors"
PIECES = "tokenizers/l2_supercat_tokenizer_config.json"
SIZE = 256
_WORD_START = "\u2581"


class Vectors:
    """Looks up vectors of words; one instance serves all matchers."""

    def __init__(self) -> None:
        spec = importlib.util.find_spec("wordllama")
        if spec is None or spec.origin is None:
            raise RuntimeError("the package wordllama is not installed")
        folder = Path(spec.origin).parent
        self._table = _Table(folder / WEIGHTS)
        self._pieces = pieces((folder / PIECES).read_bytes())
        self._known: dict[str, Floats] = {}

    def is_word(self, word: str) -> bool:
        """Tell whether a word is common enough to be one piece, so that it is no slip."""
        return _WORD_START + word in self._pieces

    def of(self, word: str) -> Floats:
        """Give the vector of a word: the mean of its pieces."""
        found = self._known.get(word)
        if found is None:
            found = np.asarray(self._table.rows(self._cut(word)).mean(axis=0), dtype=np.float32)
            if len(self._known) < MOST_CACHED:  # words come from users: bounded
                self._known[word] = found
        return found

    def _cut(self, word: str) -> list[int]:
        """Cut a word into known pieces, from its start, each as long as can be."""
        rest = _WORD_START + word
        found = []
        while rest:
            for end in range(len(rest), 0, -1):
                piece = self._pieces.get(rest[:end])
                if piece is not None:
                    found.append(piece)
                    break
            else:
                end = 1
            rest = rest[end:]
        return found or [0]

    def mean(self, spoken: Sequence[str], weights: Sequence[float]) -> Floats:
        """Give the weighted mean of the words' vectors, not yet centred or scaled."""
        if not spoken:
            return np.zeros(SIZE, dtype=np.float32)
        table = np.concatenate([self.of(word) for word in spoken]).reshape(-1, SIZE)
        weighing = np.array(weights, dtype=np.float32)
        return np.asarray(weighing @ table / weighing.sum(), dtype=np.float32)


def pieces(config: bytes) -> dict[str, int]:
    r"""Read the pieces out of a tokenizer's file, where they stand before its list of merges.

    The merges take most of the time and are of no use here; a file of another order is read whole.

    >>> pieces(b'{"model": {"type": "BPE", "vocab": {"a": 1}, "merges": ["b c"]}}')
    {'a': 1}
    >>> pieces(b'{"model": {"merges": [], "vocab": {"merges": 1, "vocab": 2}}}')
    {'merges': 1, 'vocab': 2}
    """
    start = config.find(b"{", config.find(b'"vocab"'))
    end = config.find(b'"merges"', start)
    try:
        found, _ = json.JSONDecoder().raw_decode(config[start:end].decode())
    except ValueError:
        found = json.loads(config)["model"]["vocab"]
    return dict(found)


class _Table:
    """The one table of a safetensors file: 8 bytes of header length, a JSON header, data.

    Rows are read from the disk's cache one by one: a mapped file would count as this process's own
    memory, page by page.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        length = int.from_bytes(self._file.read(8), "little")
        header = json.loads(self._file.read(length))
        (table,) = (one for name, one in header.items() if name != "__metadata__")
        if table["dtype"] != "F16" or table["shape"][1] != SIZE:
            raise RuntimeError(f"{path.name} is not the table that was expected")
        self._start = 8 + length + table["data_offsets"][0]

    def rows(self, numbers: Sequence[int]) -> Floats:
        """Read some rows."""
        size = SIZE * np.dtype(np.float16).itemsize
        read = [os.pread(self._file.fileno(), size, self._start + size * one) for one in numbers]
        rows = np.frombuffer(b"".join(read), dtype=np.float16)
        return rows.reshape(-1, SIZE).astype(np.float32)


@cache
def shared_vectors() -> Vectors:
    """Give the one table of vectors of this process."""
    return Vectors()
