import gzip
import io
import json
from typing import Any

import pytest

from index.readers import gzip_stream
from index.readers.json_article import article_in
from index.readers.json_records import read_json, read_json_lines
from index.readers.lines import LONGEST_LINE
from index.readers.reading import Metadata, Record, UnreadableError
from tests.unit.index.readers.samples import SECOND, SENTENCE, json_lines


def lines_of(raw: bytes) -> list[Record]:
    return list(read_json_lines(io.BufferedReader(io.BytesIO(raw))))


def texts(records: list[Record]) -> list[str | None]:
    return [record.reading.text if record.reading else None for record in records]


@pytest.mark.parametrize(
    "names",
    [
        ("title", "text", "date", "author", "language"),
        ("headline", "articleBody", "datePublished", "author", "inLanguage"),
        ("Titel", "Inhalt", "Datum", "Autor", "Sprache"),
        ("titre", "contenu", "date", "auteurs", "langue"),
        ("title", "maintext", "date_publish", "authors", "language"),
    ],
)
def test_articles_are_known_by_the_names_that_programs_use(names: tuple[str, ...]) -> None:
    values = ("Die Brücke", SENTENCE, "2024-05-02T10:00:00Z", ["Anna", "Ben"], "de-DE")
    reading = article_in(dict(zip(names, values, strict=True)))
    assert reading is not None
    assert reading.text == SENTENCE
    assert reading.metadata[:4] == ("Die Brücke", "de", "2024-05-02", "Anna, Ben")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"content_html": f"<p>{SENTENCE}</p><script>x</script>"}, SENTENCE),
        ({"body": f"<p>{SENTENCE}</p>\n<ul><li>eins</li></ul>"}, f"{SENTENCE}\n\n- eins"),
        ({"paragraphs": [SENTENCE, {"text": SECOND}]}, f"{SENTENCE}\n\n{SECOND}"),
        ({"description": SECOND, "text": SENTENCE}, f"{SECOND}\n\n{SENTENCE}"),
        ({"description": SENTENCE[:70], "text": SENTENCE}, SENTENCE),
        ({"summary": SECOND}, SECOND),
        ({"_source": {"text": SENTENCE}, "_id": "7"}, SENTENCE),
        ({"fields": {"bodyText": SENTENCE}}, SENTENCE),
        ({"text": "a\r\nb\u0000\ud83d c\u200b"}, "a\nb\ufffd c"),
        ({"text": "1 < 2 and 3 > 2"}, "1 < 2 and 3 > 2"),
        ({"content": {"rendered": f"<p>{SENTENCE}</p>", "protected": False}}, SENTENCE),
        ({"text": "Tom &amp; Anna: 5 &lt; 6 &uuml;&#252;&xyz;"}, "Tom & Anna: 5 < 6 üü&xyz;"),
        ({"content": f"{SENTENCE} <b>Ja.</b>\n\n{SECOND}"}, f"{SENTENCE} Ja.\n\n{SECOND}"),
        ({"abstract": SECOND, "lead_paragraph": SENTENCE}, f"{SECOND}\n\n{SENTENCE}"),
        ({"sections": [{"heading": "Lärm", "text": SENTENCE}, "x"]}, f"## Lärm\n\n{SENTENCE}"),
        (
            {
                "blocks": [
                    {"type": "header", "data": {"text": "Lärm", "level": 2}},
                    {"type": "paragraph", "data": {"text": SENTENCE}},
                ]
            },
            f"## Lärm\n\n{SENTENCE}",
        ),
        ({"sections": ["Lokales"], "summary": SENTENCE}, SENTENCE),
    ],
)
def test_text_is_found_in_whatever_form(values: dict[str, object], text: str) -> None:
    reading = article_in(values)
    assert reading is not None
    assert reading.text == text


@pytest.mark.parametrize(
    ("values", "metadata"),
    [
        (
            {"title": {"rendered": "Die Br&#252;cke &amp; <i>mehr</i>"}, "author": 3},
            Metadata(title="Die Brücke & mehr"),
        ),
        (
            {"headline": {"main": "Die Brücke"}, "byline": {"original": "By Anna Beispiel"}},
            Metadata(title="Die Brücke", author="Anna Beispiel"),
        ),
        (
            {
                "published": {"$date": {"$numberLong": "1714629600000"}},
                "authors": [{"firstName": "Anna", "lastName": "Beispiel"}, {"name": "Ben"}],
            },
            Metadata(published="2024-05-02", author="Anna Beispiel, Ben"),
        ),
        (
            {"metadata": {"title": "Die Brücke", "date": "2024-05-02", "description": "x"}},
            Metadata(title="Die Brücke", published="2024-05-02"),
        ),
        (
            {"created_at": "2024-06-01", "published_at": "2024-05-02", "title": "a < b"},
            Metadata(title="a < b", published="2024-05-02"),
        ),
        (
            {"Überschrift": "Die Brücke", "Verfasser": "von Beispiel", "Quelle": "Stadtblatt"},
            Metadata(title="Die Brücke", author="von Beispiel", publisher="Stadtblatt"),
        ),
        ({"source": "http://example.org/1"}, Metadata()),
        ({"_source": {"text": SENTENCE}}, Metadata()),
    ],
)
def test_metadata_is_found_where_programs_keep_it(
    values: dict[str, object], metadata: Metadata
) -> None:
    reading = article_in({"text": SENTENCE} | values)
    assert reading is not None
    assert reading.metadata == metadata
    assert reading.text == SENTENCE


