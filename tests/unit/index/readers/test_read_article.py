import os
import unicodedata
from pathlib import Path

import pytest

from index.errors import ReadError
from index.readers import MAX_BYTES, read_article

TEXT = (
    "Sony Pictures senkt Kosten\n\nSony Pictures dreht Filme mit KI. Das Studio spart damit Geld.\n"
)


def _write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_plain_text_stays_as_it_is_in_the_file(tmp_path: Path) -> None:
    article = read_article(_write(tmp_path, "2024/sony.txt", TEXT), tmp_path)
    assert article.id == "2024/sony.txt"
    assert article.title == "Sony Pictures senkt Kosten"
    assert article.language == "de"
    assert article.text == TEXT.strip()
    assert Path(article.path) == tmp_path / "2024" / "sony.txt"


def test_front_matter_decides_over_what_the_text_looks_like(tmp_path: Path) -> None:
    header = (
        "---\ntitle: Kosten\nlanguage: nl\npublished: März 2024\nauthor: A\npublisher: B\n---\n"
    )
    article = read_article(_write(tmp_path, "a.md", header + TEXT), tmp_path)
    assert (article.title, article.language, article.published) == ("Kosten", "nl", "2024-03")
    assert (article.author, article.publisher) == ("A", "B")
    assert article.text.startswith("Sony Pictures senkt")


def test_a_page_in_another_language_than_its_template_is_noticed(tmp_path: Path) -> None:
    page = f"<html lang='en'><body><p>{TEXT * 3}</p></body></html>"
    assert read_article(_write(tmp_path, "a.html", page), tmp_path).language == "de"


def test_the_files_name_is_the_last_resort_for_a_title(tmp_path: Path) -> None:
    article = read_article(_write(tmp_path, "figures.md", "```\n1 2 3\n```\n"), tmp_path)
    assert article.title == "1 2 3"
    assert read_article(_write(tmp_path, "t.md", "| |\n|-|\n| 1 |"), tmp_path).title


def test_line_ends_invisible_characters_and_composed_letters_are_made_alike(tmp_path: Path) -> None:
    raw = unicodedata.normalize("NFD", "Größe\r\nStu\u00addio\u200b\rneu  \n\n\n\n\nEnde\x0cSeite")
    article = read_article(_write(tmp_path, "a.txt", raw), tmp_path)
    assert article.text == "Größe\nStudio\nneu\n\nEnde\nSeite"


def test_space_at_the_ends_of_lines_goes_and_that_within_them_stays(tmp_path: Path) -> None:
    within = "a" + " \t\u00a0" * 300_000 + "b"
    article = read_article(_write(tmp_path, "a.txt", f"{within} \t\n\u3000\nEnd. "), tmp_path)
    assert article.text == f"{within}\n\nEnd."


def test_ids_are_alike_on_every_system(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Öl/Über uns.TXT")
    article = read_article(_write(tmp_path, name, TEXT), tmp_path)
    assert article.id == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "suffix",
    [".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".xhtml", ".MD"],
)
def test_every_suffix_of_text_is_read(tmp_path: Path, suffix: str) -> None:
    assert "spart damit Geld" in read_article(_write(tmp_path, "a" + suffix, TEXT), tmp_path).text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", "", "holds no text"),
        ("blank.md", " \n\n\t\n", "holds no text"),
        ("rules.md", "---\n\n***\n", "holds no text"),
        ("only.md", "---\ntitle: x\n---\n", "holds no text"),
        ("scan.txt", b"%PDF-1.7 ...", "is a PDF, not text; give its name the ending of what it is"),
        ("noise.txt", bytes(range(256)) * 9, "binary data"),
        ("table.xlsx", "x", "no reader for this kind of file"),
        ("none", "x", "no reader for this kind of file"),
    ],
)
def test_what_can_not_be_read_is_named_with_reason_and_remedy(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    path = _write(tmp_path, name, content)
    with pytest.raises(ReadError, match=reason) as caught:
        read_article(path, tmp_path)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_missing_folders_and_pipes_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, reason in (
        ("gone.txt", "no such file"),
        ("folder.txt", "not a file"),
        ("pipe.txt", "not a file"),
    ):
        with pytest.raises(ReadError, match=reason):
            read_article(tmp_path / name, tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReadError, match="more than the 50 MB"):
        read_article(path, tmp_path)


def test_a_file_outside_of_the_folder_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.txt", TEXT)
    with pytest.raises(ReadError, match="lies outside"):
        read_article(path, tmp_path / "articles")


def test_a_name_that_is_no_text_is_refused_and_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text(TEXT)
    with pytest.raises(ReadError, match=r"caf\\xe9\.txt: .*rename it"):
        read_article(path, tmp_path)
