"""Replies to several conversations, written at once, token by token.

What a step costs is unpacking the matrices, so one of eight tokens takes little longer than one of
one (docs/speed.md). Keys and values of all texts stand in one sequence, and a mask says which of
them each sees, so that what several begin with is there once.
"""

from collections import OrderedDict
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.llm.adapter import AdapterName
from assistant.llm.openvino.model import Floats, OpenVinoModel, Step
from assistant.llm.openvino.reader import FILLED, flattened, in_groups

_ROOM = 256
"""Tokens that room for keys and values is made for at once."""
_TWICE = 2
"""What is written is seldom longer than what stands behind the beginning of its prompt."""
_ABREAST = 4
"""Texts that are written at once are filled up to a multiple of, but where there are few."""
_FEW = 2
_MOST_KEPT = 5000
"""Tokens of beginnings that are kept, in half precision: 28 KiB each with the default model."""
_RIVALS = 20
_UNREAD = np.zeros(0, np.float32)
_BROKEN = "\ufffd"
"""What a text ends with whose last token ends within a letter."""

Beginning = tuple[AdapterName | None, tuple[int, ...]]
"""Tokens that a prompt begins with, and what they are read with."""


class Asked(NamedTuple):
    """A conversation that wants a reply."""

    messages: Sequence[Mapping[str, str]]
    adapter: AdapterName | None
    """What it is read and written with; the model as it is, when None."""
    beams: int = 1
    """Replies that are written abreast (beam search) and returned; each token the likeliest, when
    1."""


class Written(NamedTuple):
    """A reply."""

    text: str
    first: dict[str, float]
    """The likeliest first tokens, with natural log-probabilities."""
    mean_logprob: float
    """Mean natural log-probability of its tokens, that of the end among them."""
    tokens: int
    """That were written."""
    read: int
    """Tokens of the conversation that were read for it."""
    cached: int
    """Those that had been read before."""
    reading_seconds: float
    """Its share of the time that all took."""
    writing_seconds: float


@dataclass
class _Text:
    """One of the texts that are worked on."""

    beginning: Beginning
    own: list[int]
    """Tokens of the conversation behind its beginning."""
    seen: list[int]
    """Places of the keys and values that it sees."""
    known: bool
    """Whether its beginning had been read before, or is read for another."""
    chances: Floats
    """Natural log-probabilities of the next token."""
    written: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    first: dict[str, float] = field(default_factory=dict)

    def with_token(self, token: int) -> "_Text":
        """The text with another token."""
        return replace(
            self,
            seen=list(self.seen),
            written=[*self.written, token],
            logprobs=[*self.logprobs, float(self.chances[token])],
        )

    def ended_with(self, token: int) -> "_Text":
        """The text with its end; it lets go of what might have come next."""
        logprobs = [*self.logprobs, float(self.chances[token])]
        return replace(self, logprobs=logprobs, chances=_UNREAD)


@dataclass
class _Search:
    """What is written of one reply."""

    beams: int
    live: list[_Text]
    done: list[_Text] = field(default_factory=list)


def _mean(text: _Text) -> float:
    return float(np.mean(text.logprobs))


class _Kept:
    """Keys and values of tokens, with room for more."""

    def __init__(self, model: OpenVinoModel, tokens: int) -> None:
        self._model = model
        self.values = model.nothing_kept(_filled(tokens, _ROOM))
        self._used = 0

    def add(self, fresh: NDArray[np.floating[Any]]) -> range:
        """Keep those of some tokens, and return their places."""
        tokens = fresh.shape[2]
        end = self._used + tokens
        if end > self.values.shape[2]:
            larger = self._model.nothing_kept(_filled(end, _ROOM))
            larger[:, :, : self._used] = self.values[:, :, : self._used]
            self.values = larger
        self.values[:, :, self._used : end] = fresh
        places = range(self._used, end)
        self._used = end
        return places


