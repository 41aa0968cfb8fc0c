"""Intent matching: given {intent: phrases} and nothing else."""

from bot.questions.matching.artefact import load_or_train
from bot.questions.matching.matcher import OUTSIDE, Candidate, Matcher, Ranking
from bot.questions.matching.training import Lessons, train

__all__ = ["OUTSIDE", "Candidate", "Lessons", "Matcher", "Ranking", "load_or_train", "train"]
