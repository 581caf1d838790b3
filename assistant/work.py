"""One answer in the making: what the stages hand on, and what they cost."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.answer import TokenUsage
from assistant.answerability import Signals
from assistant.known_renderings import KnownRenderings, Rendering
from assistant.tracing import Trace
from index.article import Passage

if TYPE_CHECKING:
    from assistant.checking.support import Support
    from assistant.llm.writer import Draft


@dataclass
class Work:
    """Filled stage by stage; belongs to one answer."""

    question: str
    language: str
    standalone: str = ""
    article_language: str = ""
    """Of the articles that it asks about, ISO 639-1, where it names one."""
    passages: tuple[Passage, ...] = ()
    others: tuple[Passage, ...] = ()
    """All others that could be found, where they are few; their sentences are looked at too."""
    evidence: tuple[Passage, ...] = ()
    rerank_scores: tuple[float, ...] = ()
    """Log-odds that the first quotes of the evidence answer, by the reranker; empty where it was
    not asked."""
    first: int = 0
    """How many quotes of the evidence are judged first: the others where none surely answers."""
    verdicts: dict[int, float] = field(default_factory=dict)
    """Log-odds that a quote answers, by its place in the evidence, counted from 1."""
    checked: "list[Support]" = field(default_factory=list)
    """The drafted sentences as the checks found them; they cite the evidence by number."""
    drafts: "dict[tuple[str, str], Draft | None]" = field(default_factory=dict)
    """What was made of a quote, by the way and its text: parts of a question may share it."""
    renderings: "dict[str, tuple[Rendering, ...]]" = field(default_factory=dict)
    """Of quotes, by their text, where several were made at once; parts share them too."""
    known_renderings: KnownRenderings = field(default_factory=KnownRenderings)
    """What earlier answers made."""
    unanswered: tuple[str, ...] = ()
    """Parts of the question that the articles do not answer, where they answer others."""
    signals: Signals | None = None
    timings: dict[str, float] = field(default_factory=dict)
    usage: dict[str, TokenUsage] = field(default_factory=dict)
    begun: float = field(default_factory=time.perf_counter)
    trace: Trace = field(default_factory=Trace)

    def part(self, question: str) -> "Work":
        """The work on a part of the question, whose time and tokens count as this answer's."""
        return Work(
            question=question,
            language=self.language,
            standalone=question,
            article_language=self.article_language,
            drafts=self.drafts,
            renderings=self.renderings,
            known_renderings=self.known_renderings,
            timings=self.timings,
            usage=self.usage,
            begun=self.begun,
            trace=self.trace,
        )

    def took(self, stage: str, since: float, *, without: float = 0.0) -> None:
        """Add the time since `since` (`time.perf_counter`) to a stage, in seconds.

        Args:
            stage: its name.
            since: when it began.
            without: seconds of it that other stages took.
        """
        seconds = max(0.0, time.perf_counter() - since - without)
        self.timings[stage] = self.timings.get(stage, 0.0) + seconds
        self.trace.took(stage, seconds)

    def began(self, since: float) -> None:
        """Note the first token of the first draft, in seconds from when it was begun."""
        self._first("first_token", since)

    def shows(self) -> None:
        """Note when the first words are shown, in seconds from the question."""
        self._first("first_word", self.begun)

    def stands(self) -> None:
        """Note when the first sentence has passed its checks, in seconds from the question."""
        self._first("first_sentence", self.begun)

    def _first(self, name: str, since: float) -> None:
        if name not in self.timings:
            self.took(name, since)

    def used(self, stage: str, usage: TokenUsage) -> None:
        """Add tokens to a stage."""
        self.usage[stage] = self.usage.get(stage, TokenUsage()) + usage
        if usage.reading_seconds:
            self.timings["prefill"] = self.timings.get("prefill", 0.0) + usage.reading_seconds
            self.trace.took("prefill", usage.reading_seconds, ago=usage.writing_seconds)