class ReplyWriter:
    """Writes replies with a model, and keeps what prompts begin with. Not safe for threads."""

    def __init__(self, model: OpenVinoModel) -> None:
        self.model = model
        self._beginnings: OrderedDict[Beginning, NDArray[np.float16]] = OrderedDict()

    def length(self, messages: Sequence[Mapping[str, str]]) -> int:
        """Tokens of a conversation."""
        return len(self.model.chat.of(messages))

    def write(
        self, asked: Sequence[Asked], max_tokens: int
    ) -> Generator[str, None, list[list[Written]]]:
        """Write the replies, for each conversation the likeliest first.

        Yields at each step what it adds to the first reply, often nothing: it is told only where
        it has one beam, since others may still be overtaken.

        Args:
            asked: at least one conversation.
            max_tokens: of one reply.
        """
        since = perf_counter()
        texts, kept = self._read(asked)
        begun = perf_counter()
        searches = [_Search(each.beams, [text]) for each, text in zip(asked, texts, strict=True)]
        told = ""
        while going := [text for search in searches for text in self._advanced(search, max_tokens)]:
            said = self._said((searches[0].live + searches[0].done)[0])
            new = said[len(told) :] if asked[0].beams == 1 and not said.endswith(_BROKEN) else ""
            yield new
            told += new
            self._step(going, kept)
        said = self._said(searches[0].done[0])
        if asked[0].beams == 1 and said != told:
            yield said[len(told) :]
        reading, writing = begun - since, perf_counter() - begun
        replies = []
        for search in searches:
            first, *others = sorted(search.done, key=_mean, reverse=True)
            reply = self._reply(first, reading / len(texts), writing / len(texts))
            replies.append([reply, *(self._beside(text) for text in others)])
        return replies

    def _read(self, asked: Sequence[Asked]) -> tuple[list[_Text], _Kept]:
        """Read the conversations."""
        prompts = [self.model.chat.of(each.messages) for each in asked]
        beginnings: list[Beginning] = [
            (each.adapter, tuple(self.model.chat.before_reply(each.messages[:-1])))
            for each in asked
        ]
        read = set(self._beginnings)
        known = [each in read or beginnings.index(each) < at for at, each in enumerate(beginnings)]
        distinct = dict.fromkeys(beginnings)
        begun = sum(len(tokens) for _, tokens in distinct)
        own = sum(len(p) - len(tokens) for p, (_, tokens) in zip(prompts, beginnings, strict=True))
        kept = _Kept(self.model, begun + _TWICE * own)
        places = {each: list(kept.add(self._beginning(each))) for each in distinct}
        texts = [
            _Text(each, prompt[len(each[1]) :], list(places[each]), is_known, _UNREAD)
            for each, prompt, is_known in zip(beginnings, prompts, known, strict=True)
        ]
        left = iter(texts)
        for group in in_groups([text.own for text in texts]):
            self._read_own([next(left) for _ in group], kept)
        return texts, kept

    def _beginning(self, beginning: Beginning) -> NDArray[np.floating[Any]]:
        """Keys and values of what a prompt begins with."""
        adapter, tokens = beginning
        if not tokens:
            return self.model.nothing_kept(0)
        if beginning not in self._beginnings:
            flat = flattened([tokens])
            fresh = self.model.run(flat.step(flat.ends, adapter)).fresh
            self._beginnings[beginning] = fresh[:, :, : len(tokens)].astype(np.float16)
        self._beginnings.move_to_end(beginning)
        values = self._beginnings[beginning]
        while sum(len(each[1]) for each in self._beginnings) > _MOST_KEPT:
            self._beginnings.popitem(last=False)
        return values

    def _read_own(self, texts: Sequence[_Text], kept: _Kept) -> None:
        """Read what stands behind the beginnings of some texts, at once."""
        size = _filled(sum(len(text.own) for text in texts), FILLED)
        self._see(texts, [text.own for text in texts], size, kept)
        for text in texts:
            text.first = self._rivals(text.chances)

    def _rivals(self, chances: Floats) -> dict[str, float]:
        likeliest = np.argpartition(chances, -_RIVALS)[-_RIVALS:]
        likeliest = likeliest[np.argsort(-chances[likeliest])]
        return {self.model.chat.text([int(each)]): float(chances[each]) for each in likeliest}

    def _advanced(self, search: "_Search", max_tokens: int) -> list[_Text]:
        """Take the likeliest next tokens of what is still written; what goes on with them."""
        pool = [
            (sum(text.logprobs) + float(text.chances[token]), int(token), text)
            for text in search.live
            for token in np.argpartition(text.chances, -search.beams - 1)[-search.beams - 1 :]
        ]
        live: list[_Text] = []
        ended: list[_Text] = []
        for _, token, text in sorted(pool, key=lambda each: -each[0]):
            if search.beams in (len(live), len(search.done)):
                break
            if token not in self.model.facts.ends:
                live.append(text.with_token(token))
            elif not any(text is each for each in ended):  # which end it has makes no difference
                ended.append(text)
                search.done.append(text.ended_with(token))
        if live and len(live[0].written) >= max_tokens and len(search.done) < search.beams:
            search.done += live[: search.beams - len(search.done)]
        search.live = [] if len(search.done) >= search.beams else live
        return search.live

    def _step(self, texts: Sequence[_Text], kept: _Kept) -> None:
        """Read the last token of each text."""
        size = len(texts) if len(texts) <= _FEW else _filled(len(texts), _ABREAST)
        self._see(texts, [text.written[-1:] for text in texts], size, kept)

    def _see(
        self, texts: Sequence[_Text], new: Sequence[list[int]], size: int, kept: _Kept
    ) -> None:
        """Read new tokens of some texts, filled up to a size with such as see themselves alone."""
        room = kept.values.shape[2]
        seen = np.zeros((size, room + size), bool)
        seen[:, room:] = np.eye(size, dtype=bool)
        tokens, positions = [0] * size, [0] * size
        adapters: list[AdapterName | None] = [None] * size
        ends: list[int] = []
        for text, added in zip(texts, new, strict=True):
            begin = ends[-1] if ends else 0
            end = begin + len(added)
            seen[begin:end, text.seen] = True
            seen[begin:end, room + begin : room + end] = np.tri(len(added), dtype=bool)
            tokens[begin:end] = added
            positions[begin:end] = range(len(text.seen), len(text.seen) + len(added))
            adapters[begin:end] = [text.beginning[0]] * len(added)
            ends.append(end)
        step = Step(tokens, positions, seen, [end - 1 for end in ends], adapters)
        outcome = self.model.run(step, kept.values)
        places = kept.add(outcome.fresh[:, :, : ends[-1]])
        chances = self.model.chances(outcome.states)
        for text, added, end, row in zip(texts, new, ends, chances, strict=True):
            text.seen += places[end - len(added) : end]
            text.chances = row

    def _said(self, text: _Text) -> str:
        return self.model.chat.text(text.written)

    def _beside(self, text: _Text) -> Written:
        """Another reply to the same conversation, which was read and waited for once."""
        return self._reply(text, 0.0, 0.0)._replace(read=0, cached=0)

    def _reply(self, text: _Text, reading: float, writing: float) -> Written:
        stem = len(text.beginning[1])
        return Written(
            text=self._said(text),
            first=text.first,
            mean_logprob=_mean(text),
            tokens=len(text.logprobs),
            read=len(text.own) + (0 if text.known else stem),
            cached=stem if text.known else 0,
            reading_seconds=reading,
            writing_seconds=writing,
        )


def _filled(tokens: int, to: int) -> int:
    """A number of tokens, filled up to a multiple."""
    return -(-tokens // to) * to
