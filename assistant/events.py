"""What `Assistant.stream` yields while an answer comes into being."""

from typing import Literal

from pydantic import Field

from assistant.answer import Answer
from index.frozen import Frozen

Stage = Literal["condense", "search", "evidence", "read", "write", "check"]


class StageStarted(Frozen):
    """A stage has begun; `count` is the number of passages or quotes it works on, if any."""

    type: Literal["stage"] = "stage"
    stage: Stage
    count: int | None = None


class TextDelta(Frozen):
    """A piece of the draft, to be appended to what is shown. It is not checked yet."""

    type: Literal["text"] = "text"
    text: str


class TextReplaced(Frozen):
    """What is shown gives way to this text, because a check changed it."""

    type: Literal["replaced"] = "replaced"
    text: str = Field(description="The whole text that is to be shown now; may be empty.")


class AnswerReady(Frozen):
    """The last event: the checked answer, whose text replaces all that was shown."""

    type: Literal["answer"] = "answer"
    answer: Answer


Event = StageStarted | TextDelta | TextReplaced | AnswerReady
