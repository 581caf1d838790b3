import codecs

import pytest

from index.readers.decoding import decode, has_byte_a_letter
from index.readers.reading import UnreadableError

GERMAN = (
    "Die Übergröße kostet 800 € – „sehr viel“, sagt er. Straßen und Äpfel, größer und schöner. "
)


@pytest.mark.parametrize(
    "raw",
    [
        GERMAN.encode(),
        codecs.BOM_UTF8 + GERMAN.encode(),
        GERMAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"),
        GERMAN.encode("utf-32"),
        GERMAN.encode("utf-16-le"),
        GERMAN.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "utf-16 big", "utf-32", "unmarked", "unmarked big"],
)
def test_unicode_is_told_with_and_without_a_mark(raw: bytes) -> None:
    assert decode(raw) == GERMAN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        "Тайлер Перри остановил расширение студии в Атланте. Он боится за рабочие места.\n",
        "Ο Τάιλερ Πέρι σταμάτησε την επέκταση του στούντιο.\n",
        "これは日本語の文章です。\n映画とスタジオについて書かれています。\n",
        "العمل في الاستوديو توقف هذا العام.\n",
        "Smile 😀, said the studio — twice 😀.\n",
    ],
    ids=["de", "ru", "el", "ja", "ar", "beyond the basic plane"],
)
def test_two_and_four_bytes_a_letter_are_told_without_a_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text
    assert decode(text.encode(encoding) * 40) == text * 40


@pytest.mark.parametrize(
    "text",
    [
        "abc\x00def Some text of an article. ",
        "abcd\x00ef Some text of an article. ",  # zeros always in the same place of two
        "Die Übergröße\x00 kostet viel, sagt er. ",
        "Он боится\x00 за рабочие места. ",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "cp1252"])
