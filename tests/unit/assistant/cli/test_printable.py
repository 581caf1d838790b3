"""What of a text reaches the terminal as it is, and what as an escape."""

import json

import pytest

from assistant.cli.printable import printable, printable_json, printable_text

COMMANDS = ("\x1b]0;title\x07", "\x9b2J", "\x7f", "\x08", "\r", "\u202e", "\u2066", "\x85")


@pytest.mark.parametrize("command", [*COMMANDS, "\n", "\u200d", "\xa0"])
def test_name_is_one_line_of_what_has_a_shape(command: str) -> None:
    assert printable(f"a{command}b.md").isprintable()
    assert printable("Zürich – 東京.md") == "Zürich – 東京.md"


@pytest.mark.parametrize("command", [*COMMANDS, "\u2028", "\ud800"])
def test_text_has_an_escape_in_place_of_each_command(command: str) -> None:
    assert printable_text(f"a\n{command}b").replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "Elle a coûté 5\u202f000\xa0euros\u202f!",
        "Zwei Zeilen\nund\u3000noch eine",
        "می\u200cخواهم, Donau\u00addampf, 👩\u200d🚀, \u200fעברית",
    ],
)
def test_text_keeps_its_lines_spaces_and_joined_letters(text: str) -> None:
    assert printable_text(text) == text


def test_text_with_tabs_and_foreign_line_ends_is_shown_with_ours() -> None:
    assert printable_text("a\tb\r\nc") == "a b\nc"


@pytest.mark.parametrize("command", COMMANDS)
def test_json_says_the_same_without_commands(command: str) -> None:
    value = {"quote": f"größer{command}", "n": [1, None]}
    shown = printable_json(json.dumps(value, ensure_ascii=False, indent=2))
    assert json.loads(shown) == value
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in shown.replace("\n", ""))
    assert "größer" in shown
