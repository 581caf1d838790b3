from itertools import islice

import pytest

from assistant.file_names import numbered, safe_name


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Report.md", "Report.md"),
        ("Größe und Maß 2024 (neu).txt", "Größe und Maß 2024 (neu).txt"),
        ("../../etc/cron.d/evil.txt", "evil.txt"),
        ("C:\\Users\\x\\..\\notes.txt", "notes.txt"),
        ("/etc/passwd.md", "passwd.md"),
        ("...profile.md", "profile.md"),
        ("a\x00b\n\nc\x1b[31m.md", "ab c[31m.md"),
        ('evil"><script>x</script>.md', "script.md"),
        ("a<b>:c|d?*.html", "abcd.html"),
        ("\u202etxt.exe.md", "txt.exe.md"),
        ("con.txt", "con_.txt"),
        ("name. . ", "name"),
        ("e\u0301te\u0301.md", "été.md"),
        ("\udcff.md", "article.md"),
        ("notes: 2024.txt.gz", "notes 2024.txt.gz"),
        ("..", "article"),
        ("", "article"),
        ("فارسی\u200cنویسی.txt", "فارسی\u200cنویسی.txt"),
    ],
)
def test_name_is_made_safe_and_otherwise_kept(given: str, safe: str) -> None:
    assert safe_name(given) == safe
    assert safe_name(safe) == safe


@pytest.mark.parametrize("letter", ["x", "é", "漢", "👩🏽"])
@pytest.mark.parametrize("suffix", [".md", ".txt.gz"])
def test_overlong_name_keeps_its_suffix_and_leaves_room_for_a_number(
    letter: str, suffix: str
) -> None:
    name = safe_name(letter * 400 + suffix)
    assert name.endswith(suffix)
    assert 100 < len(name.encode()) <= 160


def test_overlong_suffix_is_cut() -> None:
    assert len(safe_name("a." + "x" * 400).encode()) < 40


def test_numbers_stand_before_the_suffix() -> None:
    assert list(islice(numbered("The report.md"), 3)) == [
        "The report.md",
        "The report 2.md",
        "The report 3.md",
    ]
    assert list(islice(numbered("report.txt.gz"), 2)) == ["report.txt.gz", "report 2.txt.gz"]
