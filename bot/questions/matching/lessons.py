"""What a matcher learns from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

OUTSIDE = ""
"""Stands for the texts that no intent answers; never a candidate."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Phrases by intent, and what is known of them besides."""

    intents: Mapping[str, Sequence[str]]
    """Intent to its phrases."""
    kin: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Intent to others whose answer is as good: taking one for the other is no mistake. For
    OUTSIDE: the intents whose answer is that there is none."""
    outside: Sequence[str] = ()
    """Texts that no intent answers; they only calibrate."""
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What whoever gathers the lessons learns on the way, and wants to have kept with the model."""
