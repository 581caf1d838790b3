"""A small model file, and the places it can be fetched from: all on this machine."""

import functools
import hashlib
import http.server
import random
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.models.catalogue import CatalogueEntry, PartsMirror

CONTENT = b"GGUF" + random.Random(7).randbytes(300_000)  # noqa: S311 - any bytes will do
PARTS = 4


@pytest.fixture
def entry() -> CatalogueEntry:
    return CatalogueEntry(
        name="small",
        repository="someone/Small-GGUF",
        file="small.gguf",
        size=len(CONTENT),
        licence="Apache-2.0",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        mirror=PartsMirror(package="small-model-part{part}", version="0.1", parts=PARTS),
    )


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def model_file(cache: Path, entry: CatalogueEntry) -> Path:
    return cache / "models" / entry.file


# --- a package index in a folder ----------------------------------------------------------------


def make_part(folder: Path, part: int, content: bytes) -> Path:
    """A wheel as the mirror has them: a module that fails when imported, and the part."""
    wheel = folder / f"small_model_part{part}-0.1-py3-none-any.whl"
    package, metadata = f"small_model_part{part}", f"small_model_part{part}-0.1.dist-info"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{package}/__init__.py", "raise RuntimeError('was imported')")
        archive.writestr(f"{package}/data/part{part:02d}.bin", content)
        archive.writestr(
            f"{metadata}/METADATA",
            f"Metadata-Version: 2.1\nName: small-model-part{part}\nVersion: 0.1\n",
        )
        archive.writestr(
            f"{metadata}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{metadata}/RECORD", "")
    return wheel


def part_of_content(part: int) -> bytes:
    length = -(-len(CONTENT) // PARTS)
    return CONTENT[(part - 1) * length : part * length]


@pytest.fixture
def package_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place that pip looks at: a folder with the parts as wheels."""
    folder = tmp_path / "index"
    folder.mkdir()
    for part in range(1, PARTS + 1):
        make_part(folder, part, part_of_content(part))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


# --- a hub on loopback --------------------------------------------------------------------------


@dataclass
class Hub:
    """What the server hands out, and what it was asked for."""

    content: bytes = CONTENT
    ranges: bool = True
    status: int | None = None
    cut_after: int | None = None
    stall: threading.Event | None = None
    goes_on: bool = False
    asked: list[str | None] = field(default_factory=list)
    address: str = ""


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, hub: Hub, *arguments: object) -> None:
        self.hub = hub
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.hub.asked.append(wanted)
        start = 0
        if wanted and self.hub.ranges:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        body = self.hub.content[start:]
        self.send_response(self.hub.status or (206 if start else 200))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.hub.cut_after is not None:
            self.wfile.write(body[: self.hub.cut_after])
            self.wfile.flush()
            if self.hub.stall:
                self.hub.stall.wait()
            if self.hub.goes_on:
                self.wfile.write(body[self.hub.cut_after :])
            self.close_connection = True
            return
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, hub))
    hub.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield hub
    if hub.stall:
        hub.stall.set()
    server.shutdown()
    server.server_close()
