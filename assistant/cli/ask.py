"""`assistant ask`: one question, answered with numbered quotes."""

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import IndexOption, JsonOption
from assistant.cli.printable import printable, printable_json, printable_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answer import Answer, Citation
    from assistant.assistant import Assistant

_CLOSEST = 3  # passages that are shown when the articles do not answer

_STAGES = {
    "condense": "Reading the question",
    "search": "Searching the articles",
    "evidence": "Choosing quotes",
    "read": "Reading",
    "write": "Writing",
    "check": "Checking each sentence",
}


def ask(
    question: Annotated[
        str,
        typer.Argument(metavar="QUESTION", help="In any language; the answer comes in the same."),
    ],
    index: IndexOption = None,
    article: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="Answer from this article only; may be given several times."
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make the answer anew where one is kept from before.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Answer a question.

    Exit code 1 when the articles do not answer it.
    """
    from assistant.answer import Status
    from assistant.assistant import Assistant
    from assistant.cli.preparation import prepare
    from assistant.settings import Settings

    settings = Settings.load(index=index)
    prepare(settings)
    with Assistant.open(settings=settings) as assistant:
        answer = _answered(assistant, question, article or (), fresh=fresh)
    typer.echo(printable_json(answer.model_dump_json(indent=2)) if json else as_text(answer))
    if answer.status == Status.NOT_FOUND:
        raise typer.Exit(1)


def as_text(answer: "Answer") -> str:
    """The answer for a terminal: its text, its quotes with where they stand, its status."""
    from assistant.answer import Status

    lines = [printable_text(answer.text), ""]
    for citation in answer.citations:
        lines += [
            f"[{citation.number}] “{_on_one_line(citation.quote)}”",
            f"    {_on_one_line(citation.title)}, {printable(_place(citation))}",
        ]
    if answer.status == Status.NOT_FOUND and answer.related:
        lines.append("Closest passages:")
        for passage in answer.related[:_CLOSEST]:
            lines += [
                f"  “{_on_one_line(passage.text)}”",
                f"    {_on_one_line(passage.title)}, "
                + printable(f"{passage.article_id}:{passage.start}"),
            ]
    seconds = answer.timings.get("total", 0.0)
    took = "as answered before; --fresh answers anew" if answer.cached else f"{seconds:.1f} s"
    lines += ["", f"status: {answer.status.value.replace('_', ' ')}, {took}"]
    return "\n".join(lines)


def _place(citation: "Citation") -> str:
    """Where a quote stands: the file, and which of its articles where it holds several."""
    name = citation.path.rpartition("/")[2]
    place = citation.article_id
    if name:
        place = citation.path + citation.article_id.partition(name)[2]
    page = "" if citation.page is None else f", p. {citation.page}"
    return f"{place}:{citation.start}{page}"


def _answered(
    assistant: "Assistant", question: str, articles: "Sequence[str]", *, fresh: bool
) -> "Answer":
    """Ask, and show on a terminal which stage is at work."""
    from assistant.cli.progress import stderr
    from assistant.events import AnswerReady, StageStarted

    console = stderr()
    events = assistant.stream(question, articles=tuple(articles), fresh=fresh)
    with console.status("Loading the model") as status, closing(events):
        for event in events:
            if isinstance(event, StageStarted):
                status.update(_STAGES[event.stage])
            elif isinstance(event, AnswerReady):
                return event.answer
    raise AssertionError("a stream ends with its answer")


def _on_one_line(text: str) -> str:
    return printable_text(" ".join(text.split()))
