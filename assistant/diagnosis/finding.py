"""One thing that was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and what to do where it does not stand well.

    Attributes:
        level: how it stands.
        topic: what was looked at, in a word or two.
        text: what was found.
        advice: what to do; empty where there is nothing to do.
        figures: what was measured, by name.
    """

    level: Level
    topic: str
    text: str
    advice: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
