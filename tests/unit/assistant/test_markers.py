import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.markers import MarkedText, MarkerFilter, split_markers

KNOWN = range(1, 5)

PIECES = st.sampled_from(
    [
        "[",
        "]",
        "【",
        "】",
        "(",
        ")",
        "1",
        "2",
        "12",
        ",",
        " ",
        "\n",
        "-",
        "†",
        "^",
        "It closed",
        ".",
    ]
)


def shown(pieces: list[str]) -> str:
    markers = MarkerFilter(KNOWN)
    return "".join(map(markers.feed, pieces)) + markers.flush()


def without_markers(text: str) -> str:
    return "".join(part.text for part in split_markers(text, KNOWN)).strip()


@pytest.mark.parametrize(
    ("marker", "numbers"),
    [
        ("[1]", (1,)),
        (" [1]", (1,)),
        ("[1, 2]", (1, 2)),
        ("[1,2]", (1, 2)),
        ("[1; 2]", (1, 2)),
        ("[1][2]", (1, 2)),
        ("[1] [2]", (1, 2)),
        ("[2, 1, 2]", (2, 1)),
        ("[1-3]", (1, 2, 3)),
        ("[1–3]", (1, 2, 3)),
        ("[^1]", (1,)),
        ("[ 1 ]", (1,)),
        ("【1】", (1,)),
        ("【1†source】", (1,)),
        ("(1)", (1,)),
        ("(1, 2)", (1, 2)),
        ("[1, 77]", (1,)),
    ],
)
def test_marker_is_told_in_every_shape(marker: str, numbers: tuple[int, ...]) -> None:
    assert split_markers(f"It closed{marker}.", KNOWN) == [
        MarkedText("It closed", numbers),
        MarkedText(".", ()),
    ]
    assert without_markers(f"It closed{marker}.") == "It closed."


@pytest.mark.parametrize("marker", ["[9]", "[9, 12]", "[123]", "【9】"])
def test_number_that_names_no_evidence_never_reaches_the_reader(marker: str) -> None:
    assert without_markers(f"It closed {marker}.") == "It closed."
    assert shown([f"It closed {marker}."]) == "It closed."


@pytest.mark.parametrize(
    "text", ["He is old (24).", "in [brackets]", "in [2024]", "f(x)", "(1, 50)", "a ] b", "5 [sic]"]
)
def test_what_is_no_marker_stays(text: str) -> None:
    assert without_markers(text) == text
    assert shown(list(text)) == text


@pytest.mark.parametrize(
    "cut_off", ["It closed [", "It closed [1", "It closed [1, ", "It closed 【1"]
)
def test_marker_cut_off_by_the_end_is_not_shown(cut_off: str) -> None:
    assert without_markers(cut_off) == "It closed"
    assert shown([cut_off]) == "It closed"


def test_text_flows_while_no_marker_can_begin() -> None:
    markers = MarkerFilter(KNOWN)
    assert markers.feed("It") == "It"
    assert markers.feed(" closed [") == " closed"
    assert markers.feed("1") == ""
    assert markers.feed("]. And") == ". And"
    assert markers.flush() == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=14))
@example(["It closed", "【", "1", "†", "]", "】", "."])
@example(["[", "[", "1", "]", "]"])
def test_any_split_of_the_stream_shows_the_same(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert shown(pieces) == shown([text]) == shown(list(text))
    assert shown(pieces).strip() == without_markers(text)


@settings(max_examples=30, deadline=None)
@given(st.lists(PIECES.filter(lambda piece: piece not in "【】"), max_size=14))
def test_splitting_loses_no_text(pieces: list[str]) -> None:
    parts = split_markers("".join(pieces), KNOWN)
    assert all(number in KNOWN for part in parts for number in part.numbers)
    assert "".join(pieces).count("It closed") == sum(part.text.count("It closed") for part in parts)
