"""Fingerprints of what answers depend on, so that none is reused wrongly."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from assistant.settings import Settings

# Where things are kept or shown changes no answer.
_SETTINGS_WITHOUT_EFFECT = frozenset(
    {
        "allowed_hosts",
        "answer_cache",
        "answer_seconds",
        "answers_at_once",
        "articles",
        "auth",
        "cache",
        "collections",
        "conversations",
        "feedback",
        "host",
        "index",
        "index_database",
        "mcp",
        "model_source",
        "oidc_client_id",
        "oidc_client_secret",
        "oidc_editors",
        "oidc_issuer",
        "oidc_readers",
        "port",
        "proxy_user_header",
        "questions_per_minute",
        "queue_length",
        "read_only",
        "request_seconds",
        "require_login",
        "session_hours",
        "shutdown_seconds",
        "store",
        "store_token",
        "threads",
        "trusted_proxies",
        "upload_megabytes",
        "vector_cache_megabytes",
        "workers",
    }
)
# Neither do the parts that show, measure or describe answers, or that are fingerprinted apart.
_CODE_WITHOUT_EFFECT = (
    "_bundled",
    "access",
    "cli",
    "diagnosis",
    "evaluation",
    "serving",
    "web",
)


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


def model_fingerprint(settings: Settings) -> str:
    """Of what runs an embedded model, and of a file that may become another under its name.

    Of the file, its size and the time of its last change, as hashing it would take longer than an
    answer. Files of the catalogue have the SHA-256 that the code names; what a server runs nobody
    can see.
    """
    kind, _, name = settings.llm.partition(":")
    if kind not in {"embedded", "gguf"}:
        return ""
    if kind == "embedded":
        return runtime_fingerprint()
    try:
        status = Path(name).expanduser().stat()
    except OSError:
        return ""
    return f"{runtime_fingerprint()} {status.st_size} {status.st_mtime_ns}"


@cache
def runtime_fingerprint() -> str:
    """Of the llama.cpp and OpenVINO that are installed: builds differ a little in their verdicts.

    Of the hashes of their files, as the installer wrote them down; empty of what is not installed.
    """
    return digest(_installed(package) for package in ("xllamacpp", "openvino"))


def _installed(package: str) -> str:
    try:
        return distribution(package).read_text("RECORD") or ""
    except PackageNotFoundError:
        return ""


@cache
def code_fingerprint() -> str:
    """Of what makes answers: code and calibration in the packages `assistant` and `index`."""
    import assistant
    import index

    return digest(
        folder_fingerprint(Path(folder), "*", without=_CODE_WITHOUT_EFFECT)
        for package in (assistant, index)
        for folder in package.__path__
    )


def folder_fingerprint(folder: Path, pattern: str, without: tuple[str, ...] = ()) -> str:
    """Of the files below a folder that fit a pattern, outside the subfolders `without`."""
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
