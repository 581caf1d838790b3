"""Why a file can't be read, in the reader's language."""

from pathlib import Path

import pytest

from assistant.web.texts import ENGLISH, FRENCH, GERMAN
from assistant.web.unreadable_texts import unreadable
from index.errors import ReadError
from index.readers import read_articles


def reason_for(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    with pytest.raises(ReadError) as told:
        list(read_articles(folder / name, folder))
    return str(told.value).partition(": ")[2]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.pdf", b"not a pdf"),
        ("notes.pdf", b"%PDF-1.7 broken"),
        ("notes.docx", b"no zip"),
        ("notes.rtf", b"no rtf"),
        ("notes.txt", bytes(range(32)) * 20),
        ("notes.txt", b"  \n"),
        ("notes.json", b"{"),
        ("notes.xml", b"<a><b>"),
        ("notes.xml", b"<a/>"),
        ("notes.xml", b"<mets/>"),
    ],
)
def test_what_readers_say_of_common_files_is_said_in_german_and_french(
    tmp_path: Path, name: str, content: bytes
) -> None:
    reason = reason_for(tmp_path, name, content)
    told = {texts.code: unreadable(reason, texts) for texts in (ENGLISH, GERMAN, FRENCH)}
    assert told["en"] == reason
    assert len(set(told.values())) == 3, reason


def test_anything_else_is_said_as_readers_say_it() -> None:
    assert unreadable("lies in a drawer; open it", GERMAN) == "lies in a drawer; open it"
