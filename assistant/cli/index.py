"""`assistant index`: an index made equal to a folder of articles."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import JsonOption
from assistant.cli.printable import printable, printable_json
from index.errors import IndexDamagedError
from index.failures import named

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.article_index import ArticleIndex
    from index.report import SyncReport

DEFAULT_INDEX = Path(".index")


def index(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Of the articles, at any depth.")
    ],
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            metavar="DIR",
            help="Folder of the index, made where absent.",
            show_default="the setting `index`, or else ./.index",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and follow changes of the folder.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be done.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exit code 1 when anything differs.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Compare, and mend whatever differs or is damaged.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make anew an index that other settings made.")
    ] = False,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="ADDRESS",
            help="Read and embed on a Ray cluster: auto, HOST:PORT or ray://HOST:PORT.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make an index equal to a folder.

    Exit code 1 when a file can't be read, or when --check finds a difference.
    """
    _refuse_mixtures(
        watch=watch, dry_run=dry_run, check=check, repair=repair, rebuild=rebuild, ray=ray
    )
    from assistant.settings import Settings

    settings = Settings.load(index=index)
    target = settings.index_place or DEFAULT_INDEX
    if check:
        raise typer.Exit(_check(folder, target, settings, json=json))
    if dry_run:
        raise typer.Exit(_plan(folder, target, settings, rebuild=rebuild, json=json))
    if repair:
        raise typer.Exit(_repair(folder, target, settings, json=json))
    from index.article_index import ArticleIndex
    from index.giving_way import giving_way

    with (
        giving_way(),
        ArticleIndex.open(target, rebuild=rebuild, **settings.index_options()) as articles,
    ):
        if watch:
            from assistant.cli.watching import follow

            follow(articles, folder, target, json=json)
        else:
            report = sync(articles, folder, ray=ray)
            tell(report, target, json=json)
            raise typer.Exit(1 if report.failed else 0)


def _refuse_mixtures(
    *, watch: bool, dry_run: bool, check: bool, repair: bool, rebuild: bool, ray: str | None
) -> None:
    if check and (watch or rebuild or repair or dry_run):
        raise typer.BadParameter("--check only looks; leave out the other one")
    if dry_run and (watch or repair):
        raise typer.BadParameter("--dry-run only tells; leave out --watch and --repair")
    if repair and (watch or rebuild):
        raise typer.BadParameter("--repair makes anew what it must; leave out the other one")
    if ray is not None and (check or dry_run or repair or watch):
        raise typer.BadParameter("--ray goes with a sync alone; leave out the other one")


def _check(folder: Path, target: Path | str, settings: "Settings", *, json: bool) -> int:
    from assistant.cli.progress import shown_sync, stderr
    from index.article_index import ArticleIndex

    try:
        with (
            ArticleIndex.open(target, create=False, **settings.index_options()) as articles,
            shown_sync(stderr(), str(folder), doing="Checking") as show,
        ):
            differences = articles.check(folder, progress=show)
    except IndexDamagedError as error:
        differences = (f"database: {error}",)
    if json:
        _print_json({"differences": differences})
    elif differences:
        typer.echo("\n".join(map(printable, differences)))
    else:
        typer.echo(f"{shown(target)} is what a fresh index of {folder} would be")
    return 1 if differences else 0


def _plan(
    folder: Path, target: Path | str, settings: "Settings", *, rebuild: bool, json: bool
) -> int:
    from tempfile import TemporaryDirectory

    from assistant.cli.progress import shown_sync, stderr
    from assistant.cli.summary import plan_lines
    from index.article_index import ArticleIndex

    with ExitStack() as stack:
        # An index that is not there yet is not made either.
        there = isinstance(target, str) or target.exists()
        place = target if there else Path(stack.enter_context(TemporaryDirectory()), "index")
        opened = ArticleIndex.open(
            place, create=not there, rebuild=rebuild, **settings.index_options()
        )
        articles = stack.enter_context(opened)
        show = stack.enter_context(shown_sync(stderr(), str(folder), doing="Reading"))
        report = articles.plan(folder, progress=show)
    if json:
        _print_json(report.model_dump(mode="json") | {"dry_run": True})
    else:
        typer.echo("\n".join(plan_lines(report)))
    return 1 if report.failed else 0


def _repair(folder: Path, target: Path | str, settings: "Settings", *, json: bool) -> int:
    from assistant.cli.progress import shown_sync, stderr
    from index.repair import repair

    with shown_sync(stderr(), str(folder), doing="Repairing") as show:
        done = repair(target, folder, progress=show, **settings.index_options())
    if json:
        _print_json(done.model_dump(mode="json"))
        return 1 if done.report and done.report.failed else 0
    for line in done.found:
        typer.echo(printable(line))
    if done.report is None:
        typer.echo(f"{shown(target)} is what a fresh index of {folder} would be; nothing to mend")
        return 0
    tell(done.report, target, json=False)
    return 1 if done.report.failed else 0


def shown(target: Path | str) -> str:
    """The place of an index as it may be printed: without the password of a database."""
    if isinstance(target, Path):
        return str(target)
    from assistant.engine import shown_url

    return shown_url(target)


def _print_json(value: object) -> None:
    import json as json_format

    typer.echo(printable_json(json_format.dumps(value, ensure_ascii=False)))


def sync(articles: "ArticleIndex", folder: Path, *, ray: str | None = None) -> "SyncReport":
    """Sync with progress on stderr, and say so where it completes one that was interrupted."""
    from assistant.cli.progress import shown_sync, stderr

    console = stderr()
    last = articles.last_sync()
    if last and last.interrupted:
        console.print(
            f"The last sync (process {last.process}, begun {last.begun:%Y-%m-%d %H:%M} UTC) was "
            "interrupted; this one completes it.",
            markup=False,
            soft_wrap=True,
        )
    with shown_sync(console, str(folder)) as show:
        return articles.sync(folder, progress=show, ray=ray)


def tell(report: "SyncReport", target: Path | str, *, json: bool) -> None:
    """Print what a sync did: failures on stderr, the summary on stdout."""
    from assistant.cli.summary import counts, failure_lines

    for line in failure_lines(report, target):
        typer.echo(line, err=True)
    if json:
        typer.echo(printable_json(report.model_dump_json()))
    else:
        typer.echo(f"{counts(report)} — ask with: assistant ask{named(target)} QUESTION")
