"""`assistant index`: an index made equal to a folder of articles."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import JsonOption
from index.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.settings import Settings
    from index.article_index import ArticleIndex
    from index.report import SyncReport

DEFAULT_INDEX = Path(".index")
_FIRST_ITEM_MS = 200


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
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exit code 1 when anything differs.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make anew an index that other settings made.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make an index equal to a folder.

    Exit code 1 when a file can't be read, or when --check finds a difference.
    """
    if check and (watch or rebuild):
        raise typer.BadParameter("--check only looks; leave out --watch and --rebuild")
    from assistant.settings import Settings

    settings = Settings.load(index=index)
    target = settings.index or DEFAULT_INDEX
    if check:
        raise typer.Exit(_check(folder, target, settings, json=json))
    with _opened(target, settings, rebuild=rebuild) as articles:
        if watch:
            _follow(articles, folder, target, json=json)
        else:
            report = _sync(articles, folder)
            _tell(report, target, json=json)
            raise typer.Exit(1 if report.failed else 0)


def _opened(target: Path, settings: "Settings", *, rebuild: bool) -> "ArticleIndex":
    from index.article_index import ArticleIndex

    return ArticleIndex.open(
        target, embeddings=settings.embeddings, store=settings.store, rebuild=rebuild
    )


def _check(folder: Path, target: Path, settings: "Settings", *, json: bool) -> int:
    from index.article_index import ArticleIndex

    with ArticleIndex.open(
        target, embeddings=settings.embeddings, store=settings.store, create=False
    ) as articles:
        differences = articles.check(folder)
    if json:
        import json as json_format

        typer.echo(json_format.dumps({"differences": differences}, ensure_ascii=False))
    elif differences:
        typer.echo("\n".join(differences))
    else:
        typer.echo(f"{target} is what a fresh index of {folder} would be")
    return 1 if differences else 0


def _sync(articles: "ArticleIndex", folder: Path) -> "SyncReport":
    from assistant.cli.progress import shown_sync, stderr

    with shown_sync(stderr(), str(folder)) as show:
        return articles.sync(folder, progress=show)


def _tell(report: "SyncReport", target: Path, *, json: bool) -> None:
    for failure in report.failed:
        typer.echo(f"failed: {failure.path}: {failure.reason}", err=True)
    if json:
        typer.echo(report.model_dump_json())
    else:
        typer.echo(f"{_counts(report)} — ask with: assistant ask --index {target} QUESTION")


def _follow(articles: "ArticleIndex", folder: Path, target: Path, *, json: bool) -> None:
    """Sync at once, and again whenever files change, until interrupted."""
    before: SyncReport | None = None
    for _ in _changes(folder, target):
        try:
            report = _sync(articles, folder)
        except AssistantError as error:
            if before is None:
                raise
            typer.echo(f"error: {error}", err=True)  # such as a folder that is empty for a moment
            continue
        if before is None or report.changed or report.failed != before.failed:
            _tell(report, target, json=json)
        if before is None:
            typer.echo(f"Watching {folder}; Ctrl+C stops.", err=True)
        before = report


def _changes(folder: Path, target: Path) -> "Iterator[object]":
    """One item as soon as changes are noticed, and one for each burst of them."""
    from watchfiles import watch

    own = target.resolve()
    begun = False
    for changes in watch(
        folder,
        watch_filter=lambda _, path: not Path(path).resolve().is_relative_to(own),
        ignore_permission_denied=True,
        rust_timeout=_FIRST_ITEM_MS,
        yield_on_timeout=True,
    ):
        if changes or not begun:
            begun = True
            yield changes


def _counts(report: "SyncReport") -> str:
    names = ("added", "updated", "removed", "unchanged", "failed")
    return ", ".join(f"{len(getattr(report, name))} {name}" for name in names)
