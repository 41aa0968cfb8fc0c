"""Match to Reply: answer, ask back, or say that the notes have nothing on it."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from bot import pictures
from bot.actions import Actions
from bot.messages import Choice, Kind, Reply, Suggestion
from bot.questions.judging import FEWEST_TOLD, MOST_PARTS, Judge
from bot.questions.safety import Safety, stopping
from bot.questions.understand import SHORT, Match, Understanding, informs
from bot.replies import Replies
from bot.session import Session
from bot.text import sentences, words
from bot.turn import Outcome, Turn
from knowledge.model import Entry, Knowledge, Picture, Statement

SURE = 0.4
"""Confidence from which the best entry is told."""
SURER = 0.66
"""Confidence below which the second entry is told too, where both are short."""
ACTION_SURE = 0.6
"""Confidence that an entry needs which acts: a stray word must not change a setting."""
TOLD_SURE = 0.75
"""The same where a sentence tells something: "my knee feels great this week"."""
OF_ITS_OWN = 0.66
"""Confidence from which a few words that may lean on the last answer are talk of their own."""
PART_SURE = 0.5
"""The same for one part of a longer message, where a stray clause must not answer."""
OUTWEIGHS = 0.7
"""Confidence in one sentence from which it counts, though all together would be refused."""
SETTLED = 0.6
"""Confidence in the question of a message from which what stands before it does not count."""
CLEAR = 0.85
"""Confidence in a whole sentence from which only clauses that ask are looked at by themselves."""
BOTH_SURE = 0.52
"""Confidence in one of two entries from which both are told, briefly."""
ASK = 0.36
"""Confidence in one of two entries from which it is worth asking which."""
MOST_FACTS = 6
"""Facts of a reply that tells two entries."""
MOST_SOUGHT = 5
"""Answers offered to whoever types in some chat."""
LONGEST_SOUGHT = 256
"""Characters of what is typed there, Telegram's own bound."""
_BUTTONS = frozenset(("/about", "/more", "/step", "/show"))
MOST_ANSWERS = 2
"""Questions of one message that are answered, so that the reply stays short."""


