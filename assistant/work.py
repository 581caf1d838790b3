"""One answer in the making: what the stages hand on, and what they cost."""

import time
from dataclasses import dataclass, field

from assistant.answer import TokenUsage
from assistant.answerability import Signals
from assistant.two_languages import Found, Translation
from index.article import Passage


@dataclass
class Work:
    """Filled stage by stage; belongs to one answer."""

    question: str
    language: str
    standalone: str = ""
    passages: tuple[Passage, ...] = ()
    translation: Translation | None = None
    found: Found | None = None
    evidence: tuple[Passage, ...] = ()
    signals: Signals | None = None
    timings: dict[str, float] = field(default_factory=dict)
    usage: dict[str, TokenUsage] = field(default_factory=dict)

    def took(self, stage: str, since: float) -> None:
        """Add the time since `since` (`time.perf_counter`) to a stage, in seconds."""
        self.timings[stage] = self.timings.get(stage, 0.0) + time.perf_counter() - since

    def used(self, stage: str, usage: TokenUsage) -> None:
        """Add tokens to a stage."""
        self.usage[stage] = self.usage.get(stage, TokenUsage()) + usage
