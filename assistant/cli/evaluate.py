"""`assistant eval`: answers scored on gold questions."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def evaluate(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="GOLD…",
            help="Gold files, folders of them, or a data set.",
            show_default="the bundled gold questions",
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            metavar="DIR",
            help="Folder of the index. Default: the bundled articles for their own questions, a "
            "data set's own articles; else the setting `index`, or else the bundled articles.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="F", help="Write the figures as JSON.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="F.html", help="Write the report as a page.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="F.json", help="Compare with an earlier --json.")
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            metavar="METRIC=VALUE",
            help="Exit with 1 when a figure is worse; may be given several times.",
        ),
    ] = None,
    calibrate: Annotated[
        Path | None,
        typer.Option(
            metavar="F.json",
            help="Fit the chance that the articles answer on this run, and write its weights.",
        ),
    ] = None,
    system: Annotated[
        Literal["assistant", "stock", "search"],
        typer.Option(help="What is asked: ours, LlamaIndex's own engine, or the search alone."),
    ] = "assistant",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Ask a sample of N questions only.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask everything anew after an interrupted run.")
    ] = False,
    one_pool: Annotated[
        bool, typer.Option("--one-pool", help="Search a data set's languages together.")
    ] = False,
    without_gold: Annotated[
        bool,
        typer.Option(
            "--without-gold",
            help="Keep each question's own articles from the search: all are to be refused.",
        ),
    ] = False,
) -> None:
    """Score answers on gold questions.

    Exit code 1 when a figure misses its --fail-under.
    """
    from assistant.cli.preparation import embedded_model, fetch
    from assistant.evaluation.cli_entry import EvalOptions, run
    from assistant.settings import Settings

    settings = Settings.load(index=index)
    if system != "search" and (model := embedded_model(settings)):
        fetch(model, settings)
    code = run(
        EvalOptions(
            settings=settings,
            gold=tuple(gold or ()),
            index=index,
            json=json,
            report=report,
            baseline=baseline,
            fail_under=tuple(fail_under or ()),
            calibrate=calibrate,
            system=system,
            limit=limit,
            fresh=fresh,
            one_pool=one_pool,
            without_gold=without_gold,
        )
    )
    raise typer.Exit(code)