def test_text_with_zeros_in_it_is_no_chinese(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore") * 20
    with pytest.raises(UnreadableError, match="binary data"):
        decode(raw)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "一九一二年一月一日，中华民国在南京成立。一切从此开始。\n",
        "中华民国在南京成立，电影与工作室从此开始。\n",
        "한국어로 쓰인 기사입니다. 영화와 스튜디오에 대해.\n",
        "यह एक हिन्दी लेख है। फिल्म और स्टूडियो के बारे में।\n",
        "זהו מאמר בעברית על קולנוע ואולפנים.\n",
        "นี่คือบทความภาษาไทย เกี่ยวกับภาพยนตร์\n",
        "Xin chào Việt Nam, đây là một bài báo.\n",
        "これはひらがなだけのぶんしょうです\n",
    ],
)
def test_two_bytes_a_letter_are_told_in_every_script(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text
    assert decode(text.encode(encoding) * 40) == text * 40


@pytest.mark.parametrize("width", [2, 4])
def test_numbers_of_several_bytes_are_no_text(width: int) -> None:
    for step in (1, 3, 257):
        raw = b"".join((each * step % 2**15).to_bytes(width, "little") for each in range(2000))
        with pytest.raises(UnreadableError, match="binary data"):
            decode(raw)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("iso-8859-1", True), ("cp1252", True), ("koi8-r", True), ("ascii", True), ("utf-8", False),
     ("utf-16", False), ("shift_jis", False), ("gbk", False), ("big5", False), ("utf-7", False),
     ("none such", False), ("base64", False)],
)  # fmt: skip
def test_encodings_of_one_byte_a_letter_are_known(encoding: str, *, expected: bool) -> None:
    assert has_byte_a_letter(encoding) is expected


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", GERMAN * 3),
        (
            "cp1252",
            "L’été dernier, « Noël » coûtait 5 € à la fête forcée de l’hôtel. Où ? À Orléans. " * 3,
        ),
        ("latin-1", "Die Größe der Straßen ist für die Bürger schön und ärgerlich zugleich. " * 3),
        ("cp1252", "Grüße aus Köln"),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl český spisovatel včera. " * 5),
        ("cp1253", "Η Sony Pictures μειώνει το κόστος των ταινιών της με τεχνητή νοημοσύνη. " * 3),
        (
            "cp1251",
            "Это обычный русский текст о кино, студиях и новых технологиях в Голливуде. " * 3,
        ),
        ("shift_jis", "これは日本語の文章です。映画とスタジオについて書かれています。" * 3),
    ],
)
def test_old_encodings_are_told(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


POLISH = "Mieszkańcy skarżą się na hałas i żądają wyższych ścian ze szkła. Źródło: gazeta. "
CZECH = "Obyvatelé si stěžují na hluk a žádají vyšší stěny ze skla, řekla starostka. "
HUNGARIAN = "A lakók magasabb üvegfalakat követelnek, közölte a főpolgármester. Őszre döntenek. "
TURKISH = "Yeni köprü bir yıl önce açıldı. Sakinler gürültüden şikâyet ediyor. "


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (encoding, text)
        for text, encodings in (
            (POLISH, ("cp1250", "iso8859-2", "cp852")),
            (CZECH, ("cp1250", "iso8859-2", "cp852")),
            (HUNGARIAN, ("cp1250", "iso8859-2")),
            (TURKISH, ("cp1254", "iso8859-9")),
        )
        for encoding in encodings
    ],
)
def test_old_encodings_are_told_by_the_letters_of_their_languages(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text
    assert decode((text * 40).encode(encoding)) == text * 40


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("copies", [1, 30])
def test_lines_in_unicode_and_lines_in_an_old_encoding_are_both_read(
    encoding: str, copies: int
) -> None:
    old = "Die Bürger klagen über den Lärm der Straße, die größer wird.\n"
    raw = (GERMAN + "\n").encode() * copies + old.encode(encoding) * 2 + GERMAN.encode()
    assert decode(raw) == (GERMAN + "\n") * copies + old * 2 + GERMAN


def test_a_letter_cut_in_two_is_no_old_encoding() -> None:
    assert (
        decode((GERMAN + "\n").encode() * 3 + b"Ende\xe2\x80") == (GERMAN + "\n") * 3 + "Ende\ufffd"
    )
    broken = GERMAN.replace("sehr", "s\udcc3hr").encode("utf-8", "surrogateescape")
    assert decode(broken) == GERMAN.replace("sehr", "s\ufffdhr")


def test_a_declared_encoding_is_used_where_it_is_not_unicode() -> None:
    assert decode("Łódź".encode("iso8859-2"), "iso-8859-2") == "Łódź"
    assert decode("Łódź".encode(), "iso-8859-2") == "Łódź"
    assert decode("Grüße aus Köln".encode("cp1252"), "no such encoding") == "Grüße aus Köln"


def test_one_broken_byte_does_not_garble_the_rest() -> None:
    raw = GERMAN.encode() * 3 + b"\xc3"
    assert decode(raw) == GERMAN * 3 + "\ufffd"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"%PDF-1.7\n...", "a PDF"),
        (b"PK\x03\x04rest", "ZIP archive or an office document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"{\\rtf1 Hallo}", "Rich Text"),
        (bytes(range(256)) * 20, "binary data"),
        (b"text\x00\x01\x02\x03 and more text, but not only", "binary data"),
        (b"\x01\x02\x03\x04" * 100, "binary data"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        decode(raw)


def test_an_empty_file_is_empty_text() -> None:
    assert decode(b"") == ""


def test_western_letters_are_told_by_the_signs_that_encodings_differ_in() -> None:
    euro = "Die Größe der Gebühr für Bücher: 3 € je Stück, für schöne Bände 5 €. " * 3
    french = "L'œuvre de la région a coûté 12 € à l'été; le cœur des élèves y était déjà. " * 3
    for text in (euro, french):
        for encoding in ("iso8859-15", "cp1252", "mac_roman"):
            assert decode(text.encode(encoding)) == text
    old = "Die Straßen sind für die Bürger schön, die Brücken größer und die Züge länger. " * 3
    assert decode(old.encode("cp850")) == old


def test_what_calls_itself_latin_1_keeps_its_quotation_marks() -> None:
    assert decode("„Übergröße“ – 3 €".encode("cp1252"), "ISO-8859-1") == "„Übergröße“ – 3 €"


@pytest.mark.parametrize(
    "declared", ["idna", "punycode", "unicode_escape", "utf-7", "undefined", "hex", "rot13"]
)
def test_what_is_no_encoding_of_files_is_not_used(declared: str) -> None:
    raw = b"xn--" + "\\u0041 Gr\xfc\xdfe +AGE- aus K\xf6ln ".encode("cp1252") * 3
    assert decode(raw, declared) == decode(raw)


def test_a_byte_order_mark_that_lies_is_seen_through() -> None:
    assert decode(codecs.BOM_UTF16_LE + b"Plain letters, one byte each.") == (
        "Plain letters, one byte each."
    )
    assert decode(codecs.BOM_UTF16_BE + GERMAN.encode()) == GERMAN
    assert decode(codecs.BOM_UTF8 + (GERMAN * 3).encode("cp1252")) == GERMAN * 3
    japanese = "これは日本語の文章です。" * 9
    assert decode(codecs.BOM_UTF16_LE + japanese.encode("utf-16-le")) == japanese


def test_a_few_zero_bytes_make_no_text_a_program() -> None:
    text = GERMAN * 20
    assert decode(text.encode() + b"\x00") == text + "\x00"
    assert decode((text + "\x00").encode("cp1252")) == text + "\x00"
    assert decode(GERMAN.encode("utf-16-le") + b"x") == GERMAN  # cut off within a letter
