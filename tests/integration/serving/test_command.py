"""`assistant serve` as a process: its logs, its workers, its end."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from index.article_index import ArticleIndex

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    (folder / "articles").mkdir()
    (folder / "articles" / "bridge.md").write_text("Fähren fahren alle zwanzig Minuten.", "utf-8")
    with ArticleIndex.open(folder / "index") as made:
        made.sync(folder / "articles")
    return folder / "index"


@contextmanager
def served(
    index: Path, *options: str, llm: str = "http://127.0.0.1:1/v1#away"
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and where it serves; its model server is away, or at another address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--index", index, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ASSISTANT_LLM": llm,
        },
    )
    try:
        assert process.stdout is not None
        told = process.stdout.readline()
        found = re.search(r"http://\S+/", told)
        assert found, told + process.communicate()[1]
        yield process, found.group()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def get(url: str) -> httpx.Response:
    """The response, once there is one: workers may still be starting."""
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport, trust_env=False, timeout=120) as http:
        return http.get(url)


def test_logs_are_json_with_the_id_of_the_request_and_without_its_question(index: Path) -> None:
    with served(index) as (process, url):
        httpx.post(
            f"{url}search",
            json={"query": "Fähren"},
            headers={"x-request-id": "abc-123"},
            trust_env=False,
            timeout=60,
        )
        process.terminate()
        _, logged = process.communicate(timeout=60)
    assert process.returncode == 0
    lines = [json.loads(line) for line in logged.splitlines()]
    (line,) = [line for line in lines if line.get("path") == "/search"]
    assert (line["request_id"], line["status"], line["method"]) == ("abc-123", 200, "POST")
    assert {"time", "level", "logger", "seconds"} <= set(line)
    assert "Fähren" not in logged


ENDING = """
from assistant.web.http_server import HttpServer

async def application(scope, receive, send):
    await receive()

async def end():
    print("answers ended", flush=True)

server = HttpServer(application, host="127.0.0.1", port=0, on_start=lambda: None, on_end=end)
try:
    server.run(lambda: print("ready", flush=True))
finally:
    print("closed", flush=True)
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_whatever_is_open_beside_a_server_is_closed_when_it_is_stopped(stop: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ENDING],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(stop)
    told, _ = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, "answers ended\nclosed\n")


@pytest.mark.thorough
def test_server_that_is_stopped_while_its_model_loads_ends_without_a_word(index: Path) -> None:
    model = "embedded:qwen2.5-coder-1.5b"
    with served(index, llm=model) as (process, url):
        assert get(url).status_code == 200
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=120)
    assert process.returncode in {0, 130}
    assert "FATAL" not in told
    assert "Traceback" not in told


def test_workers_share_an_address_and_are_started_again_where_one_dies(index: Path) -> None:
    with served(index, "--workers", "2") as (process, url):
        assert "/search" in get(f"{url}openapi.json").json()["paths"]
        assert "one worker" in get(url).json()["error"]["message"]
        first = _children(process.pid)
        os.kill(first[-1], signal.SIGKILL)
        for _ in range(3):
            found = httpx.post(
                f"{url}search", json={"query": "Fähren"}, trust_env=False, timeout=120
            )
            assert found.json()["passages"]
        figures = get(f"{url}metrics").text
        asked = re.search(r'requests_total\{.*route="/search",status="200"\} (\d+)', figures)
        assert asked
        assert asked.group(1) == "3"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_workers_that_can_t_open_the_index_end_with_one_line(tmp_path: Path) -> None:
    with served(tmp_path / "nowhere", "--workers", "2") as (process, _):
        _, logged = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "the workers could not start" in logged


def _children(pid: int) -> list[int]:
    """Processes below one, those that serve among them."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]
