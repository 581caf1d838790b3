"""Beginnings of prompts in slots and on disk, with a server that does what llama.cpp's does."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.llm.beginnings import Beginnings, KeptStates

JUDGE = [{"id": 0, "scale": 1.0}]
PLAIN = [{"id": 0, "scale": 0.0}]
KEY = "secret"


def prompt(name: str, length: int = 500) -> list[dict[str, str]]:
    return [{"role": "system", "content": name.ljust(length, "x")}]


class Slots:
    """Of a server: what each holds, and with which adapter; it saves and restores by HTTP."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: dict[int, str] = {}
        self.adapters: dict[int, object] = {}
        self.read: list[str] = []
        self.refuses = False
        self.loses_bytes = 0
        slots = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                allowed = self.headers["authorization"] == f"Bearer {KEY}"
                status, answer = slots.asked(self.path, body) if allowed else (401, {})
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.listening_address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def asked(self, path: str, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        slot, action = int(path.split("/")[2].split("?")[0]), path.rpartition("=")[2]
        file = self.folder / body["filename"]
        if action == "save":
            written = self.held[slot].encode()
            file.write_bytes(written[: len(written) - self.loses_bytes])
            return 200, {"n_saved": 1, "n_written": len(written)}
        if self.refuses:
            return 400, {"error": "another build"}
        self.held[slot] = file.read_text()
        return 200, {"n_restored": 1}

    def handle_completions(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._take(body, body["prompt"])

    def handle_chat_completions(self, body: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(body["messages"][:-1])
        if self.held.get(body["id_slot"]) != text or self._changed(body):
            self.read.append(body["messages"][0]["content"].rstrip("x"))
        return self._take(body, text)

    def _changed(self, body: dict[str, Any]) -> bool:
        adapters: object = body["lora"]
        return self.adapters.get(body["id_slot"]) != adapters

    def _take(self, body: dict[str, Any], text: str) -> dict[str, Any]:
        slot = body["id_slot"]
        if self._changed(body):
            self.held.pop(slot, None)
        self.adapters[slot], self.held[slot] = body["lora"], text
        return {"choices": []}

    def ask(self, beginnings: Beginnings, name: str, adapters: Any = PLAIN) -> int:  # noqa: ANN401
        """A whole request as `EmbeddedLLM` makes it."""
        messages = prompt(name)
        slot = beginnings.slot_for(messages, adapters)
        asked = [*messages, {"role": "user", "content": "Why?"}]
        self.handle_chat_completions({"messages": asked, "lora": adapters, "id_slot": slot})
        return slot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "prompts"


@pytest.fixture
def slots(folder: Path) -> Iterator[Slots]:
    made = Slots(folder)
    yield made
    made.server.shutdown()
    made.server.server_close()


def started(slots: Slots, *, model: str = "model", count: int = 2, most: int = 10**6) -> Beginnings:
    """A server that has just been started: it remembers nothing."""
    slots.held, slots.adapters, slots.read = {}, {}, []
    return Beginnings(slots, count, KEY, KeptStates(slots.folder, most), [model])


def test_a_beginning_is_read_once_and_found_after_the_next_start(slots: Slots) -> None:
    first = started(slots)
    assert {slots.ask(first, "judge", JUDGE) for _ in "123"} == {0}
    assert slots.read == ["judge"]

    slots.ask(started(slots), "judge", JUDGE)

    assert slots.read == []


def test_more_beginnings_than_slots_are_not_read_again(slots: Slots) -> None:
    beginnings = started(slots)
    for name in ("one", "two", "three", "one", "three", "two"):
        slots.ask(beginnings, name, JUDGE if name == "two" else PLAIN)
    assert slots.read == ["one", "two", "three"]


def test_the_slot_that_was_unused_for_longest_is_taken(slots: Slots) -> None:
    beginnings = started(slots)
    assert [slots.ask(beginnings, name) for name in ("one", "two", "one", "three")] == [0, 1, 0, 1]


def test_other_adapters_models_and_texts_are_other_beginnings(slots: Slots) -> None:
    slots.ask(started(slots), "one")
    slots.ask(started(slots), "one", JUDGE)
    assert slots.read == ["one"]
    slots.ask(started(slots, model="another"), "one")
    assert slots.read == ["one"]
    slots.ask(started(slots), "two")
    assert slots.read == ["two"]


def test_what_is_short_takes_a_slot_and_no_file(slots: Slots) -> None:
    beginnings = started(slots)
    assert beginnings.slot_for(prompt("short", 20), PLAIN) == 0
    assert beginnings.slot_for([], PLAIN) == 1
    assert not slots.folder.exists()


@pytest.mark.parametrize("damage", [b"", b"something else"])
def test_a_damaged_file_is_read_anew_and_replaced(
    slots: Slots, folder: Path, damage: bytes
) -> None:
    slots.ask(started(slots), "one")
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)

    slots.ask(started(slots), "one")

    assert slots.read == ["one"]
    assert [path.read_bytes() for path in folder.iterdir()] == [whole]


def test_a_file_that_the_server_refuses_is_read_anew(slots: Slots) -> None:
    slots.ask(started(slots), "one")
    slots.refuses = True
    slots.ask(started(slots), "one")
    assert slots.read == ["one"]


def test_what_somebody_else_keeps_is_found_where_it_may_only_be_read(
    slots: Slots, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots.ask(started(slots), "one")

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.utime", refused)
    slots.ask(started(slots), "one")
    assert slots.read == []


def test_a_full_disk_keeps_nothing_and_harms_nothing(slots: Slots, folder: Path) -> None:
    beginnings = started(slots)
    slots.loses_bytes = 5
    assert slots.ask(beginnings, "one") == 0
    assert slots.ask(beginnings, "one") == 0
    assert slots.read == ["one"]
    assert list(folder.iterdir()) == []


def test_a_server_that_does_not_let_in_is_asked_all_the_same(slots: Slots) -> None:
    slots.folder.mkdir()
    stranger = Beginnings(slots, 2, "wrong", KeptStates(slots.folder), [])
    assert slots.ask(stranger, "one") == 0
    assert slots.read == ["one"]
    assert list(slots.folder.iterdir()) == []


def test_what_was_unused_for_longest_goes_when_there_is_too_much(
    slots: Slots, folder: Path
) -> None:
    beginnings = started(slots, most=1200, count=1)  # a file has some 540 bytes
    for seconds, name in enumerate(("one", "two")):
        slots.ask(beginnings, name)
        for file in folder.iterdir():
            if name.encode() in file.read_bytes():
                os.utime(file, (seconds, seconds))
    for name in ("one", "three"):
        slots.ask(beginnings, name)
    assert len(list(folder.iterdir())) == 2
    slots.ask(started(slots), "one")
    assert slots.read == []


def test_no_two_write_the_same_unfinished_file(folder: Path) -> None:
    assert KeptStates(folder).unfinished("key") != KeptStates(folder).unfinished("key")
