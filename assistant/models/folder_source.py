"""Model files from a folder that the user names."""

from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DownloadError
from assistant.models.catalogue import CatalogueEntry
from assistant.models.partial import PartialFile, require_space
from assistant.models.sources import Report

_BLOCK = 1 << 20


@dataclass(frozen=True)
class FolderSource:
    """A folder that holds model files under their official names."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    def fetch(self, entry: CatalogueEntry, folder: Path, report: Report) -> Path:
        """Copy the file; see `Source.fetch`."""
        original = self.folder / entry.file
        if not original.is_file():
            raise DownloadError(f"has no {entry.file}")
        require_space(folder, entry.size)
        with (
            original.open("rb") as source,
            PartialFile(entry, folder / "folder.part", keep=0) as partial,
        ):
            while block := source.read(_BLOCK):
                partial.append(block)
                report(partial.size)
            partial.require_official()
        return partial.path
