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
        failed = _sync(articles, folder, target, json=json)
        if watch:
            _follow(articles, folder, target, json=json)
    raise typer.Exit(1 if failed else 0)


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


def _sync(articles: "ArticleIndex", folder: Path, target: Path, *, json: bool) -> bool:
    """Sync and tell what was done; whether a file could not be read."""
    from assistant.cli.progress import shown_sync, stderr

    with shown_sync(stderr(), str(folder)) as show:
        report = articles.sync(folder, progress=show)
    for failure in report.failed:
        typer.echo(f"failed: {failure.path}: {failure.reason}", err=True)
    if json:
        typer.echo(report.model_dump_json())
    else:
        typer.echo(f"{_counts(report)} — ask with: assistant ask --index {target} QUESTION")
    return bool(report.failed)


def _follow(articles: "ArticleIndex", folder: Path, target: Path, *, json: bool) -> None:
    """Sync again whenever files change, until interrupted."""
    typer.echo(f"Watching {folder}; Ctrl+C stops.", err=True)
    for _ in _changes(folder, target):
        try:
            _sync(articles, folder, target, json=json)
        except AssistantError as error:  # such as a folder that is empty for a moment
            typer.echo(f"error: {error}", err=True)


def _changes(folder: Path, target: Path) -> "Iterator[object]":
    """One item for each burst of changes, whichever files they were to."""
    from watchfiles import watch

    own = str(target.resolve())
    return watch(
        folder,
        watch_filter=lambda _, path: not str(Path(path).resolve()).startswith(own),
        ignore_permission_denied=True,
    )


def _counts(report: "SyncReport") -> str:
    names = ("added", "updated", "removed", "unchanged", "failed")
    return ", ".join(f"{len(getattr(report, name))} {name}" for name in names)
