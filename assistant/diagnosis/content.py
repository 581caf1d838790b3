"""What the settings name on disk: the model's file, and the index."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from assistant.diagnosis.finding import Finding, Level
from assistant.diagnosis.machine import configured_model
from assistant.models.catalogue import CATALOGUE
from assistant.models.verification import find_defect, model_path
from assistant.settings import SETTINGS_FILE, Settings
from index.errors import AssistantError


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at settings, model and index."""
    yield _settings()
    yield _model(settings)
    yield _index(settings)


def _settings() -> Finding:
    file = Path(SETTINGS_FILE).resolve()
    text = f"from {file}" if file.exists() else f"no {SETTINGS_FILE} in {file.parent}"
    return Finding(Level.OK, "settings", text)


def _model(settings: Settings) -> Finding:
    kind, _, name = settings.llm.partition(":")
    if kind == "gguf" and not Path(name).expanduser().is_file():
        return Finding(Level.FAIL, "model", f"{name} is not there", "correct the setting `llm`")
    if kind != "embedded":
        return Finding(Level.OK, "model", settings.llm)
    entry = configured_model(settings)
    if entry is None:
        text = f"no embedded model is called {name!r}"
        return Finding(Level.FAIL, "model", text, f"there are: {', '.join(CATALOGUE)}")
    path = model_path(entry, settings.cache)
    if defect := find_defect(entry, path):
        advice = f"fetch it with `assistant models pull {entry.name}`"
        return Finding(Level.FAIL, "model", f"{path} {defect}", advice)
    return Finding(Level.OK, "model", f"{path} is the official file")


def _index(settings: Settings) -> Finding:
    place = settings.index_place
    if place is None:
        from assistant.own_articles import served_articles

        own = settings.articles
        served = (
            f"your own articles in {own}" if served_articles(own) == own else "the bundled articles"
        )
        return Finding(Level.OK, "index", f"{served}, as none is configured")
    from index.article_index import ArticleIndex

    try:
        with ArticleIndex.open(place, create=False, **settings.index_options()) as articles:
            place = articles.place
            articles.probe()
            count = len(articles)
            last = articles.last_sync()
    except AssistantError as error:
        text = f"{place}: {error}" if isinstance(place, Path) else str(error)
        return Finding(Level.FAIL, "index", text, "see `assistant index`")
    if count == 0:
        text = f"{place} holds no article"
        return Finding(Level.WARN, "index", text, "fill it with `assistant index FOLDER`")
    text = f"{place} holds {count} articles"
    if last and last.interrupted:
        text += f"; the sync begun {last.begun:%Y-%m-%d %H:%M} UTC was interrupted"
        return Finding(
            Level.WARN, "index", text, f"run `assistant index {quote(str(last.folder))}` again"
        )
    return Finding(Level.OK, "index", text)
