"""Model files over HTTP: the Hugging Face hub, or a base address that the user names."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import DownloadError
from assistant.models.catalogue import CatalogueEntry
from assistant.models.partial import PartialFile, require_space
from assistant.models.sources import Report

if TYPE_CHECKING:
    import httpx

_CONNECT_SECONDS = 3.0  # a hub that can't be reached must not hold anyone up
_READ_SECONDS = 30.0
_IDLE_TRIES = 3  # broken connections in a row that bring no byte


def hub_address(entry: CatalogueEntry) -> str:
    """Where the official repository serves the file; HF_ENDPOINT is respected."""
    from huggingface_hub import hf_hub_url

    return hf_hub_url(entry.repository, entry.file)


@dataclass(frozen=True)
class WebSource:
    """A server that hands out whole files, and ranges of them where it can."""

    name: str
    address: Callable[[CatalogueEntry], str]

    def fetch(self, entry: CatalogueEntry, folder: Path, report: Report) -> Path:
        """Fetch the file, resuming where an earlier try stopped; see `Source.fetch`."""
        import httpx

        timeout = httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
        with (
            httpx.Client(timeout=timeout, follow_redirects=True) as client,
            PartialFile(entry, folder / "web.part") as partial,
        ):
            require_space(folder, entry.size - partial.size)
            self._read_all(client, entry, partial, report)
            partial.require_official()
        return partial.path

    def _read_all(
        self, client: "httpx.Client", entry: CatalogueEntry, partial: PartialFile, report: Report
    ) -> None:
        import httpx

        idle = 0
        while partial.size < entry.size:
            before = partial.size
            try:
                self._read_on(client, entry, partial, report)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise DownloadError("can't be reached") from error
            except httpx.TimeoutException as error:
                problem = DownloadError("does not answer")
                problem.__cause__ = error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problem = DownloadError(str(error) or type(error).__name__)
                problem.__cause__ = error
            else:
                problem = DownloadError("sends no more bytes")
            idle = idle + 1 if partial.size == before else 0
            if idle >= _IDLE_TRIES or (before == 0 and partial.size == 0):
                raise problem

    def _read_on(
        self, client: "httpx.Client", entry: CatalogueEntry, partial: PartialFile, report: Report
    ) -> None:
        headers = {"Accept-Encoding": "identity"}
        if partial.size:
            headers["Range"] = f"bytes={partial.size}-"
        with client.stream("GET", self.address(entry), headers=headers) as response:
            if response.status_code not in {200, 206}:
                raise DownloadError(f"answers {response.status_code} {response.reason_phrase}")
            if response.status_code == 200 and partial.size:
                partial.restart()  # this server sends no ranges
            _require_size(response, entry, partial)
            for block in response.iter_bytes():  # as it arrives: a block that waits may be lost
                partial.append(block)
                report(partial.size)


def _require_size(response: "httpx.Response", entry: CatalogueEntry, partial: PartialFile) -> None:
    """Refuse a file of another length before any of it is kept, such as a sign-in page."""
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and partial.size + int(announced) != entry.size:
        raise DownloadError(
            f"has a file of {partial.size + int(announced):,} bytes instead of {entry.size:,}"
        )
