import pytest

from index.readers.front_matter import language_code, split_front_matter
from index.readers.reading import Metadata


def test_yaml_is_read_and_taken_out_of_the_text() -> None:
    text = (
        "---\ntitle: Sora in Hollywood\nlanguage: de-DE\ndate: 2024-03-22\n"
        "author:\n  - Matthias Bastian\n  - name: Michael Becker\npublisher: The Decoder\n---\n"
        "Text.\n"
    )
    metadata, rest = split_front_matter(text)
    assert metadata == Metadata(
        "Sora in Hollywood", "de", "2024-03-22", "Matthias Bastian, Michael Becker", "The Decoder"
    )
    assert rest == "Text.\n"


def test_toml_is_read() -> None:
    text = '+++\ntitle = "Sora"\ndate = 2024-03-22T10:00:00Z\n+++\nText.'
    metadata, rest = split_front_matter(text)
    assert (metadata.title, metadata.published, rest) == ("Sora", "2024-03-22", "Text.")


def test_values_stay_what_they_look_like() -> None:
    metadata, _ = split_front_matter("---\ntitle: 1984\nlang: no\nauthor: ~\ndate: 2024-03\n---\n")
    assert metadata == Metadata("1984", "no", "2024-03")


@pytest.mark.parametrize(
    "content",
    [
        "title: OpenAI: a history\nauthor: Sam",
        "title: OpenAI: a history\nbad: [1, 2\nauthor: Sam",
        'title: "OpenAI: a history\nauthor: Sam',
        "title: OpenAI: a history\n\tauthor: x\nauthor: Sam",
    ],
)
def test_mistakes_in_yaml_lose_neither_text_nor_what_can_be_read(content: str) -> None:
    metadata, rest = split_front_matter(f"---\n{content}\n---\nText.")
    assert metadata.author == "Sam"
    assert (metadata.title or "").startswith("OpenAI: a history")
    assert rest == "Text."


@pytest.mark.parametrize(
    "content",
    [
        "tags: [bridges, rivers]",
        "layout: post\nmood: calm",
        "Permalink: /a/\nx: 1",
        "output: html_document",
        "comments: false\nimage: /a.png\neleventyExcludeFromCollections: true",
        "id: intro\nsidebar_label: The first steps",
        "marp: true\nfooter: A talk in May",
        "created: 2024-01-02 10:00\nrelated:\n  - one\n  - [two, {three: 3}]",
        "title: OpenAI: a history\ntags:\n  - film\n  - work\n- odd\n# a comment\nslug: a",
    ],
)
def test_what_only_programs_want_to_know_is_taken_out_too(content: str) -> None:
    assert split_front_matter(f"---\n{content}\n---\nText.")[1] == "Text."


@pytest.mark.parametrize(
    "text",
    [
        "---\nA thought.\n---\nText.",
        "---\nnever closed: yes\nText.",
        "---\n---\nText.",
        "---\nDear reader, much happened.\nNote: the council will decide on Friday.\n---\nMore.",
        "---\nINTERVIEWER: What happened to the bridge?\nMAYOR: It was closed.\n---\nPrinted.",
        "---\nQ: Why?\n\nA: Since it was old.\n---\nPrinted.",
        "---\nDear reader,\nmuch happened: too much.\nDate: the fifth of May\nYours\n---\nMore.",
        "+++\nNote = of a kind\nNobody knows more.\n+++\nText.",
        "---\nMood: calm\n---\nText.",
        "---\nmood: calm and cool\n---\nText.",
    ],
)
def test_lines_between_rules_that_are_no_metadata_stay_text(text: str) -> None:
    assert split_front_matter(text) == (Metadata(), text)


BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        "x: " + "[" * 5_000,
        "x: !!python/object/apply:os.system ['echo']",
        "? [a, b]\n: c",
        "<<: &x {y: *x}",
    ],
    ids=["bomb", "deep", "object", "odd key", "loop"],
)
def test_hostile_yaml_is_harmless(content: str) -> None:
    metadata, rest = split_front_matter(f"---\n{content}\ntitle: Sora\n---\nText.")
    assert rest == "Text."
    assert metadata.title in (None, "Sora")


def test_metadata_lines_above_plain_text_are_read_and_stay() -> None:
    text = "Title: Sora in Hollywood\nAuthor: Michael Becker\nDate: 25 March 2024\n\nText."
    metadata, rest = split_front_matter(text)
    assert metadata == Metadata("Sora in Hollywood", None, "2024-03-25", "Michael Becker")
    assert rest == text


def test_a_date_stamp_in_the_first_line_dates_the_article() -> None:
    assert (
        split_front_matter(" date 2024-03 Zuletzt aktualisiert\n\nText.")[0].published == "2024-03"
    )
    assert split_front_matter("Das Date 2024 war gut.\n\nText.")[0] == Metadata()


@pytest.mark.parametrize(
    ("name", "code"),
    [("de", "de"), ("DE_at", "de"), ("German", "de"), ("Deutsch (Österreich)", "de"), ("fra", "fr"),
     ("français", "fr"), ("Klingon", None), ("", None), ("12", None)],
)  # fmt: skip
def test_languages_are_known_by_code_and_name(name: str, code: str | None) -> None:
    assert language_code(name) == code
