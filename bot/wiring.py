"""Settings to Assistant: the one place that joins the parts, for the bot, scripts and tests."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import preferences
from bot.actions import Actions
from bot.assistant import Assistant
from bot.coach.stage import ACTIONS as COACH_ACTIONS
from bot.coach.stage import BELLS, Coach, after_set
from bot.config import Settings
from bot.listening import Voice
from bot.questions.answer import Questions
from bot.questions.judging import Judge
from bot.questions.safety import Safety
from bot.questions.understand import Understanding
from bot.replies import Replies
from bot.store import Store
from bot.training import announcing, archive, corrections, diary, history, loading, revising
from bot.training.amendments import AmendmentReader
from bot.training.heard import HeardWords
from bot.training.parse import LogReader
from bot.turn import Tools
from bot.voice import speaker, transcriber
from knowledge.load import load
from knowledge.model import Knowledge


@dataclass(frozen=True, slots=True)
class Parts:
    """What does not depend on a store: knowledge, and all that is built from it."""

    tools: Tools
    actions: Actions
    safety: Safety
    coach: Coach


def read_knowledge(settings: Settings, *, kept: bool = True) -> Knowledge:
    """Load our knowledge and the operator's. Raises KnowledgeError with every problem.

    With `kept`, files that were found sound before are taken from the cache.
    """
    return load(
        settings.knowledge,
        language=settings.language,
        actions=all_actions().names,
        cache=settings.cache if kept else None,
    )


def all_actions() -> Actions:
    """Collect what code answers, in the order of /help."""
    return Actions(
        [
            *corrections.ACTIONS,
            *diary.ACTIONS,
            *history.ACTIONS,
            *loading.ACTIONS,
            *COACH_ACTIONS,
            *preferences.ACTIONS,
            *archive.ACTIONS,
        ]
    )


def build(knowledge: Knowledge, cache: Path | None, media: Path) -> Parts:
    """Build every part from the knowledge; `cache` None trains the matcher anew."""
    reader = LogReader(knowledge.catalogue, knowledge.lexicon.log)
    names = reader.names
    tools = Tools(
        knowledge=knowledge,
        replies=Replies(knowledge.sentences),
        names=names,
        reader=reader,
        amendments=AmendmentReader(reader),
        understanding=Understanding(knowledge, names, cache),
        heard=HeardWords(knowledge.catalogue, names, knowledge.lexicon.log["heard"]),
        after_set=after_set,
        media=media,
    )
    return Parts(
        tools=tools,
        actions=all_actions(),
        safety=Safety(knowledge),
        coach=Coach(knowledge),
    )


def listening(settings: Settings, parts: Parts) -> Voice | None:
    """Make the ears and the mouth; the engines are loaded when they are first needed."""
    if settings.voice == "off":
        return None
    ears, mouth = transcriber(settings.voice), speaker(settings.speech)
    return Voice(ears, mouth, parts.tools.knowledge.catalogue, settings.media)


def assemble(parts: Parts, store: Store, voice: Voice | None = None) -> Assistant:
    """Join the parts and a store. The order of the stages is the order of precedence."""
    knowledge, understanding = parts.tools.knowledge, parts.tools.understanding
    judge = Judge(knowledge, understanding, parts.safety)
    questions = Questions(knowledge, understanding, parts.actions, parts.safety, judge)
    stages = (
        parts.safety.stage(diary.stage, judge.judge),
        questions.pressed,
        parts.actions.stage,
        questions.walking,
        parts.coach.stage,
        revising.stage,
        diary.stage,
        announcing.stage,
        revising.missed,
        questions.stage,
    )
    return Assistant(
        store, parts.tools, stages, bells=BELLS, suggest=questions.suggest, voice=voice
    )


@asynccontextmanager
async def assistant(settings: Settings) -> AsyncIterator[Assistant]:
    """Open the assistant that the settings describe, and close its store at the end."""
    with _no_sweeps():
        parts = build(read_knowledge(settings), settings.cache, settings.media)
    store = await Store.open(settings.data)
    voice = listening(settings, parts)
    try:
        yield assemble(parts, store, voice)
    finally:
        if voice is not None:
            voice.close()
        await store.close()


@contextmanager
def _no_sweeps() -> Iterator[None]:
    """Do not look for garbage while the parts are built: nearly all that is made stays."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what was built stays: later sweeps need not look at it
        if swept:
            gc.enable()