class Questions:
    """The stage that answers from the knowledge base; the last one, it always replies."""

    def __init__(
        self,
        knowledge: Knowledge,
        understanding: Understanding,
        actions: Actions,
        safety: Safety,
        judge: Judge,
    ) -> None:
        self._knowledge = knowledge
        self._safety = safety
        self._judge = judge
        self._understanding = understanding
        self._actions = actions
        self._say = Replies(knowledge.sentences).say
        self._linked = {_link(key): entry for key, entry in knowledge.entries.items()}

    async def stage(self, turn: Turn) -> Outcome:
        """Answer whatever is left: the notes, an action, small talk, or "not in my notes"."""
        topic = self._knowledge.entries.get(turn.session.topic)
        if topic is not None and self._understanding.means(turn.text, "show"):
            return self._show(turn, topic)
        waiting = self._knowledge.entries.get(turn.session.wants)
        if waiting is not None and (goal := self._bare_goal(turn.text)):
            return self._tell(turn, [Match(waiting, 1.0)], goal)
        if topic is not None and (told := self._go_on(turn, topic)) is not None:
            return told
        if topic is None and self._leans(turn.text):
            return turn.reply(Kind.CLARIFY, "ask.what")
        matches = self._read(turn.text, topic)
        if self._only_plays_down(turn.text, matches):
            return turn.reply(Kind.CHAT, "danger.none")
        matches = self._calmed(turn.text, matches)
        whole = matches[0]
        goal = self._understanding.goal(turn.text)
        if len(matches) == 1 and whole.score < SURE and (wish := self._wish(turn.text)):
            return self._tell(turn, [wish], goal)
        entry = matches[0].entry
        if len(matches) == 1 and whole.score < SURER:
            matches = _pair(whole) or matches
            if len(matches) == 1 and whole.score < SURE:
                return self._unsure(turn, whole)
        if entry is not None and entry.stops and len(words(turn.text)) < FEWEST_TOLD:
            return self._unsure(turn, whole)
        if entry is not None and entry.stops:  # a clause tells of danger that its sentence hides
            stop = stopping(self._judge.dangers[entry.stops])
            return Outcome(stop, replace(turn.session, gap=None))
        if entry is not None and entry.action:
            if whole.score < self._action_sure(entry.action, turn.text):
                return self._unsure(turn, whole)
            return await self._actions.run(entry.action, turn, entry.intent, matches[0].score)
        return self._tell(turn, matches, goal)

    async def walking(self, turn: Turn) -> Outcome | None:
        """Go on with a walk-through, ahead of the log: there "again" is a set once more."""
        topic = self._knowledge.entries.get(turn.session.topic)
        if topic is None or not topic.steps or not turn.session.step:
            return None
        return self._walk(turn, topic)

    async def pressed(self, turn: Turn) -> Outcome | None:
        """Take what our own buttons and links send: "/about KEY", "/step KEY 2".

        They name what they mean, so that an old button still does what it says.
        """
        command, _, rest = turn.text.partition(" ")
        if command == "/start":
            linked = self._linked.get(rest.strip().lower())
            return self._tell(turn, [Match(linked, 1.0)], "") if linked else None
        if command not in _BUTTONS:
            return None
        key, _, number = rest.rpartition(" ") if command == "/step" else (rest, "", "1")
        entry = self._knowledge.entries.get(key)
        if entry is None or not number.isdecimal() or (command == "/step" and not entry.steps):
            return turn.reply(Kind.REJECTED, "telegram.stale")
        if command == "/step":
            return self._step(turn, entry, max(1, int(number[:4])))
        if command == "/more":
            same = turn.session.topic == key
            session = turn.session if same else _about(turn.session, entry)
            return self._more(replace(turn, session=session), entry)
        if command == "/show":
            return self._show(turn, entry)
        return self._tell(turn, [Match(entry, 1.0)], "")

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """Give the answers of the guide that fit a few words best, without anybody's own data."""
        match = self._understanding.match(text[:LONGEST_SOUGHT])
        if not text.strip() or (match.utterance.strangers and not match.utterance.exercise):
            return ()
        fitting = [one for one in (match.entry, *match.near) if one is not None and informs(one)]
        found = []
        for entry in dict.fromkeys(one.key for one in fitting[:MOST_SOUGHT]):
            statement = _whole(self._knowledge.entries[entry])
            if statement is not None:
                told = self._sourced(statement.text, statement.facts)
                found.append(Suggestion(self._knowledge.entries[entry].title, told))
        return tuple(found)

    def _action_sure(self, action: str, text: str) -> float:
        """Give the confidence that an action needs: more where a sentence only tells something."""
        asks = self._understanding.asks(text)
        if asks and action.startswith("log."):
            return SURE  # it only looks something up, or asks first
        return TOLD_SURE if len(words(text)) > SHORT and not asks else ACTION_SURE

    def _only_plays_down(self, text: str, matches: Sequence[Match]) -> bool:
        """Tell whether a message says that nothing hurts, or "pain" in an idiom, and asks nothing.

        What it says besides, such as heels that lift, is still answered.
        """
        heard = self._understanding.hear(text)
        if heard.exercise or heard.strangers:  # "shoulder press": an exercise, and no shoulder
            return False
        if self._understanding.asks(text) or not self._safety.plays_down(text):
            return False
        sure = [one.entry for one in matches if one.entry and one.score >= SURE]
        if any(entry.action for entry in sure):
            return False
        return not any(
            entry.answer and not self._judge.taught.intersection(entry.answer.facts)
            for entry in sure
            if informs(entry)
        )

    def _calmed(self, text: str, matches: Sequence[Match]) -> list[Match]:
        """Leave out what warns, where a message says that nothing hurts or that it is over.

        What hardly tells of danger is taken for what else it may say.
        """
        if self._safety.plays_down(text):
            left = [one for one in matches if not self._judge.warns(one.entry)]
            first = matches[0]
            if not left and first.entry is not None and first.entry.stops:
                return [replace(first, entry=None, score=0.0, either=0.0)]
            matches = left or matches
        least = self._judge.least(text)
        return [
            self._understanding.besides_danger(one) if _hardly_tells(one, least) else one
            for one in matches
        ]

    # --- reading ---

    def _leans(self, text: str) -> bool:
        """Tell whether a message only makes sense after an answer: "why?", "tell me more"."""
        return any(
            self._understanding.means(text, name) for name in ("why", "more", "next", "back")
        )

    def _wish(self, text: str) -> Match | None:
        """Read "I'm only here to build some muscle" as asking what serves it."""
        heard = self._understanding.hear(text)
        entry = self._understanding.answering_goal()
        if entry is None or heard.strangers or not self._understanding.wishes(heard):
            return None
        return None if self._understanding.asks(text) else Match(entry, SURE, utterance=heard)

    def _bare_goal(self, text: str) -> str:
        heard = self._understanding.hear(text)
        named = heard.goals if heard.only_goal or len(words(text)) <= 4 else ()
        return named[0] if named else ""

    def _read(self, text: str, topic: Entry | None) -> list[Match]:
        """Find what a message asks; one match that may be unsure, or several sure ones."""
        whole = self._understanding.match(text, topic)
        parts = sentences(text)[:MOST_PARTS]
        if len(words(text)) <= 4 and len(parts) < 2:
            return [whole]
        read = [self._read_part(part, topic) for part in parts]
        found = list(chain.from_iterable(read))
        first = next((at for at, part in enumerate(parts) if self._understanding.asks(part)), 0)
        if first:
            asked = list(chain.from_iterable(read[first:]))
            if any(map(_settles, asked)):
                found = asked  # what is told before it only leads up to it
                if not any(one.entry and informs(one.entry) for one in asked):
                    return [max(asked, key=lambda one: one.score)]
        sure = _distinct(match for match in found if match.score >= PART_SURE)
        told = [match for match in sure if match.entry and informs(match.entry)]
        about_user = whole.entry is not None and whole.entry.action.startswith("set.")
        counts = bool(told) and (about_user or not self._heads(whole, text))
        if len(told) > 1 or counts or _outweighs(told, whole):
            return told[:MOST_ANSWERS]
        if whole.score < SURE and sure:
            return sure[:1]
        return [whole]

    def _read_part(self, part: str, topic: Entry | None) -> list[Match]:
        """Read one sentence, or its clauses where each of them asks for something else."""
        whole = self._understanding.match(part, topic)
        clauses = [one for one in self._understanding.clauses(part) if len(words(one)) > 1]
        foreign = whole.utterance.strangers and not whole.utterance.exercise
        if len(clauses) < 2 or (foreign and whole.entry is None):
            return [whole]  # "..., which one is better" is about the exercises named before it
        if whole.score >= CLEAR:  # "does it train the arms and the belly" is one question
            clauses = [one for one in clauses if self._understanding.asks(one)]
        matches = [self._understanding.match(clause, topic) for clause in clauses[:MOST_PARTS]]
        sure = _distinct(
            match
            for match in matches
            if match.score >= PART_SURE and match.entry and informs(match.entry)
        )
        if len(sure) > 1 and not self._serve_alike(sure[:2]):
            return sure
        return [whole] if not sure or self._heads(whole, part) else sure

    def _heads(self, whole: Match, text: str) -> bool:
        """Tell whether a text is what it is read as in one piece, whatever its parts ask for.

        Talk in which something is asked is not: what is asked counts.
        """
        if whole.score < SURE or whole.entry is None:
            return False
        return not (_is_talk(whole.entry) and self._understanding.asks(text))

    def _serve_alike(self, pair: Sequence[Match]) -> bool:
        """Tell whether one answer does for both: then it was one question after all."""
        first, second = (match.entry for match in pair)
        serves = self._understanding.serves
        return first is not None and second is not None and serves(first, second)

    def _walk(self, turn: Turn, topic: Entry) -> Outcome | None:
        """Follow "next", "back", "again" and "stop" through the steps of a walk-through."""
        if turn.session.step and self._understanding.means(turn.text, "stop"):
            ended = turn.reply(Kind.CHAT, "walk.stopped")
            return replace(ended, session=replace(turn.session, topic="", step=0))
        for word, move in {"next": 1, "back": -1, "again": 0}.items():
            if self._understanding.means(turn.text, word):
                return self._step(turn, topic, max(1, turn.session.step + move))
        return None

    def _go_on(self, turn: Turn, topic: Entry) -> Outcome | None:
        """Follow "why?", "tell me more", "next", "back" and "again" from the last answer."""
        if topic.steps and (walked := self._walk(turn, topic)) is not None:
            return walked
        if self._understanding.means(turn.text, "why") or self._understanding.means(
            turn.text, "more"
        ):
            return self._more(turn, topic)
        if self._understanding.means(turn.text, "again"):
            return self._tell(turn, [Match(topic, 1.0)], "")
        if self._understanding.means(turn.text, "next"):
            return self._step_behind(turn, topic)
        heard = self._understanding.hear(turn.text)
        if topic.by_goal and heard.goals and (heard.only_goal or heard.opener):
            return self._tell(turn, [Match(topic, 1.0, utterance=heard)], heard.goals[0])
        if self._understanding.means(turn.text, "asks_on"):
            return self._again(turn, topic)
        if self._understanding.stays(heard) and not self._is_of_its_own(turn.text):
            return self._again(turn, topic)
        return None

    def _step_behind(self, turn: Turn, topic: Entry) -> Outcome | None:
        """Take up a walk-through behind the last step that the last answer told of."""
        told = frozenset(topic.answer.facts if topic.answer else ())
        for walk in self._knowledge.entries.values():
            if walk.exercise != topic.exercise:
                continue
            known = [at for at, step in enumerate(walk.steps) if told.intersection(step.facts)]
            if known and known[-1] + 1 < len(walk.steps):
                return self._step(turn, walk, known[-1] + 2)
        return None

    def _is_of_its_own(self, text: str) -> bool:
        """Whether a sentence that may lean on the topic is sure to ask for nothing of the notes."""
        match = self._understanding.match(text)
        return match.entry is not None and match.score >= OF_ITS_OWN and not informs(match.entry)

    def _again(self, turn: Turn, topic: Entry) -> Outcome | None:
        """Tell all that the notes say on the topic: "the whole time?", "by a lot?"."""
        statement = self._statement(turn, Match(topic, 1.0), "")
        if statement is None or topic.steps or not informs(topic):
            return None
        told = f"{topic.title} {statement.text} {topic.more.text if topic.more else ''}".lower()
        parts = self._understanding.hear(turn.text).entities.get("body part", ())
        if any(part not in told for part in parts):
            return None  # it asks about another part than was talked of
        more = topic.more or Statement("", ())
        facts = tuple(dict.fromkeys((*statement.facts, *more.facts)))
        text = turn.say("follow.same", text=" ".join((statement.text, more.text)).strip())
        reply = Reply(
            Kind.ANSWER,
            self._sourced(text, facts),
            intent=topic.intent,
            score=SURE,
            facts=facts,
            choices=self._near_choices(topic.near),
        )
        return Outcome(reply, _about(turn.session, topic))

    # --- telling ---

    def _tell(self, turn: Turn, matches: Sequence[Match], goal: str) -> Outcome:
        """Give the answers of one or more entries, with their source and what is near."""
        told: list[Statement] = []
        for match in matches:
            if match.entry is None:
                continue
            statement = self._statement(turn, match, goal)
            if statement is None:
                return self._ask_goal(turn, match.entry)
            told.append(statement)
        first = matches[0].entry
        if first is None or not told:
            return self._unsure(turn, matches[0])
        if len({fact for one in told for fact in one.facts}) > MOST_FACTS:
            told = told[:1]  # a second answer must not bury the first
        facts = tuple(dict.fromkeys(fact for one in told for fact in one.facts))
        text = "\n\n".join(one.text for one in told)
        reply = Reply(
            kind=_kind(first),
            text=self._sourced(text, facts),
            intent=first.intent,
            score=round(matches[0].score, 3),
            facts=facts,
            choices=self._next_choices(turn, first, [match.entry for match in matches]),
        )
        if reply.kind is not Kind.ANSWER:
            reply = replace(reply, reaction=first.reaction if len(told) == 1 else "")
            return Outcome(reply, turn.session)
        session = replace(_about(turn.session, first), goal=goal or turn.session.goal)
        return _pictured(turn, Outcome(reply, session), first.picture)

    def _statement(self, turn: Turn, match: Match, goal: str) -> Statement | None:
        entry = match.entry
        if entry is None or not entry.by_goal:
            return _whole(entry) if entry else None
        goal = goal or turn.session.goal or turn.data.preferences.get("goal", "")
        named = [one for one in match.utterance.goals or (goal,) if one in entry.by_goal]
        told = [entry.by_goal[one] for one in named]
        if not told:
            return None
        facts = tuple(fact for one in told for fact in one.facts)
        return Statement("\n".join(one.text for one in told), facts)

    def _ask_goal(self, turn: Turn, entry: Entry) -> Outcome:
        choices = tuple(Choice(turn.say(f"goal.{goal}")) for goal in entry.by_goal)
        reply = Reply(Kind.CLARIFY, turn.say("ask.goal"), intent=entry.intent, choices=choices)
        return Outcome(reply, replace(_about(turn.session, entry), wants=entry.key))

    def _step(self, turn: Turn, topic: Entry, number: int) -> Outcome:
        count = len(topic.steps)
        if number > count:
            return turn.reply(Kind.CHAT, "walk.done")
        step = topic.steps[number - 1]
        text = turn.say("walk.step", number=number, count=count, text=step.text)
        moves = [("button.next", number + 1)] if number < count else []
        moves += [("button.back", number - 1)] if number > 1 else []
        choices = tuple(Choice(turn.say(label), f"/step {topic.key} {to}") for label, to in moves)
        reply = Reply(
            Kind.ANSWER,
            self._sourced(text, step.facts),
            intent=topic.intent,
            score=1.0,
            facts=step.facts,
            choices=choices,
        )
        session = replace(_about(turn.session, topic), step=number)
        return _pictured(turn, Outcome(reply, session), step.picture)

    def _show(self, turn: Turn, entry: Entry) -> Outcome:
        """Show the picture of an entry, or of the step told last, with the text that says it."""
        told = turn.session.step if turn.session.topic == entry.key else 0
        step = entry.steps[told - 1] if 0 < told <= len(entry.steps) else None
        picture = step.picture if step is not None else entry.picture
        if picture is None or picture.name not in turn.knowledge.pictures:
            return turn.reply(Kind.UNKNOWN, "show.none", *self._near_choices(entry.near))
        facts = step.facts if step else entry.answer.facts if entry.answer else ()
        reply = Reply(
            Kind.ANSWER,
            self._sourced(picture.shows, facts),
            intent=entry.intent,
            score=1.0,
            facts=facts,
            choices=self._near_choices(entry.near),
        )
        session = replace(_about(turn.session, entry), step=told if step else 0)
        return _pictured(turn, Outcome(reply, session), picture, again=True)

    def _more(self, turn: Turn, topic: Entry) -> Outcome:
        more = topic.more
        if more is None or turn.session.told_more:
            return turn.reply(Kind.UNKNOWN, "more.none", *self._near_choices(topic.near))
        reply = Reply(
            Kind.ANSWER,
            self._sourced(more.text, more.facts),
            intent=topic.intent,
            score=1.0,
            facts=more.facts,
            choices=self._near_choices(topic.near),
        )
        return Outcome(reply, replace(turn.session, told_more=True))

    def _unsure(self, turn: Turn, match: Match) -> Outcome:
        """Ask between two that are close, or say that the notes do not have it."""
        heard = match.utterance
        near = [entry for entry in (match.entry, *match.near) if entry and informs(entry)]
        if heard.strangers and not heard.exercise:
            return turn.reply(Kind.UNKNOWN, "unknown.exercise", exercise=heard.strangers[0])
        topic = self._knowledge.entries.get(turn.session.topic)
        asks_on = heard.leans and (heard.opener or self._understanding.asks(turn.text))
        if topic is not None and asks_on and (again := self._again(turn, topic)) is not None:
            return again
        if match.either >= ASK and len(near) > 1:
            choices = tuple(Choice(entry.title) for entry in near[:2])
            return turn.reply(Kind.CLARIFY, "ask.which", *choices)
        choices = tuple(Choice(entry.title) for entry in near[:2]) if heard.masked else ()
        return turn.reply(Kind.UNKNOWN, "unknown", *choices)

    # --- parts of a reply ---

    def _sourced(self, text: str, facts: Iterable[str]) -> str:
        parts: dict[str, dict[str, None]] = {}
        for id_ in facts:
            fact = self._knowledge.facts[id_]
            parts.setdefault(fact.document, {})[fact.where] = None
        lines = [
            self._say("source", document=document, parts=", ".join(where))
            for document, where in parts.items()
        ]
        return "\n".join([text, *lines])

    def _next_choices(
        self, turn: Turn, entry: Entry, told: Sequence[Entry | None]
    ) -> tuple[Choice, ...]:
        if entry.steps:
            return (Choice(turn.say("button.steps"), f"/step {entry.key} 1"),)
        keys = {one.key for one in told if one}
        near = self._near_choices(key for key in entry.near if key not in keys)
        if not entry.more or len(told) > 1:
            return near
        return (*near, Choice(turn.say("button.more"), f"/more {entry.key}"))

    def _near_choices(self, keys: Iterable[str]) -> tuple[Choice, ...]:
        near = [self._knowledge.entries[key] for key in list(keys)[:2]]
        return tuple(Choice(one.label, f"/about {one.key}") for one in near)


