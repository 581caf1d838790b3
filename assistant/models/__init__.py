"""Language models on disk: which there are, where they come from, and whether they are whole."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.models.catalogue import CATALOGUE, CatalogueEntry, find_model
    from assistant.models.download import ensure_model
    from assistant.models.sources import DownloadProgress
    from assistant.models.verification import model_path

_HOME = {
    "CATALOGUE": "catalogue",
    "CatalogueEntry": "catalogue",
    "DownloadProgress": "sources",
    "ensure_model": "download",
    "find_model": "catalogue",
    "model_path": "verification",
}

__all__ = [
    "CATALOGUE",
    "CatalogueEntry",
    "DownloadProgress",
    "ensure_model",
    "find_model",
    "model_path",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the named module holds
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