def test_what_has_no_text_is_no_article() -> None:
    assert article_in({"title": "Nur ein Titel"}) is None
    assert article_in({"text": "…"}) is None
    assert article_in({"text": 7}) is None


@pytest.mark.parametrize(
    ("stamp", "date"),
    [(1714644000, "2024-05-02"), (1714644000000, "2024-05-02"), (20240502, "2024-05-02"),
     (2024, "2024"), (True, None), (10**30, None), ("nie", None)],
)  # fmt: skip
def test_dates_are_read_as_seconds_too(stamp: object, date: str | None) -> None:
    reading = article_in({"text": SENTENCE, "timestamp": stamp})
    assert reading is not None
    assert reading.metadata.published == date


def test_a_bad_line_is_told_by_its_number_and_the_others_are_read() -> None:
    raw = json_lines({"id": 1, "text": SENTENCE})
    raw += b'{"text": \n\n[1, 2]\n"text"\n{"title": "ohne"}\n' + b"\xff\xfe{{\n"
    raw += json_lines({"url": "http://example.org/b", "content": SECOND})
    records = lines_of(raw)
    assert [record.place for record in records] == [
        "line 1", "line 2", "line 4", "line 5", "line 6", "line 7", "line 8",
    ]  # fmt: skip
    assert texts(records) == [SENTENCE, None, None, None, None, None, SECOND]
    assert [record.key for record in records if record.reading] == ["1", "http://example.org/b"]
    assert "no text under a known name" in records[4].problem
    assert all(record.problem for record in records[1:6])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_read_in_any_encoding(encoding: str, end: str) -> None:
    raw = json_lines({"text": SENTENCE}, {"text": SECOND}).decode().replace("\n", end)
    assert texts(lines_of(raw.encode(encoding))) == [SENTENCE, SECOND]


GERMAN = ("Müller kam.", "Die Bürger klagen über den Lärm.", "Straßen sind schön.", "Nur dies.")
FRENCH = ("Où est le café ?", "Ça coûte déjà trop cher.", "Une forêt près du château.", "Voilà.")
ENGLISH = ("A café in town.", "The naïve résumé.", "No accents at all.", "She bought it.")


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252", "latin-1"])
@pytest.mark.parametrize("language", [GERMAN, FRENCH, ENGLISH, GERMAN + FRENCH + ENGLISH])
@pytest.mark.parametrize("end", ["\n", "\r"])
def test_the_old_encoding_of_lines_is_told_from_many_of_them(
    encoding: str, language: tuple[str, ...], end: str
) -> None:
    written = [language[number % len(language)] for number in range(60)]
    raw = json_lines(*({"id": n, "text": text} for n, text in enumerate(written))).decode()
    assert texts(lines_of(raw.replace("\n", end).encode(encoding))) == written


def test_lines_in_unicode_and_in_an_old_encoding_may_stand_in_one_file() -> None:
    unicode = json_lines({"text": "„Здравствуйте“ – 你好"})
    old = json_lines(*({"text": text} for text in GERMAN * 5)).decode().encode("mac_roman")
    assert texts(lines_of(unicode + old + unicode)) == [
        "„Здравствуйте“ – 你好", *GERMAN * 5, "„Здравствуйте“ – 你好",
    ]  # fmt: skip


def test_no_more_of_a_file_is_held_than_tells_its_encoding() -> None:
    line = json_lines({"text": "Die Bürger klagen. " * 50}).decode().encode("mac_roman")
    endless: io.BufferedReader = io.BufferedReader(_Endless(line))
    records = read_json_lines(endless)
    assert next(records).reading is not None
    assert endless.tell() < 16 * 2**20