def _hardly_tells(match: Match, least: float) -> bool:
    """Tell whether a match is one of danger that is less sure than that."""
    return match.entry is not None and bool(match.entry.stops) and match.score < least


def _pair(match: Match) -> list[Match]:
    """Give the two likeliest entries where one of them surely fits, and both are short."""
    pair = [one for one in (match.entry, *match.near[:1]) if one is not None]
    short = all(informs(one) and one.answer and not one.steps for one in pair)
    facts = {fact for one in pair if one.answer for fact in one.answer.facts}
    if match.either < BOTH_SURE or len(pair) < 2 or not short or len(facts) > MOST_FACTS:
        return []
    return [replace(match, entry=one) for one in pair]


def _distinct(matches: Iterable[Match]) -> list[Match]:
    """Keep the first match of each entry; nothing without one."""
    kept: dict[str, Match] = {}
    for match in matches:
        if match.entry is not None:
            kept.setdefault(match.entry.key, match)
    return list(kept.values())


def _settles(match: Match) -> bool:
    """Tell whether a match by itself is surely one of the notes, or surely none."""
    entry = match.entry
    if entry is None or match.utterance.leans or match.score < SETTLED:
        return False
    return bool(entry.exercise or entry.refuses)


def _outweighs(told: Sequence[Match], whole: Match) -> bool:
    """Tell whether what a sentence surely asks counts, though all together would be refused."""
    if not told or whole.entry is None or not whole.entry.refuses or whole.utterance.strangers:
        return False
    return told[0].score >= max(OUTWEIGHS, whole.score)


