"""A model that judges by what it is shown."""

from collections.abc import Generator, Mapping, Sequence

from assistant.llm.writer import Draft
from assistant.prompts import Message


class ScriptedJudge:
    """Gives yes the log-odds of the first of some texts that it is shown, against no.

    Args:
        odds: by a part of what is shown.
    """

    name = "judge"
    tells_chances = True

    def __init__(self, odds: Mapping[str, float]) -> None:
        self._odds = odds

    def adapted(self, name: str) -> None:  # noqa: ARG002 - it has none
        return None

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,  # noqa: ARG002 - a writer takes them
    ) -> Generator[str, None, Draft]:
        shown = messages[-1]["content"]
        odds = next(odds for text, odds in self._odds.items() if text in shown)
        yield "yes"
        return Draft("", first_token={"yes": odds, "no": 0.0})
