import re

import pytest

from index.readers.markdown import read_markdown


def _text(markdown: str) -> str:
    return read_markdown(markdown.encode()).text


def test_marks_go_and_words_stay() -> None:
    assert _text("A [link](https://x.example/y 'z') is **bold**, *soft*, ~~old~~ and `code`.") == (
        "A link is bold, soft, old and code."
    )


def test_pictures_comments_and_footnote_marks_are_left_out() -> None:
    text = _text("One![alt](a.png) two[^1].\n\n<!-- hidden -->\n\n[^1]: A note.")
    assert text == "One two.\n\nA note."


def test_wrapped_lines_are_one_paragraph_and_hard_breaks_stay() -> None:
    assert _text("one\ntwo  \nthree\\\nfour") == "one two\nthree\nfour"


def test_japanese_lines_are_joined_without_a_space() -> None:
    assert _text("これは文\nです。") == "これは文です。"


def test_headings_are_lines_of_their_own() -> None:
    assert _text("Title\n=====\n## Part *two* {#part}\nText.") == "# Title\n\n## Part two\n\nText."


def test_lists_are_lines_with_a_dash_or_number() -> None:
    text = "* one\n  * deep\n\n  more\n* [x] two\n\n1. first\n2. second"
    assert _text(text) == "- one\n  - deep\n  more\n- two\n\n1. first\n2. second"


def test_code_is_kept_and_can_not_be_taken_for_a_heading() -> None:
    text = "```python\n# comment\nx = 1 < 2\n\n- y\n```\n\n    indented"
    assert _text(text) == "    # comment\n    x = 1 < 2\n\n    - y\n\n    indented"


def test_tables_are_rows() -> None:
    assert _text("| a | b |\n|---|---|\n| 1 | *2* |") == "| a | b |\n| 1 | 2 |"


def test_quotations_are_paragraphs() -> None:
    assert _text("> Un-damn-\n> believable.\n\nHe said.") == "Un-damn- believable.\n\nHe said."


def test_html_inside_is_read_as_its_text() -> None:
    markdown = "<div align='center'>\n<b>Bold</b><br>line</div>\n\nA<sub>2</sub> &amp; B"
    assert _text(markdown) == "Bold\nline\n\nA2 & B"


@pytest.mark.parametrize(
    "name",
    ["title", "script", "style", "textarea", "iframe", "xmp", "noembed", "noframes", "plaintext",
     "select", "source", "object", "option", "nav", "svg", "map", "button", "template", "audio",
     "video", "canvas", "datalist", "embed", "footer", "noscript", "picture", "track", "tr",
     "TITLE"],
)  # fmt: skip
def test_a_tag_that_nothing_closes_is_a_word_of_its_sentence(name: str) -> None:
    end = "names it.\n\n## Part\n\n- one\n- two"
    text = f"# HTML\n\nThe <{name}> element {end}"
    assert _text(text) == text
    assert _text(f"<{name}> is an element that\n{end}") == f"<{name}> is an element that {end}"
    assert _text(f"- <{name} x='1'> in *a* list\n\nEnd.").endswith(" list\n\nEnd.")
    assert _text(f"Write `<{name}>` here.\n\nEnd.") == f"Write <{name}> here.\n\nEnd."
    assert _text(f"> <{name}> quoted\n\nEnd.") == f"<{name}> quoted\n\nEnd."


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Seen <script>alert('x')</script> too.\n\nEnd.", "Seen too.\n\nEnd."),
        ("<script>\nlet x = 1;\n\n# no\n</script>\n\nEnd.", "End."),
        ("<SCRIPT>x</script>\n\nEnd.", "End."),
        ("<script>\nlet x = '<script src=y><\\/script>';\n</script>\n\nEnd.", "End."),
        ("<div><script>let x = '<script>';</script>One</div>\n\nEnd.", "One\n\nEnd."),
        ("<style>\n/* <style> and <title> */\n</style>\n\nEnd.", "End."),
        ("<p>The <style> tag</p>\n<style>a</style>\n\nEnd.", "The <style> tag\n\nEnd."),
        ("<nav>\n\n- [a](b)\n\n</nav>\n\nEnd.", "End."),
        ("<video controls><source src='a'><track src='b'></video>\n\nEnd.", "End."),
        ("<select><option>a<option>b</select>\n\nEnd.", "End."),
        ("<table><tr><td>a<td>b<tr><td>c</table>\n\nEnd.", "| a | b |\n| c |\n\nEnd."),
        ("One<svg/> <iframe src='x' /> two <img src='y'> <input> three.", "One two three."),
        ("Shut <nav> and <nav>x</nav>.\n\nEnd.", "Shut <nav> and .\n\nEnd."),
        ("A stray </title> closes nothing.\n\nEnd.", "A stray closes nothing.\n\nEnd."),
        ("<style>a</style>\n\n<style> is text.\n\nEnd.", "<style> is text.\n\nEnd."),
    ],
)
def test_html_that_is_closed_is_left_out_as_on_a_page(markdown: str, text: str) -> None:
    assert _text(markdown) == text


def test_brackets_and_tags_without_end_are_read() -> None:
    for unit in ("[^", "<title ", "<title>", "<script>\n", "<p><style>", "</title>", "<a "):
        assert "End." in _text(unit * 4_000 + "\n\nEnd.")


def test_invisible_and_decomposed_characters_written_as_entities_are_made_alike() -> None:
    text = "Die Brü&shy;cke&#8203; des e&#769;te&#769; ist zu."
    assert _text(text) == "Die Brücke des été ist zu."


def test_front_matter_is_metadata() -> None:
    reading = read_markdown(b"---\r\ntitle: Sora\r\n---\r\nText.\r\n")
    assert (reading.metadata.title, reading.text) == ("Sora", "Text.")


def test_deep_nesting_is_read() -> None:
    assert "x" in _text("> " * 90 + "x")
    assert "x" in _text("- " * 40 + "x")
    assert "x" in _text("<div>" * 1_500 + "x")


def test_what_is_nested_beyond_measure_is_read_as_paragraphs() -> None:
    quote = "> " * 140 + "deep\n" + "> " * 140 + "**down**\n\nAfter it."
    assert _text(quote).endswith("After it.")
    assert "deep" in _text(quote)
    assert "down" in _text(quote)
    lines = [
        f"{'  ' * level}- item {level}\n\n{'  ' * level}  more {level}" for level in range(140)
    ]
    text = _text("\n\n".join([*lines, "- last item", "# The end"]))
    found = [f"{word} {level}" for level in range(140) for word in ("item", "more")]
    assert all(re.search(rf"{each}\b", text) for each in (*found, "last item", "The end"))
    assert "x" in _text("- " * 300 + "x")
    assert "x" in _text("[" * 300 + "x" + "](y)" * 300)
