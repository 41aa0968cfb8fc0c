"""Intent matching: given {intent: phrases} and nothing else."""

from bot.questions.matching.artefact import load_or_train
from bot.questions.matching.lessons import OUTSIDE, Lessons
from bot.questions.matching.matcher import Candidate, Matcher, Ranking

__all__ = ["OUTSIDE", "Candidate", "Lessons", "Matcher", "Ranking", "load_or_train"]
