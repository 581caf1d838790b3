import pytest

from index.readers.markdown import read_markdown
from index.readers.reading import Metadata
from index.readers.title_block import split_title_block

TEXT = "The bridge is open.\n"


def test_title_authors_and_date_are_read_and_taken_out_of_the_text() -> None:
    reading = read_markdown(f"% The bridge\n% Ann Lee; Ben Roe\n% 2 May 2024\n\n{TEXT}".encode())
    assert reading.metadata == Metadata("The bridge", None, "2024-05-02", "Ann Lee, Ben Roe")
    assert reading.text == "The bridge is open."


@pytest.mark.parametrize(
    ("block", "metadata"),
    [
        ("% The bridge", Metadata("The bridge")),
        ("% The bridge\n% Ann Lee", Metadata("The bridge", author="Ann Lee")),
        ("% The bridge\n%\n% 2024-05", Metadata("The bridge", published="2024-05")),
        ("%\n% Ann Lee\n% 2024", Metadata(None, None, "2024", "Ann Lee")),
        ("% The bridge\n  and the river\n% Ann Lee\n  Ben Roe",
         Metadata("The bridge and the river", author="Ann Lee, Ben Roe")),
        ("%\tThe bridge\n% Ann Lee;", Metadata("The bridge", author="Ann Lee")),
    ],
)  # fmt: skip
def test_fields_may_be_left_out_and_may_go_on(block: str, metadata: Metadata) -> None:
    assert split_title_block(f"{block}\n\n{TEXT}") == (metadata, TEXT)
    assert split_title_block(block) == (metadata, "")


def test_line_ends_of_windows_and_a_byte_order_mark_do_not_hide_it() -> None:
    raw = b"\xef\xbb\xbf% The bridge\r\n% Ann Lee\r\n\r\nIt is open.\r\n"
    assert read_markdown(raw)[:2] == ("It is open.", Metadata("The bridge", author="Ann Lee"))


def test_marks_of_markdown_leave_the_title() -> None:
    reading = read_markdown(f"% The *new* bridge[^1] & `us`: 1. part\n\n{TEXT}".encode())
    assert reading.metadata.title == "The new bridge & us: 1. part"
    assert read_markdown(f"% 1984\n\n{TEXT}".encode()).metadata.title == "1984"


def test_what_stands_for_a_date_and_is_none_stays_in_the_text() -> None:
    reading = read_markdown(f"% The bridge\n% Ann Lee\n% Draft for the council\n\n{TEXT}".encode())
    assert reading.text == "Draft for the council\n\nThe bridge is open."
    assert reading.metadata == Metadata("The bridge", author="Ann Lee")


def test_front_matter_behind_it_says_what_it_does_not() -> None:
    both = f"% The bridge\n\n---\ntitle: Another\nlang: en\ndate: 2024-05-02\n---\n\n{TEXT}"
    assert read_markdown(both.encode())[:2] == (
        "The bridge is open.",
        Metadata("The bridge", "en", "2024-05-02"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "% of those who were asked want a bridge,\nas the paper says.\n",
        "% one\n% two\n% three\n% four\n\nText.\n",
        "% one\n% two\n% three\n% four",
        "%\n%\n\nText.\n",
        "%d is a number.\n\nText.\n",
        "%% a comment\n\nText.\n",
        "\n% The bridge\n\nText.\n",
        f"% {'A long paragraph. ' * 30}\n\nText.\n",
        "% a\n" + "  b\n" * 1_000 + "\nText.\n",
        "100 % of it.\n",
        "",
    ],
)
def test_text_that_only_begins_with_such_a_sign_stays_text(text: str) -> None:
    assert split_title_block(text) == (Metadata(), text)


def test_title_of_nothing_but_marks_is_none() -> None:
    assert read_markdown(f"% **\n% Ann\n\n{TEXT}".encode()).metadata.title == "**"
    assert read_markdown(f"% <!-- x -->\n% Ann\n\n{TEXT}".encode()).metadata.title is None
