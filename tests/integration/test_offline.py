"""Indexing and answering where nothing but loopback can be reached."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import ipaddress, socket, sys

def loopback(host):
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

asked = []

def refuse(host):
    asked.append(host)
    raise OSError(f"no network here, but {host!r} was asked for")

real_connect, real_getaddrinfo = socket.socket.connect, socket.getaddrinfo

def connect(self, address):
    if isinstance(address, tuple) and not loopback(address[0]):
        refuse(address[0])
    return real_connect(self, address)

def getaddrinfo(host, *rest, **named):
    if not loopback(host):
        refuse(host)
    return real_getaddrinfo(host, *rest, **named)

socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
socket.create_connection = lambda address, *rest, **named: refuse(address[0])

from assistant import Assistant
from index import ArticleIndex
from tests.scripted_llm import ScriptedLLM

folder, home = sys.argv[1:]
with ArticleIndex.open(home) as articles:
    report = articles.sync(folder)
    print("added", *report.added)
llm = ScriptedLLM.saying("[1] Because the videos made by Sora frightened him.", "yes")
with Assistant.open(home, llm=llm) as assistant:
    answer = assistant.ask("Why did Tyler Perry stop the expansion of his studio?")
print("related", answer.related[0].article_id)
print("asked for", *asked)
"""


def test_articles_are_indexed_and_asked_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "perry.md").write_text(
        "# Ein Studio wartet\n\nTyler Perry hat den Ausbau seines Studios gestoppt, weil ihn die "
        "Videos von Sora erschreckt haben.\n",
        encoding="utf-8",
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "articles"), str(tmp_path / "index")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["added perry.md", "related perry.md", "asked for"]
