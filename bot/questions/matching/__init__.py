"""Intent matching: given {intent: phrases} and nothing else."""

from bot.questions.matching.artefact import load_or_train
from bot.questions.matching.matcher import Candidate, Matcher, Ranking
from bot.questions.matching.training import train

__all__ = ["Candidate", "Matcher", "Ranking", "load_or_train", "train"]
