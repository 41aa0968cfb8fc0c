"""Many texts by a number each: whether a text is among them, without keeping any."""

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


class Sums:
    """Texts to their places by CRC-32, in a tenth of the memory of a dict of strings.

    Of a million texts that are not among fifty thousand, a dozen are taken for one that is.

    >>> known = Sums.of(["squat", "leg press"])
    >>> "squat" in known, "bench" in known, known.places(["leg press", "bench", "squat"])
    (True, False, array([1, 0]))
    """

    def __init__(self, sums: NDArray[np.uint32]) -> None:
        self.sums = sums
        """By place."""
        self._order = np.argsort(sums, kind="stable")
        self._sorted = sums[self._order]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Sums":
        """Take the sums of texts, whose places are their order."""
        return cls(_sums(texts))

    def __len__(self) -> int:
        return len(self.sums)

    def __contains__(self, text: str) -> bool:
        return len(self.places((text,))) > 0

    def places(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Give the places of those texts that are among them."""
        found = self.find(texts)
        return found[found >= 0]

    def find(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Give the place of each text, or -1."""
        if not len(self):
            return np.full(len(texts), -1, dtype=np.int64)
        sums = _sums(texts)
        at = self._sorted.searchsorted(sums)
        known = self._sorted.take(at, mode="clip") == sums
        return np.where(known, self._order.take(at, mode="clip"), -1)


def _sums(texts: Iterable[str]) -> NDArray[np.uint32]:
    return np.fromiter(
        (crc32(text.encode(errors="surrogatepass")) for text in texts), dtype=np.uint32
    )
