"""Message -> what it changes in the log: undo, delete, correct, rename, as values. Pure.

Only words are read here; which stored sets a Target means is found by the diary.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.training.altering import (
    as_long,
    counts_sets,
    dealt,
    marked,
    stepped,
    told_each,
    with_entry,
)
from bot.training.bounds import MAX_SETS, bounds_problem
from bot.training.changes import (
    Ambiguous,
    Amendment,
    Change,
    Changes,
    Delete,
    Dropped,
    Merge,
    Redo,
    Rename,
    Scope,
    Target,
    Unclear,
    Undo,
)
from bot.training.clause import Clause
from bot.training.dates import Dated
from bot.training.names import singular, words_of
from bot.training.notations import Lift, pieces
from bot.training.numbers import fold_numbers
from bot.training.parse import BRIEF, REMEMBERED, LogContext, LogReader
from bot.training.relative import plausible_part
from bot.training.restating import Restater
from bot.training.sets import Problem, TrainingSet, Unit
from bot.training.spell import number
from bot.training.targets import LONGEST_NAME, TargetReader
from bot.training.tokens import Token, clean, lex, shape
from bot.training.words import listed, phrase
from knowledge.model import Load

_LONGEST = 200
_RENAME = re.compile(
    r"^[^\w]*(?:please\s+|can you\s+)?(?:{rename})\s+(?:the\s+)?(?:exercise\s+)?(.{{1,60}}?)\s+"
    r"(?:to|as|into|in)\s+(.{{1,60}}?)\W*$"
)
_MERGE = re.compile(
    r"^\W*(?:please\s+|can you\s+)?(?:{merge})\s+(.{{1,60}}?)\s+(?:into|with|to|and)\s+"
    r"(.{{1,60}}?)\W*$"
)
_NUMBERS = frozenset("nwrstab")
_SIGNS = frozenset((",", ".", "!", ":"))
_SHORTEST_SLIP = 5
_SHORTEST_MENDED = 4
_WORD = re.compile(r"[^\W\d_]+")
_IT = frozenset(("that", "it", "this", "those", "them", "these", "that one", "this one"))
_MOST_OPTIONS = 6
_ONE_OF = re.compile(
    r"^(?:(?:sorry|oops|no|oh|wait|actually)\W+)*one of (?:those|them|these|the (?:sets|two|three))"
    r"\s+(?:was|were|is|should be|should have been)\s+(?:actually\s+|only\s+)?(.*?)"
    r"(?:\s+actually)?\W*$",
    re.IGNORECASE,
)
_BY_ONE_WORD = re.compile(
    r"(?:(?:the|my)\s+)?([a-z]{3,})(?=\s+(?:was|were|should|is|had|sets?)\b)", re.IGNORECASE
)
_LISTS = ("undo", "redo", "delete", "change", "opener", "all", "every", "not_warmup", "both_sides",
          "no_rpe", "polite", "drop", "sighs")  # fmt: skip
_REQUESTS = ("undo", "redo", "delete", "change", "drop", "opener")
_STEP_WORDS = frozenset(
    (
        *("steps", "step", "times", "time", "change", "changes", "x", "the", "last", "again"),
        *("messages", "message", "things", "now", "please", "log", "entry", "entries", "set"),
        *("my", "previous", "latest", "recent", "that", "this", "it", "one", "workout", "of"),
        "sets",
    )
)
"""What may stand beside undo."""
_PARTS = frozenset(("weight", "weights", "reps", "rep", "sets", "load"))
"""What a correction may begin with: "reps were 6"."""
_LONGEST_PART = 8
_MOST_PARTS = 4
"""Parts of a message of which one may correct something, and the others are remarks."""
MAX_LIKELY_REPS = 30
"""A set that is named by a greater number is named by its weight."""
_SURELY_A_NUMBER = 10
_SAYS = frozenset(("was", "were", "is", "be", "been", "only", "just", "not"))
"""Words before the number that it should be."""
_BEHIND = frozenset(("*", "sorry", "typo", "oops", "actually", "mistake"))
"""Words that make a correction of what stands before them."""


class AmendmentReader:
    """Reads corrections of one language. Built once, beside the LogReader."""

    def __init__(self, reader: LogReader) -> None:
        data = reader.words.amend
        self._reader = reader
        self._words = {key: listed(data[key]) for key in _LISTS}
        openers = {w for entry in data["opener"] for w in phrase(str(entry))}
        self._openers = tuple(sorted(w for w in openers if len(w) > 3))
        self._mended_words = tuple(map(str, data["mended"]))
        self._deletes = tuple(str(word) for word in data["delete"])
        self._filler = frozenset(w for entry in data["filler"] for w in phrase(str(entry)))
        self._targets = TargetReader(reader.words)
        joints = "|".join(re.escape(str(word)) for word in data["joints"])
        self._joints = re.compile(
            rf"[,.;:!]+\s+|\s+[-\u2013\u2014]+\s+|\s+(?:{joints})\s+", re.IGNORECASE
        )
        names = {key: "|".join(re.escape(str(w)) for w in data[key]) for key in ("rename", "merge")}
        self._wrong = frozenset(map(str, data["wrong"]))
        self._dropped = frozenset(map(str, data["dropped"]))
        everything = "|".join(re.escape(str(word)) for word in data["everything"])
        self._everything = re.compile(
            rf"(?:{everything}) (?:was|were|should be|happened|is|are)\b(?: (?:for|on|from))?",
            re.IGNORECASE,
        )
        self._likewise = re.compile("|".join(data["likewise"]), re.IGNORECASE)
        self._restater = Restater(
            reader.words.restated, reader.words.leads, data["ordinals"], data["last"]
        )
        self._no = str(data["wrong_before"])
        ends = "[,.;:!\U0001f300-\U0001faff]+"
        self._remarks = re.compile(rf"{ends}(?:\s+|$)|\s+(?:{joints})\s+", re.IGNORECASE)
        self._regrets = re.compile(rf"\b(?:{'|'.join(data['regrets'])})\b[\s,.!:]*", re.IGNORECASE)
        self._foreign = [(re.compile(way, re.IGNORECASE), to) for way, to in data["foreign"]]
        self._rename = re.compile(_RENAME.pattern.format(**names), re.IGNORECASE)
        self._merge = re.compile(_MERGE.pattern.format(**names), re.IGNORECASE)
        self._brief = lru_cache(maxsize=REMEMBERED)(self._read_anew)

    def read(self, text: str, context: LogContext) -> Amendment | None:
        """Read one message; None: it corrects nothing."""
        return (self._brief if len(text) <= BRIEF else self._read_anew)(text, context)

    def _read_anew(self, text: str, context: LogContext) -> Amendment | None:
        cleaned = clean(text).strip()
        if not cleaned or len(cleaned) > _LONGEST or "\n" in cleaned:
            return None
        if self.drops(cleaned, context):
            return Dropped()
        if context.last_group and " ".join(words_of(cleaned)) in self._wrong:
            return Unclear()
        if "?" in cleaned:
            return None  # what asks corrects nothing
        if context.last_group:
            cleaned = self._in_figures(self._mended(cleaned, context.own_names))
        plain = self.plainly(cleaned, context)
        found = self._amended(plain, context)
        bare = self._restater.without_lead(cleaned)
        if found is None and plain == cleaned and bare != cleaned:
            found = self._amended(bare, context)  # "oh the 110 one was 9 reps"
        if found is not None or not context.last_group or len(text) > BRIEF:
            return found
        # The log is read next, of the same words: so this costs nothing.
        if self._reader.read(text, context).sets and not self._regrets.search(cleaned):
            return None
        found = self._beside_remarks(bare, context)
        english = self._in_english(bare)
        if found is None and english != bare:
            plain = self.plainly(self._restater.without_lead(english), context)
            found = self._amended(plain, context) or self._beside_remarks(plain, context)
        return found

    def _beside_remarks(self, text: str, context: LogContext) -> Amendment | None:
        """Read the one part that names something, among remarks: "lol fat thumbs. 65kg".

        Where one of the remarks regrets what was said, the bare value is what is right.
        """
        parts = [part.strip() for part in self._remarks.split(text) if words_of(part)]
        naming = [part for part in parts if any(map(str.isdigit, part))]
        regretted = any(self._regrets.search(part) for part in parts)
        if len(naming) > 1 or (len(parts) < 2 and not regretted):
            return None
        read = []
        for part in naming or parts[:_MOST_PARTS]:
            core = self._regrets.sub("", part).strip()
            plain = self.plainly(self._restater.without_lead(core), context)
            found = self._amended(plain, context) if core else None
            if found is None and naming and regretted:
                found = self._amended(f"{self._no} {plain}", context)
            if found is not None and not isinstance(found, Problem | Unclear):
                read.append(found)
        return read[0] if len(read) == 1 else None

    def _in_english(self, text: str) -> str:
        """Put the words of which corrections in other languages are made into ours."""
        for pattern, meant in self._foreign:
            text = pattern.sub(meant, text)
        return " ".join(text.split())

    def _mended(self, text: str, own_names: Iterable[str]) -> str:
        """Mend the slips of words that corrections are made of: "the thrid set", "evry set"."""
        own = {word for name in own_names for word in words_of(name)}
        return _WORD.sub(lambda found: self._mend(found[0], own), text)

    def _mend(self, word: str, own: Collection[str]) -> str:
        low = word.lower()
        if len(low) < _SHORTEST_MENDED or low in self._reader.words.known or low in own:
            return word
        if low in self._reader.names.vocabulary:
            return word
        near = process.extract(
            low, self._mended_words, scorer=OSA.distance, score_cutoff=1, limit=None
        )
        # One letter for another is mostly another word: "list" is no slip of "last".
        meant = [
            target
            for target, _, _ in near
            if target[0] == low[0] and (len(target) != len(low) or sorted(target) == sorted(low))
        ]
        return meant[0] if len(meant) == 1 else word

    def _in_figures(self, text: str) -> str:
        """Write the numbers of a text that has only words: "the eighty was nine"."""
        if any(map(str.isdigit, text)) or not self._reader.words.tells(words_of(text)):
            return text
        tokens = fold_numbers(lex(text, self._reader.words), self._reader.words)
        for before, token in reversed([*pairwise([Token("", "", 0, 0), *tokens])]):
            # A small one may be no number at all: "the last one", "two sets".
            if token.kind == "n" and (token.value >= _SURELY_A_NUMBER or before.text in _SAYS):
                text = f"{text[: token.start]}{token.value:g}{text[token.end :]}"
        return text

    def _amended(self, text: str, context: LogContext) -> Amendment | None:
        """Read a correction that is put plainly."""
        cleaned = self._by_session(self._of_session(text, context), context)
        tokens = self._asked_for(lex(cleaned, self._reader.words))
        texts = [token.text for token in tokens]
        if not texts or "?" in texts:
            return None
        return (
            self._whole_history(texts)
            or self._all_moved(cleaned, context)
            or self._names(cleaned, context)
            or self._delete(cleaned, tokens, context)
            or self._one_of_them(cleaned, context)
            or self._correct(cleaned, tokens, context)
            or self._behind_reason(cleaned, context)
            or self._before_remark(cleaned, context)
        )

    def _of_session(self, text: str, context: LogContext) -> str:
        """Name an exercise as it was logged: "the incline press" after incline dumbbell presses."""
        if not context.lifted:
            return text
        said = words_of(text)
        spans = self._reader.names.spans(said, context.own_names)
        if len(spans) != 1 or spans[0].named.name in context.lifted:
            return text
        named = said[spans[0].start : spans[0].end]
        wanted = {singular(word) for word in named}
        meant = [one for one in context.lifted if wanted <= set(map(singular, one.split()))]
        if len(meant) != 1:
            return text
        return re.sub(r"\W+".join(map(re.escape, named)), meant[0], text, count=1, flags=re.I)

    @staticmethod
    def _by_session(text: str, context: LogContext) -> str:
        """Name in full what was named by one word of it: "curls were 45" after leg curls."""
        found = _BY_ONE_WORD.match(text)
        if found is None or len(re.findall(r"\d+(?:[.,]\d+)?", text)) > 1:
            return text
        word = found[1].lower()
        meant = [name for name in context.lifted if {word, word.rstrip("s")} & {*name.split()}]
        if len(meant) != 1 or meant[0] in {word, word.rstrip("s")}:
            return text
        return meant[0] + text[found.end() :]

    def drops(self, text: str, context: LogContext) -> bool:
        """Tell whether what was asked of a log is to be left out: "never mind"."""
        return context.gap is not None and " ".join(words_of(clean(text))) in self._dropped

    def plainly(self, text: str, context: LogContext) -> str:
        """Give the plain way to say what is put in a roundabout way; or the text as it is."""
        return self._restater.plainly(text, context.last_group, corrected=context.corrected)

    def likewise(self, text: str, context: LogContext) -> Target | None:
        """Find the sets of which the same is said as of those before: "the 80 too"."""
        found = self._likewise.fullmatch(" ".join(clean(text).split()).strip(" .!"))
        if found is None:
            return None
        named = next(filter(None, found.groups()))
        the = "" if named.startswith(("the ", "my ")) else "the "
        meant = self.read(f"{self._deletes[0]} {the}{named}", context)
        if not isinstance(meant, Delete):
            return None
        whole = meant.target.scope is Scope.ALL and meant.target.exercise is not None
        return replace(meant.target, scope=Scope.LAST_ENTRY) if whole else meant.target

    def _behind_reason(self, cleaned: str, context: LogContext) -> Amendment | None:
        """Read a request that stands behind its reason: "sent too early, delete the last set"."""
        for found in self._joints.finditer(cleaned):
            reason, request = cleaned[: found.start()], cleaned[found.end() :]
            if any(char.isdigit() for char in reason):
                return None
            tokens = lex(request, self._reader.words)
            texts = [token.text for token in tokens]
            start = self._past(texts, 0, "sighs", "polite")
            if start < len(texts) and any(
                self._words[key].at(texts, start) for key in ("undo", "redo", "delete")
            ):
                return self._whole_history(texts[start:]) or self._delete(
                    request, tokens[start:], context
                )
        return None

    def _all_moved(self, cleaned: str, context: LogContext) -> Change | None:
        """Read that all of a day was on another one: "everything was yesterday"."""
        found = self._everything.match(cleaned)
        if found is None or context.last is None:
            return None
        rest = cleaned[found.end() :]
        first = context.unit is Unit.LB
        day = self._reader.dates.read(rest, context.today, month_first=first)
        if not isinstance(day, Dated) or (rest[: day.start] + rest[day.end :]).strip(" .!"):
            return None
        return Change(Target(Scope.ALL, day=context.last.date), Changes(day=day.day))

    def _one_of_them(self, cleaned: str, context: LogContext) -> Ambiguous | None:
        """Ask which, where one of several sets is corrected and none is named."""
        found = _ONE_OF.match(cleaned)
        if found is None or len(context.last_group) < 2:
            return None
        names = list(dict.fromkeys(one.exercise for one in context.last_group))
        if len(names) == 1:
            names = [f"set {number}" for number in range(1, len(context.last_group) + 1)]
        options = [(name, f"{name} was {found[1]}") for name in names[:_MOST_OPTIONS]]
        return Ambiguous(tuple(options))

    def _before_remark(self, cleaned: str, context: LogContext) -> Amendment | None:
        """Read a request that a remark follows: "make the last one 5, the other was half a rep"."""
        found = self._joints.search(cleaned)
        if found is None:
            return None
        request, remark = cleaned[: found.start()], cleaned[found.end() :]
        tokens = self._asked_for(lex(request, self._reader.words))
        texts = [token.text for token in tokens]
        start = self._past(texts, 0, "sighs", "polite")
        if start >= len(texts):
            return None
        opens = [f[0] for key in _REQUESTS if (f := self._words[key].at(texts, start))]
        takes_back = any(self._words[key].at(texts, start) for key in ("undo", "redo"))
        bare = not opens or start + max(opens) >= len(texts)
        if bare and (not takes_back or any(map(str.isdigit, remark))):
            return None
        if self._reader.read(remark, context).is_log:
            return None
        amendment = (
            self._whole_history(texts)
            or self._delete(request, tokens, context)
            or self._correct(request, tokens, context)
        )
        return None if isinstance(amendment, Problem) else amendment

    def _asked_for(self, tokens: list[Token]) -> list[Token]:
        """Take "can you ...?" off a request: "can you delete the last set?"."""
        texts = [token.text for token in tokens]
        start = self._past(texts, 0, "sighs", "polite")
        asks = any(self._words["polite"].at(texts, i) for i in range(start))
        if not asks or start >= len(texts):
            return tokens
        if not any(self._words[key].at(texts, start) for key in _REQUESTS):
            return tokens
        return [token for token in tokens[start:] if token.kind != "?"]

    def _past(self, texts: list[str], position: int, *keys: str) -> int:
        """Give the position past the phrases of these lists and the signs between them."""
        while position < len(texts):
            found = next((f for key in keys if (f := self._words[key].at(texts, position))), None)
            if found is None and texts[position] not in _SIGNS:
                break
            position += found[0] if found else 1
        return position

    # Undo and redo

    def _whole_history(self, texts: list[str]) -> Undo | Redo | None:
        start = self._past(texts, 0, "sighs")
        rest = [
            t for t in texts[start:] if t not in (",", ".", "!", "please", "pls", "oops", "sorry")
        ]
        if not rest or _points_at_set(rest):
            return None
        for key, made in (("redo", Redo), ("undo", Undo)):
            found = self._words[key].at(rest, 0)
            if not found:
                continue
            steps = self._steps(rest[found[0] :])
            if steps and made is Redo:
                return Redo(steps, "redo" not in rest and "undo" not in rest)
            if steps:
                return Undo(steps)
        return None

    def _steps(self, texts: list[str]) -> int:
        """Give how many steps back; 0: more was said than that."""
        numbers = self._reader.words.numbers.digits
        steps = 1
        for text in texts:
            if text.isdigit() and 0 < int(text) <= 50:
                steps = int(text)
            elif text in numbers:
                steps = numbers[text]
            elif text in ("twice", "thrice"):
                steps = 2 if text == "twice" else 3
            elif text not in _STEP_WORDS:
                return 0
        return steps

    # Names

    def _names(self, cleaned: str, context: LogContext) -> Rename | Merge | None:
        if found := self._rename.match(cleaned):
            return Rename(self._name(found[1], context), self._name(found[2], context))
        if found := self._merge.match(cleaned):
            return Merge(self._name(found[1], context), self._name(found[2], context))
        return None

    def _name(self, words: str, context: LogContext) -> str:
        words = " ".join(words.strip(" '\"").lower().split())
        own = {name.lower(): name for name in context.own_names}
        if words in own:
            return own[words]
        found = self._reader.names.find(words, context.own_names)
        return found.name if found and found.sure and not found.options else words

    # Deleting

    def _delete(
        self, cleaned: str, tokens: list[Token], context: LogContext
    ) -> Delete | Ambiguous | Problem | None:
        texts = [token.text for token in tokens]
        start = self._skip(texts, ("please", "pls", "ok", "no", ",", "oops", "can", "you", "could",
                                   "sorry", "wait", "actually"))  # fmt: skip
        if start >= len(texts):
            return None
        start = max(start, self._past(texts, 0, "sighs")) if start == 0 else start
        if start >= len(texts):
            return None
        found = self._words["delete"].at(texts, start)
        if not found and self._slipped(texts[start], self._deletes):
            found = (1, True)
        if not found:
            found = self._words["drop"].at(texts, start)
            if not found or not self._targets.read(tokens[start + found[0] :])[0]:
                return None
        return self._deleted(cleaned, tokens[start + found[0] :], context)

    @staticmethod
    def _skip(texts: Sequence[str], words: Sequence[str]) -> int:
        position = 0
        while position < len(texts) and texts[position] in words:
            position += 1
        return position

    def _deleted(
        self, cleaned: str, tokens: list[Token], context: LogContext
    ) -> Delete | Ambiguous | Problem | None:
        if not tokens:
            return None
        day, tokens = self._day(cleaned, tokens, context)
        if isinstance(day, Problem):
            return day
        if " ".join(t.text for t in tokens) in _IT:
            return Delete(Target(Scope.LAST_MESSAGE))
        target, tokens = self._targets.read(tokens)
        texts = [token.text for token in tokens]
        every = any(self._words["all"].at(texts, i) for i in range(len(texts)))
        _, named = self._reader.typed(tokens, context)
        if target is not None and target.scope is not Scope.LAST_MESSAGE:
            exercise = named[0] if named else None
            return Delete(replace(target, exercise=exercise, day=day))
        if named:
            return Delete(Target(Scope.ALL, exercise=named[0], day=day))
        own = self._own(texts, context)
        if own:
            return Delete(Target(Scope.ALL, exercise=own, day=day))
        if day is not None:
            return Delete(Target(Scope.ALL, day=day))
        if target is not None:
            return Delete(target)
        if every:
            return Ambiguous((("delete today", "delete everything today"), ("/erase", "/erase")))
        return None

    def _own(self, texts: Sequence[str], context: LogContext) -> str | None:
        words = [t for t in texts if t not in self._filler and t.isalpha()]
        found = self._reader.names.find(" ".join(words), context.own_names) if words else None
        # A guess must not delete: "cancel my contract" is near to an exercise too.
        return found.name if found and found.sure and not found.options else None

    def _day(
        self, cleaned: str, tokens: list[Token], context: LogContext
    ) -> tuple[date | Problem | None, list[Token]]:
        """Take the day out of the words."""
        first = context.unit is Unit.LB
        found = self._reader.dates.read(cleaned, context.today, month_first=first)
        if isinstance(found, Dated):
            rest = [t for t in tokens if not found.start <= t.start < found.end]
            return found.day, rest
        return found, tokens

    # Corrections

    def _correct(
        self, cleaned: str, tokens: list[Token], context: LogContext
    ) -> Change | Ambiguous | Problem | Unclear | None:
        note = self._note(cleaned)
        if note:
            return Change(Target(Scope.LAST_ENTRY), Changes(note=note))
        if self._says_other(tokens):
            return None
        rated = self._rating(tokens, context)
        if rated is not None:
            return rated
        opened = self._opened(tokens)
        body = tokens if opened is None else opened
        told = any(t.text in ("was", "were") for t in tokens[:3])
        if not body or any(t.text in ("another", "again") for t in body):
            return None
        if any(t.text == "more" for t in body) and not told:
            return None
        day, rest = self._day(cleaned, body, context)
        if isinstance(day, Problem):
            return day if opened is not None else None
        target, rest = self._targets.read(rest)
        if opened is None and not self._asserts(rest, target, context, dated=day is not None):
            return None
        if target is not None and self._targets.names_more(rest):
            return Unclear()  # "the first two were 8 and the last was 7"
        every = self._words["every"].find([token.text for token in tokens]) is not None
        return self._changed(rest, day, target, context, every=every)

    def _opened(self, tokens: list[Token]) -> list[Token] | None:
        """Give what stands behind the correction words; None: there are none."""
        texts = [token.text for token in tokens]
        if not texts:
            return None
        if texts[-1] in _BEHIND and len(texts) < 8:
            return self._opened(tokens[:-1]) or tokens[:-1]
        if texts[0] == "not":
            return tokens
        if len(texts) < 9 and (_contrasts(tokens) or self._names_other(tokens)):
            return tokens
        if texts[0] == "no" and self._denies(tokens):
            return None
        return self._behind_opener(tokens, self._repaired(texts))

    def _behind_opener(self, tokens: list[Token], texts: list[str]) -> list[Token] | None:
        position, opened = 0, False
        while position < len(texts):
            found = self._words["opener"].at(texts, position)
            if found is None and not opened:
                found = self._words["change"].at(texts, position)
                if found and texts[position] == "set":
                    return None
            if found:
                opened = opened or texts[position] not in ("please",)
                position += found[0]
            elif (after := self._past(texts, position, "sighs")) > position:
                position = after
            elif _loose_dash(tokens, position):
                position += 1
            else:
                break
        return tokens[position:] if opened else None

    def _names_other(self, tokens: list[Token]) -> bool:
        """Whether it says one exercise against another: "squat not bench"."""
        at = next((i for i, t in enumerate(tokens) if t.text == "not"), 0)
        if not 0 < at <= LONGEST_NAME or any(t.kind == "n" for t in tokens):
            return False
        context = LogContext(date.min, Unit.KG)
        sides = (tokens[:at], tokens[at + 1 :])
        return all(self._reader.typed(side, context)[1] for side in sides)

    def _denies(self, tokens: list[Token]) -> bool:
        """Whether "no" is said of an exercise and of nothing logged: "no squats today"."""
        if len(tokens) < 2 or tokens[1].kind != "z":
            return False
        for end in range(2, min(len(tokens), LONGEST_NAME + 2)):
            follows = tokens[end].text
            if follows in ("today", ".", ",", "this", "for", "again", "yet", "tonight"):
                return bool(self._reader.names.find(" ".join(t.text for t in tokens[1:end])))
        return False

    def _rating(self, tokens: list[Token], context: LogContext) -> Change | Problem | None:
        """Read an RPE that stands alone: "rpe 8", "add rpe 8"."""
        if context.last is None:
            return None
        target, rest = self._targets.read(tokens)
        typed, _ = self._reader.typed(rest, context)
        kinds = shape(typed)
        if kinds.count("p") != 1 or kinds.strip("^&@f~zc,.+") != "p" or kinds.count("z") > 1:
            return None
        rated = next(token for token in typed if token.kind == "p")
        changes = Changes(rpe=rated.value, rir=rated.mark == "rir")
        return self._bounded(Change(target or Target(Scope.LAST_ENTRY), changes), rated.text)

    @staticmethod
    def _bounded(change: Change, said: str) -> Change | Problem:
        """Refuse a value that no set can have."""
        new = change.changes
        refused = bounds_problem(
            weight=new.weight,
            unit=new.unit,
            added=new.added,
            reps=new.reps,
            seconds=new.seconds,
            sets=new.sets,
            rpe=new.rpe,
        )
        return Problem(said, *refused) if refused else change

    def _repaired(self, texts: list[str]) -> list[str]:
        """Mend slips in the first words: "sory", "mkae that"."""
        mended = list(texts)
        for index, text in enumerate(texts[:3]):
            if len(text) < 4 or text in self._reader.words.known or not text.isalpha():
                continue
            near = [
                w
                for w, _, _ in process.extract(
                    text, self._openers, scorer=OSA.distance, score_cutoff=1, limit=None
                )
            ]
            if len(near) == 1:
                mended[index] = near[0]
        return mended

    def _slipped(self, word: str, meant: Sequence[str]) -> bool:
        """Whether a strange word is a slip of one of these: "delte"."""
        if len(word) < _SHORTEST_SLIP or word in self._reader.words.known or not word.isalpha():
            return False
        return process.extractOne(word, meant, scorer=OSA.distance, score_cutoff=1) is not None

    def _asserts(
        self, rest: Sequence[Token], target: Target | None, context: LogContext, *, dated: bool
    ) -> bool:
        """Whether "the second set was 8", "bench was 95" corrects without a correction word."""
        texts = [token.text for token in rest]
        says = any(w in texts for w in ("was", "were", "is", "should", "=", "to"))
        early = [t for t in rest[:5] if t.text in ("was", "were", "should", "is", "=")]
        if self._counts_sets_only(rest, context):
            return True
        if not (says and early) or context.last is None:
            return False
        if target is not None:
            return True
        if rest[0].text in _PARTS or (rest[0].text == "the" and rest[1].text in _PARTS):
            return len(rest) < _LONGEST_PART
        before = [t for t in rest if t.start < early[0].start]
        _, named = self._reader.typed(before, context)
        known = {context.last.exercise, *context.lifted}
        if not named or len(before) > 4 or len(rest) > 9:
            return False
        if named[0] in known:
            return True
        after, _ = self._reader.typed([t for t in rest if t.start > early[0].start], context)
        values = [t for t in after if t.kind in _NUMBERS]  # "bench was 80 x 5" is a log
        if not values:  # "squats were in lbs", "squat was yesterday"
            return not shape(after).strip("Uz@fc.!") and (dated or "U" in shape(after))
        return len(values) == 1 and "x" not in shape(after)

    def _counts_sets_only(self, rest: Sequence[Token], context: LogContext) -> bool:
        """Whether it says that there were fewer sets: "i only did 2 sets"."""
        if context.last is None or len(rest) > _LONGEST_PART:
            return False
        if not any(t.text in ("only", "just") for t in rest):
            return False
        typed, _ = self._reader.typed(rest, context)
        return shape(typed).strip("zcB.!") == "s"

    def _says_other(self, tokens: Sequence[Token]) -> bool:
        """Whether it plans or asks, and so corrects nothing."""
        texts = [token.text for token in tokens]
        lists = self._reader.words.no_log
        asks = lists["question"].at(texts, 0)
        opens = self._words["opener"].at(texts, 0) if texts else None
        if asks and not (opens and opens[0] > asks[0]):
            return not texts[0].startswith(("is", "was")) and texts[0] != "no"
        plan = lists["plan"].find(texts)
        if plan is not None and opens and plan[0] < opens[0]:
            plan = lists["plan"].find(texts, opens[0])  # "that was supposed to be 95"
        return plan is not None and texts[plan[0]] not in ("should", "have", "has", "to")

    def _note(self, cleaned: str) -> str:
        found = re.match(r"note\s*[:=-]\s*(.+)$|add (?:a )?note\b[:\s]*(.+)$", cleaned, re.I)
        return (found[1] or found[2]).strip(" \"'") if found else ""

    def _changed(
        self,
        rest: list[Token],
        day: date | None,
        target: Target | None,
        context: LogContext,
        *,
        every: bool,
    ) -> Change | Ambiguous | Problem | None:
        rest = [t for t in rest if t.text not in ("please", "pls", "thanks", "thx")]
        old, new = _split_not(rest)
        tokens, named = self._reader.typed(new, context)
        _, old_named = self._reader.typed(old, context)
        if len(old_named) == 2 and not named:  # "not leg press hack squat"
            old_named, named = old_named[:1], old_named[1:]
        changes = Changes(day=day)
        if context.last is None and named and re.search("[nw].*[nrx]", shape(tokens)):
            return None  # "that was leg press 150 for 8": a set, where there was none to correct
        if unmarked := self._unmarked([token.text for token in rest]):
            scope, off = unmarked
            return Change(target or Target(scope), replace(off, day=day))
        strange = [t for t in tokens if t.kind == "z" and t.text not in self._filler]
        exercise, about = self._exercises(named, old_named, tokens, context)
        numbers = any(t.kind in _NUMBERS for t in tokens)
        only_unit = not numbers and "U" in shape(tokens)  # "make the squats lb"
        heads = (target is not None or not numbers) and _heads(tokens, new)
        if named and not old_named and (heads or only_unit):
            exercise, about = (named[1] if named[1:] else None), named[0]
        if about:
            target = replace(target or Target(Scope.LAST_ENTRY), exercise=about)
        if exercise:
            changes = replace(changes, exercise=exercise)
        made = self._values(tokens, changes, target, context)
        if isinstance(made, Ambiguous):
            return made
        if made is None or (strange and not exercise):
            own = self._own_exercise(strange, tokens, changes, context)
            if own is None:
                return None
            made = own
        if not made.any:
            return None
        target = target or self._contrasted(old, made, context)
        change = Change(target or self._default(made, context, every=every), made)
        return self._bounded(change, " ".join(token.text for token in rest))

    def _unmarked(self, texts: list[str]) -> tuple[Scope, Changes] | None:
        """Read that a mark is to be taken off, and of which sets: "not each side", "no rpe"."""
        taken_off = {
            "both_sides": (Scope.LAST_ENTRY, Changes(each_side=False)),
            "no_rpe": (Scope.LAST_ENTRY, Changes(rpe=0.0)),
            "not_warmup": (Scope.LAST_SET, Changes(warmup=False)),
        }
        return next((off for key, off in taken_off.items() if self._words[key].find(texts)), None)

    def _contrasted(
        self, old: Sequence[Token], changes: Changes, context: LogContext
    ) -> Target | None:
        """Find what was wrong by its value: "82.5 not 80" means what was 80, "7 not 6" the sixes.

        None: it is what the last entry has throughout, or no value at all.
        """
        wrong = [t.value for t in old if t.kind in "nwr"]
        last = context.last
        if len(wrong) != 1 or last is None:
            return None
        group = [one for one in context.last_group if one.exercise == last.exercise]
        if changes.reps is not None and changes.weight is None:
            if wrong[0] > MAX_LIKELY_REPS and all(one.reps != wrong[0] for one in group):
                return Target(Scope.AT_WEIGHT, weight=wrong[0])  # "the 110 was 9"
            if all(one.reps == wrong[0] for one in group):
                return None
            return Target(Scope.OF_REPS, count=int(wrong[0]))
        if changes.weight is None or all(one.weight == wrong[0] for one in group):
            return None
        return Target(Scope.AT_WEIGHT, weight=wrong[0])

    def _own_exercise(
        self,
        strange: Sequence[Token],
        tokens: Sequence[Token],
        changes: Changes,
        context: LogContext,
    ) -> Changes | None:
        """That was leg throws: unknown words alone, on a known last set, rename the entry."""
        texts = [t.text for t in strange]
        heads = self._reader.words.name_heads
        if not 0 < len(texts) <= 3 or any(t.kind in _NUMBERS for t in tokens):
            return None
        if context.last is None or not any(t in heads for t in texts):
            return None
        return replace(changes, exercise=" ".join(texts))

    def _exercises(
        self,
        named: Sequence[str],
        old_named: Sequence[str],
        tokens: Sequence[Token],
        context: LogContext,
    ) -> tuple[str | None, str | None]:
        """Give (the exercise it becomes, the exercise it is about)."""
        known = set(context.lifted)
        if context.last is not None:
            known.add(context.last.exercise)
        numbers = any(t.kind in _NUMBERS for t in tokens)
        if named and old_named:
            return named[0], old_named[0]
        if len(named) == 2 and not numbers:  # "change squat to front squat"
            return named[1], named[0]
        if not named:
            return None, None
        if not numbers and named[0] not in known:
            return named[0], None
        if not numbers:
            others = [n for n in named if n not in known]
            return (others[0], named[0]) if others else (None, named[0])
        values = sum(t.kind in _NUMBERS for t in tokens)
        if named[0] in known or (values == 1 and "x" not in shape(tokens)):
            return None, named[0]
        return named[0], None

    def _values(
        self, tokens: Sequence[Token], changes: Changes, target: Target | None, context: LogContext
    ) -> Changes | Ambiguous | None:
        """Read the numbers and marks; None: there is something that does not fit."""
        kinds = shape(tokens)
        if "q" in kinds or "K" in kinds:
            return None
        changes = marked(tokens, changes)
        if not any(kind in _NUMBERS for kind in kinds):
            return self._unit_only(tokens, changes)
        last = self._about(target, context)
        lift = self._lift(last, changes.exercise)
        plain = tuple(t for t in tokens if t.kind in "nwrstabx@o,/:;&~-")
        plain = tuple(t for i, t in enumerate(plain) if t.kind in "nwrstab" or _between(plain, i))
        bare = [t for t in plain if t.kind in _NUMBERS]
        if [t.kind for t in bare] == ["n"]:
            if [t.text for t in tokens if t.kind == "e"] == ["each"] and "R" not in kinds:
                return self._bare_each(bare[0], kinds, changes, last)
            return self._bare(bare[0], kinds, changes, last)
        if [t.kind for t in bare] == ["s"]:
            return replace(changes, sets=int(bare[0].value))
        if [t.kind for t in bare] == ["a"] and last is not None and not lift.bare_body:
            heavier = stepped(bare[0], last, changes)
            if heavier is not None:
                return heavier
        mine = [one for one in context.last_group if last and one.exercise == last.exercise]
        if last is not None and told_each(bare, kinds, last, len(mine)):
            return dealt([int(t.value) for t in bare], last, changes, mine)
        return self._entered(plain, lift, changes, last, context)

    def _entered(
        self,
        plain: tuple[Token, ...],
        lift: Lift,
        changes: Changes,
        last: TrainingSet | None,
        context: LogContext,
    ) -> Changes | None:
        """Read several numbers as the sets that stand in place of the old ones."""
        found = pieces(plain, lift)
        if not found or any(piece.ask for piece in found):
            return None
        entries = [entry for piece in found for entry in piece.entries]
        if any(e.seconds and not e.has_weight for e in entries) and last and last.reps:
            return None  # "wait 2 min"
        if len(entries) == 1:
            return with_entry(changes, entries[0], counted=counts_sets(plain, entries[0]))
        if last is not None and not any(e.has_weight for e in entries):
            if any(not e.reps or e.reps < 1 or e.sets > MAX_SETS for e in entries):
                return None
            reps = [e.reps or 0 for e in entries for _ in range(e.sets)]
            return dealt(reps, last, changes, context.last_group)
        return self._reading(plain, changes, last, context)

    def _unit_only(self, tokens: Sequence[Token], changes: Changes) -> Changes:
        unit = next((t.unit for t in tokens if t.kind == "U"), None)
        return replace(changes, unit=unit) if unit else changes

    def _bare_each(
        self, token: Token, kinds: str, changes: Changes, last: TrainingSet | None
    ) -> Changes | Ambiguous:
        """Read "6 each": repetitions in each set; "30 each": in each hand."""
        read = self._bare(token, kinds, changes, last)
        if isinstance(read, Changes) and read.reps is not None:
            return replace(read, each_side=None)
        return read

    def _bare(
        self, token: Token, kinds: str, changes: Changes, last: TrainingSet | None
    ) -> Changes | Ambiguous:
        """A bare number is the weight or the repetitions, whichever is near what stands there."""
        value = token.value
        if "R" in kinds:
            return replace(changes, reps=int(value))
        if "S" in kinds:
            return replace(changes, sets=int(value))
        part = "weight" if last is None or "@" in kinds else plausible_part(value, last)
        if part == "reps" and last is not None and last.reps is None:
            return replace(changes, seconds=as_long(value, last.seconds or 0))
        if part == "reps":
            return replace(changes, reps=int(value))
        if part == "weight" and last is not None and last.added is not None:
            return replace(changes, added=value if last.added > 0 else -value)
        if part == "weight":
            return replace(changes, weight=value)
        unit = last.unit.value if last else "kg"
        said = number(value)
        weight, reps = f"{said} {unit}", f"{said} reps"
        return Ambiguous(((weight, f"make that {weight}"), (reps, f"make that {reps}")))

    def _about(self, target: Target | None, context: LogContext) -> TrainingSet | None:
        if target is not None and target.exercise is not None:
            named = [s for s in context.last_group if s.exercise == target.exercise]
            if named:
                return named[-1]
        return context.last or (context.last_group[-1] if context.last_group else None)

    def _lift(self, last: TrainingSet | None, exercise: str | None) -> Lift:
        name = exercise or (last.exercise if last else "")
        found = self._reader.names.find(name) if name else None
        if found and found.exercise:
            known = found.exercise
            return Lift(known.load, False, Unit.KG, known.equipment == "bodyweight")
        body = last is not None and last.weight == 0
        return Lift(Load.BODYWEIGHT if body else Load.LOADED)

    def _reading(
        self,
        plain: Sequence[Token],
        changes: Changes,
        last: TrainingSet | None,
        context: LogContext,
    ) -> Changes | None:
        name = changes.exercise or (last.exercise if last else None)
        if name is None:
            return None
        named = self._reader.names.find(name, (*context.own_names, name))
        clause = Clause(named, tuple(plain), "", explicit=True)
        day = changes.day or (last.date if last else context.today)
        log = self._reader.read_clause(clause, context, day)
        if not log.sets or log.problems or log.question:
            return None
        return replace(changes, reading=log)

    def _default(self, changes: Changes, context: LogContext, *, every: bool) -> Target:
        """What a correction without a pointer changes: the entry; a day or unit the message.

        `every`: each of the sets is meant, though they differ.
        """
        if (changes.day or changes.unit) and changes.weight is None and changes.reps is None:
            return Target(Scope.LAST_MESSAGE)
        last = context.last
        group = [s for s in context.last_group if last and s.exercise == last.exercise]
        if every and last is not None and len(group) == 1:  # each was told by itself
            return Target(Scope.ALL, exercise=last.exercise, day=last.date)
        alike = len({(s.weight, s.added, s.reps, s.seconds) for s in group}) <= 1 or every
        if changes.sets is None and changes.reading is None and not alike and not changes.exercise:
            same_weight = len({(s.weight, s.added) for s in group}) <= 1
            if not (same_weight and changes.weight is not None and changes.reps is None):
                return Target(Scope.LAST_SET)
        return Target(Scope.LAST_ENTRY)


def _contrasts(tokens: Sequence[Token]) -> bool:
    """Whether it says one value against another: 95 not 100, 105 instead of 100, lb not kg."""
    texts = [token.text for token in tokens]
    sign = next((i for i, t in enumerate(texts) if t in ("not", "instead")), 0)
    if sign >= 4 and "x" not in texts:
        front, back = tokens[sign - 2 : sign], tokens[sign + 1 :]
        return any(t.kind == "n" for t in front) and bool(back) and back[0].kind == "n"
    if not 0 < sign < 4:
        return False
    kinds = [t.kind == "n" or t.text in ("kg", "kgs", "lb", "lbs", "kilos", "pounds")
             for t in tokens]  # fmt: skip
    return kinds[0] and any(kinds[sign:])


def _split_not(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Part what was wrong from what is right: "95 not 100", "not 100 but 95"."""
    texts = [token.text for token in tokens]
    if "instead" in texts:
        at = texts.index("instead")
        return tokens[at + 1 :], tokens[:at]
    if "not" not in texts:
        return [], tokens
    at = texts.index("not")
    before = [t for t in tokens[:at] if t.kind not in ",.;"]
    if any(t.kind in "nt" or t.kind == "z" for t in before) and before:
        return tokens[at + 1 :], tokens[:at]
    after = tokens[at + 1 :]
    for index, token in enumerate(after):
        if token.text in ("but", ",", "it", "-", ";", "."):
            return after[:index], after[index + 1 :]
    return after, before


def _points_at_set(texts: Sequence[str]) -> bool:
    """Whether one set is meant and not the last change: "scratch that last set"."""
    return "last" in texts and texts[-1] in ("set", "sets", "one") and texts[0] != "undo"


def _heads(tokens: Sequence[Token], said: Sequence[Token]) -> bool:
    """Whether an exercise stands before what became of it: "squat set 3 was 95"."""
    verbs = [t.start for t in said if t.text in ("was", "were", "is", "should", "=", ":")]
    named = next((t.start for t in tokens if t.kind == "E"), None)
    return named is not None and bool(verbs) and named < verbs[0]


def _loose_dash(tokens: Sequence[Token], position: int) -> bool:
    """Whether a dash parts words, and is no sign of a number."""
    if tokens[position].kind != "-":
        return False
    glued = position + 1 < len(tokens) and tokens[position + 1].start == tokens[position].end
    return not (glued and tokens[position + 1].kind == "n")


def _between(tokens: Sequence[Token], index: int) -> bool:
    """Whether a joiner has numbers on both sides."""
    before = any(t.kind in _NUMBERS for t in tokens[:index])
    return before and any(t.kind in _NUMBERS for t in tokens[index + 1 :])
