from hypothesis import given
from hypothesis import strategies as st

from index.structure import Kind, blocks


def _shown(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in blocks(text)]


def test_marked_lines_are_headings_items_and_rows() -> None:
    text = "# Title\n\nBody.\n## Part\n- one\n  - two\n1. three\n| a | b |"
    assert _shown(text) == [
        ("heading", "# Title"),
        ("text", "Body."),
        ("heading", "## Part"),
        ("item", "- one"),
        ("item", "- two"),
        ("item", "1. three"),
        ("row", "| a | b |"),
    ]
    assert [block.level for block in blocks(text) if block.kind is Kind.HEADING] == [1, 2]


def test_a_comment_in_code_is_no_heading() -> None:
    assert _shown("# Title\n\n    # install\n    pip install x")[1:] == [
        ("text", "# install"),
        ("text", "pip install x"),
    ]


def test_in_plain_text_a_short_line_above_long_text_or_a_list_is_a_heading() -> None:
    long = "Sony Pictures will seine Filme mit generativer KI günstiger und schneller produzieren."
    text = f"Analyse\n{long}\nWichtigste Erkenntnisse\n- Punkt eins\nLe saviez-vous ?\n{long}"
    assert [kind for kind, _ in _shown(text)] == [
        "heading", "text", "heading", "item", "heading", "text"
    ]  # fmt: skip


def test_in_plain_text_sentences_captions_and_introductions_are_no_headings() -> None:
    long = "Sony Pictures will seine Filme mit generativer KI günstiger und schneller produzieren."
    for line in ("Ein kurzer Satz.", "Das sind sie:", "und weiter", "https://example.org", "2024"):
        assert _shown(f"{line}\n\n{long}")[0][0] == "text", line


def test_lines_of_hard_wrapped_text_are_put_together() -> None:
    text = (
        "The quick brown fox jumps over the lazy dog and runs away into the deep\n"
        "forest, where nobody will ever find it again. The dog goes on sleeping in\n"
        "the warm sun, and dreams of foxes that are slower than this one was when\n"
        "it came by.\n"
        "\n"
        "Another paragraph starts here, and it is long enough to be wrapped again,\n"
        "as the first one was."
    )
    assert [text[: block.end].count("\n\n") for block in blocks(text)] == [0, 1]


def test_lines_that_are_sentences_stay_apart() -> None:
    text = "Er kam am Morgen in die Stadt zurück.\nAm Abend ging er wieder fort, ohne ein Wort."
    assert len(blocks(text)) == 2


def test_a_sentence_that_goes_on_in_lower_case_is_put_together() -> None:
    text = "Das Unternehmen will im nächsten Jahr in Hollywood\nmehr Filme drehen.\nKurz"
    assert len(blocks(text)) == 2


@given(st.text(alphabet="aA1 .-#|\n\t\u2028é。"))
def test_blocks_cover_all_text_in_order_and_never_overlap(text: str) -> None:
    found = blocks(text)
    reached = 0
    for block in found:
        assert not text[reached : block.start].strip()
        assert block.start < block.end
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        reached = block.end
    assert not text[reached:].strip()