def _is_talk(entry: Entry) -> bool:
    """Tell whether an entry is small talk: it states, does and refuses nothing."""
    return not (entry.exercise or entry.action or entry.refuses or entry.stops)


def _kind(entry: Entry) -> Kind:
    if entry.refuses:
        return Kind.UNKNOWN
    return Kind.ANSWER if entry.exercise else Kind.CHAT


def _whole(entry: Entry) -> Statement | None:
    """Give an entry's answer; a walk-through with all its steps numbered."""
    if entry.answer is None or not entry.steps:
        return entry.answer
    lines = [entry.answer.text]
    lines += [f"{number}. {step.text}" for number, step in enumerate(entry.steps, 1)]
    facts = dict.fromkeys(fact for step in entry.steps for fact in step.facts)
    return Statement("\n".join(lines), (*entry.answer.facts, *facts))


def _link(key: str) -> str:
    """Write the key of an entry as a link to it has it: "leg-press-feet-distance"."""
    return re.sub(r"[^a-z0-9]+", "-", key.lower())


def _pictured(
    turn: Turn, outcome: Outcome, picture: Picture | None, *, again: bool = False
) -> Outcome:
    """Send a picture along, once while a topic lasts or when it is asked for."""
    source = turn.knowledge.pictures.get(picture.name) if picture else None
    if picture is None or source is None:
        return outcome
    shown = outcome.session.shown
    if picture.name in shown and not again:
        return outcome
    target = pictures.folder(turn.tools.media) / f"{picture.name}.png"

    def draw() -> tuple[Path, ...]:
        return (pictures.png(source, target),)

    session = replace(outcome.session, shown=tuple(dict.fromkeys((*shown, picture.name))))
    if pictures.is_current(source, target):
        reply = replace(outcome.reply, media=(target,))
        return Outcome(reply, session)
    return Outcome(outcome.reply, session, draw)


def _about(session: Session, entry: Entry) -> Session:
    return replace(session, topic=entry.key, step=0, told_more=False, wants="")