class _Endless(io.RawIOBase):
    """A line, again and again."""

    def __init__(self, line: bytes) -> None:
        self._lines = line * 100
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever is to be filled
        piece = self._lines[self._place % len(self._lines) :][: len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._place


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be", "mac_roman"])
@pytest.mark.parametrize("end", ["\r", "\r\r", " \r\t"])
def test_lines_may_end_in_returns_alone(encoding: str, end: str) -> None:
    raw = json_lines({"text": SENTENCE}, {"text": SECOND}, {"text": "Ä\r\rÖ"}).decode()
    records = lines_of(raw.replace("\n", end).encode(encoding))
    assert texts(records) == [SENTENCE, SECOND, "Ä\n\nÖ"]
    ends = end.count("\r")
    assert [record.number for record in records] == [1, 1 + ends, 1 + 2 * ends]


def test_returns_within_a_record_are_space() -> None:
    raw = b'{"text":\r"Eins."}\n{"list": [1,\r{"a": {}\r}],\r"text": "Zwei."}\r\n{"text": "Drei."}'
    assert texts(lines_of(raw)) == ["Eins.", "Zwei.", "Drei."]


def test_a_bomb_behind_sound_lines_is_no_bad_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip_stream, "_FREE", 50_000)
    packed = gzip.compress(json_lines({"text": SENTENCE}) * 5000, 9)
    content = gzip_stream.GzipContent(io.BufferedReader(io.BytesIO(packed)), None)
    records = read_json_lines(io.BufferedReader(content))
    assert next(records).reading is not None
    with pytest.raises(UnreadableError, match="as a bomb does"):
        list(records)


def test_a_line_without_end_is_passed_over_piece_by_piece() -> None:
    raw = b'{"text": "' + b"x" * (LONGEST_LINE + 10) + b'"}\n' + json_lines({"text": SENTENCE})
    records = lines_of(raw)
    assert "longer than 50 MB" in records[0].problem
    assert texts(records) == [None, SENTENCE]


def test_nesting_without_end_is_one_bad_line() -> None:
    raw = b'{"text":' + b"[" * 200_000 + b"\n" + json_lines({"text": SENTENCE})
    assert texts(lines_of(raw)) == [None, SENTENCE]
    deep: object = SENTENCE
    for _ in range(300):
        deep = {"text": deep}
    assert texts(lines_of(json_lines({"text": deep}, {"text": SECOND})))[1] == SECOND


def test_html_nested_without_end_is_one_bad_line() -> None:
    deep = "<div>" * 3000 + SENTENCE + "</div>" * 3000
    records = lines_of(json_lines({"text": deep}, {"text": SECOND}))
    assert texts(records) == [None, SECOND]
    assert "nests more than 2,000 elements" in records[0].problem


@pytest.mark.parametrize(
    "value",
    [
        [{"text": SENTENCE}, {"text": SECOND}],
        {"articles": [{"text": SENTENCE}, {"text": SECOND}]},
        {"response": {"docs": [{"text": SENTENCE}, {"text": SECOND}]}},
        {"hits": {"hits": [{"_source": {"text": SENTENCE}}, {"_source": {"text": SECOND}}]}},
        {
            "db": [
                {"meta": {}, "data": {"posts": [{"html": f"<p>{SENTENCE}</p>"}, {"html": SECOND}]}}
            ]
        },
        {
            "@graph": [
                {"@type": "WebSite", "name": "Stadtblatt", "description": "Alles aus der Stadt."},
                {"@type": ["NewsArticle"], "articleBody": SENTENCE},
                {"@type": "Article", "articleBody": SECOND},
            ]
        },
    ],
)
def test_a_list_of_articles_is_found_in_json(value: object) -> None:
    records = list(read_json(json.dumps(value).encode()))
    assert texts(records) == [SENTENCE, SECOND]
    assert [record.place for record in records] == ["record 1", "record 2"]


def test_an_id_may_be_an_object_that_stands_for_it() -> None:
    raw = json_lines({"_id": {"$oid": "65f0c0ffee"}, "text": SENTENCE})
    assert [record.key for record in lines_of(raw)] == ["65f0c0ffee"]


def test_an_object_is_one_article_and_has_no_number() -> None:
    records = list(read_json(json.dumps({"text": SENTENCE, "items": []}).encode("utf-16")))
    assert texts(records) == [SENTENCE]
    assert records[0].place == ""


def test_json_lines_under_the_name_of_json_are_read() -> None:
    raw = json_lines({"text": SENTENCE}, {"text": SECOND}) + b"{broken\n"
    assert texts(list(read_json(raw))) == [SENTENCE, SECOND, None]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"name": "package", "version": "1"}', "holds no article"),
        (b"[1, 2, 3]", "holds no article"),
        (b'{\n "text": "a",\n "title" "b"\n}', "is no JSON .line 3"),
        (b"", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"1" * 10_000, "is no JSON"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        list(read_json(raw))


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_lines_may_have_two_or_four_bytes_a_letter(encoding: str) -> None:
    raw = json_lines({"text": SENTENCE}, {"text": SECOND}).decode().encode(encoding)
    assert texts(lines_of(raw)) == [SENTENCE, SECOND]
    assert texts(list(read_json(raw))) == [SENTENCE, SECOND]
