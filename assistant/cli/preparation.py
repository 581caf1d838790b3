"""What has to be there before a question can be answered: the model, and an index."""

from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import typer

from assistant.cli.progress import shown_download, shown_sync, stderr
from assistant.cli.summary import failure_lines
from index.importing import IMPORTING

if TYPE_CHECKING:
    from assistant.models.catalogue import CatalogueEntry
    from assistant.settings import Settings
    from index.report import SyncProgress, SyncReport


def prepare(settings: "Settings", *, ahead: str = "") -> None:
    """Fetch the model that the settings name, index the bundled articles; show how far it is.

    Own articles that can't be read are named on stderr; the others are asked.
    Spans of the answers go to a collector from here on, where the environment names one.

    Args:
        settings: what is to be there.
        ahead: a module that is imported while articles are embedded, as it is needed next.

    Raises:
        AssistantError: the model can't be fetched, the articles not be indexed, or spans not be
            sent as the environment says.
    """
    from assistant.tracing import export_spans

    export_spans()
    if model := embedded_model(settings):
        fetch(model, settings)
    if settings.index_place:
        return
    from assistant.bundled import default_index_dir

    done: list[SyncReport] = []
    with shown_sync(stderr(), "the articles") as show:
        load = cache(lambda: _load_ahead(ahead))

        def progress(progress: "SyncProgress") -> None:
            show(progress)
            if ahead and progress.phase == "embedding":
                load()

        folder = default_index_dir(
            own=settings.articles,
            on_progress=progress,
            on_report=done.append,
            **settings.cached_index_options(),
        )
    for report in done:
        for line in failure_lines(report, folder):
            typer.echo(line, err=True)


def _load_ahead(module: str) -> None:
    """Import a module in a thread: while passages are embedded, Python has little else to do.

    What indexing and serving import comes first, so that two threads never import the same at
    once, which can find a module half made. A failure is left for the import that needs the module.
    """
    with IMPORTING:
        for early in ("index.article_index", "index.store", "index.embedded_e5", "uvicorn"):
            import_module(early)

    def load() -> None:
        with suppress(Exception):
            import_module(module)

    Thread(target=load, name="load ahead", daemon=True).start()


def embedded_model(settings: "Settings") -> "CatalogueEntry | None":
    """The model of the catalogue that the settings name; None for a model from elsewhere.

    Raises:
        ModelError: the catalogue has no model of that name.
    """
    from assistant.models.catalogue import find_model

    kind, _, name = settings.llm.partition(":")
    return find_model(name) if kind == "embedded" else None


def fetch(model: "CatalogueEntry", settings: "Settings") -> Path:
    """The model's verified file, fetched where it is missing or damaged.

    Raises:
        DownloadError: it can't be had.
    """
    from assistant.models.download import ensure_model

    console = stderr()

    def notice(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    with shown_download(console) as show:
        return ensure_model(
            model,
            cache=settings.cache,
            source=settings.model_source,
            on_progress=show,
            on_notice=notice,
        )
