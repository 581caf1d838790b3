"""A conversation as one browser session sees it: questions, and what became of each."""

from dataclasses import dataclass, field

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.feedback import Rating


@dataclass
class Exchange:
    """One question with its answer, or with the way to it while it is being written."""

    question: str
    status: str = ""
    draft: str = ""
    answer: Answer | None = None
    failure: str = ""
    stopped: bool = False
    begun: bool = False
    """Whether someone sees to the answer: two events in a row must not both."""
    rated_as: str = ""
    """Id of the rating that a reader gave, if one did."""
    rating: Rating = "good"

    @property
    def open(self) -> bool:
        """Whether an answer is still to come."""
        return self.answer is None and not self.failure and not self.stopped


@dataclass
class Conversation:
    """The exchanges of one session, oldest first. Kept in a `gr.State`, so one for each session."""

    exchanges: list[Exchange] = field(default_factory=list)
    rated: Exchange | None = None
    """The exchange that was rated last, on which a word may follow."""

    @property
    def waiting(self) -> Exchange | None:
        """The exchange whose answer is still to come, if any; it is always the last."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last and last.open else None

    def history(self, before: Exchange | None = None) -> tuple[Turn, ...]:
        """The answered exchanges, as the assistant wants them; all, or those before one."""
        earlier = self.exchanges[: self.exchanges.index(before)] if before else self.exchanges
        return tuple(
            Turn(exchange.question, exchange.answer.text)
            for exchange in earlier
            if exchange.answer is not None
        )
