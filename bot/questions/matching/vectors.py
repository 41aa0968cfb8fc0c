"""Static word vectors: what a text is about, for words that no phrase has.

The weights come with the wordllama package, whose own code is not imported: it would cost most of
the time and memory of a start. A text is the mean of its pieces, the rarer the heavier.
"""

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from safetensors import safe_open
from tokenizers import Tokenizer

from bot.questions.matching.features import Floats

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
        self._pieces = Tokenizer.from_file(str(folder / PIECES))
        with safe_open(str(folder / WEIGHTS), framework="numpy") as file:
            self._table = file.get_tensor(next(iter(file.keys())))
        self._known: dict[str, Floats] = {}

    def is_word(self, word: str) -> bool:
        """Tell whether a word is common enough to be one piece, so that it is no slip."""
        return self._pieces.token_to_id(_WORD_START + word) is not None

    def of(self, word: str) -> Floats:
        """Give the vector of a word: the mean of its pieces."""
        found = self._known.get(word)
        if found is None:
            ids = self._pieces.encode(word, add_special_tokens=False).ids
            found = self._table[ids].astype(np.float32).mean(axis=0)
            if len(self._known) < 20_000:  # words come from users: bounded
                self._known[word] = found
        return found

    def mean(self, spoken: Sequence[str], weights: Sequence[float]) -> Floats:
        """Give the weighted mean of the words' vectors, not yet centred or scaled."""
        if not spoken:
            return np.zeros(SIZE, dtype=np.float32)
        table = np.stack([self.of(word) for word in spoken])
        weighing = np.array(weights, dtype=np.float32)
        return np.asarray(weighing @ table / weighing.sum(), dtype=np.float32)


@cache
def shared_vectors() -> Vectors:
    """Give the one table of vectors of this process."""
    return Vectors()
