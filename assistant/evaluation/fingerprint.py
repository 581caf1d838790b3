"""Fingerprints of everything that an answer depends on, so that none is reused wrongly."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.protocol import SearchedIndex
from assistant.resources import resource_dir
from assistant.settings import Settings

# Where things are kept or shown changes no answer.
_SETTINGS_WITHOUT_EFFECT = frozenset(
    {"auth", "cache", "host", "index", "model_source", "port", "store", "threads"}
)
# Neither do the parts that show, measure or describe answers, or that are fingerprinted apart.
_CODE_WITHOUT_EFFECT = ("_bundled", "cli", "diagnosis", "evaluation", "web")


def digest(parts: Iterable[str | bytes]) -> str:
    """SHA-256 over the parts, kept apart from one another, in hexadecimal."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(hashlib.sha256(data).digest())
    return whole.hexdigest()


def settings_that_matter(settings: Settings) -> dict[str, object]:
    """The settings that an answer can depend on, by name, as JSON values."""
    return settings.model_dump(mode="json", exclude=set(_SETTINGS_WITHOUT_EFFECT))


def settings_fingerprint(settings: Settings) -> str:
    """Of the settings that an answer can depend on."""
    return digest([json.dumps(settings_that_matter(settings), sort_keys=True)])


def index_fingerprint(index: SearchedIndex) -> str:
    """Of all articles and their passages; two indexes of the same articles share it."""
    articles = sorted(index, key=lambda article: article.id)
    return digest(
        part
        for article in articles
        for part in (
            article.id,
            article.text,
            *(passage.id for passage in index.passages(article.id)),
        )
    )


def prompts_fingerprint() -> str:
    """Of every text that a model is sent."""
    return _folder_fingerprint(resource_dir("prompts"), "*")


def code_fingerprint(system: str = "assistant") -> str:
    """Of what makes answers: code and calibration in the packages `assistant` and `index`.

    The stock engine has a part of its own in this package.
    """
    import assistant
    import index

    parts = [
        _folder_fingerprint(Path(folder), "*", without=_CODE_WITHOUT_EFFECT)
        for package in (assistant, index)
        for folder in package.__path__
    ]
    if system == "stock":
        parts.append(_folder_fingerprint(Path(__file__).parent, "stock*.py"))
    return digest(parts)


def question_key(row: GoldRow, gold: GoldSet) -> str:
    """Of what is asked: not of what a right answer is, so gold can be mended without asking."""
    return digest(
        [
            row.question,
            *(part for turn in row.history for part in (turn.question, turn.answer)),
            "scope",
            *sorted(gold.scopes.get(row.scope, ())),
            "without",
            *sorted(row.without),
            "asked" if row.asked else "searched",
        ]
    )


def _folder_fingerprint(folder: Path, pattern: str, without: tuple[str, ...] = ()) -> str:
    files = sorted(
        path
        for path in folder.rglob(pattern)
        if path.is_file()
        and path.relative_to(folder).parts[0] not in without
        and "__pycache__" not in path.parts
    )
    return digest(
        part for path in files for part in (path.relative_to(folder).as_posix(), path.read_bytes())
    )
