"""`assistant index --watch`: one sync after another, as the folder changes."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assistant.cli.index import sync, tell
from assistant.cli.printable import printable
from index.errors import AssistantError

if TYPE_CHECKING:
    from index.article_index import ArticleIndex
    from index.report import SyncReport


def follow(articles: "ArticleIndex", folder: Path, target: Path | str, *, json: bool) -> None:
    """Sync at once, and again whenever files have changed, until interrupted.

    A sync that fails, because another process writes or the folder is empty for a moment, is told
    once and tried again.

    Raises:
        AssistantError: the very first sync fails.
    """
    from index.watching import Watch

    watch = Watch(folder, without=target if isinstance(target, Path) else None)
    before: SyncReport | None = None
    told = ""
    for _ in watch.occasions():
        try:
            report = sync(articles, folder)
        except AssistantError as error:
            if before is None:
                raise
            if str(error) != told:
                typer.echo(printable(f"error: {error}"), err=True)
            told = str(error)
            watch.retry()
            continue
        told = ""
        if before is None or report.changed or report.failed != before.failed:
            tell(report, target, json=json)
        if before is None:
            typer.echo(f"Watching {folder}; Ctrl+C stops.", err=True)
        before = report
