from pathlib import Path

from assistant.cli.summary import counts, failure_lines, plan_lines
from index.report import Failure, SyncReport


def test_summary_counts_articles_and_passages() -> None:
    report = SyncReport(
        added=("a.md", "b.md"), unchanged=("c.md",), passages=40, embedded=12, seconds=8.04
    )
    assert counts(report) == (
        "2 added, 0 updated, 0 removed, 1 unchanged, 0 failed in 8.0 s; "
        "40 passages, 12 of them embedded"
    )
    assert counts(SyncReport(unchanged=("c.md",), seconds=0.2)).endswith("0 failed in 0.2 s")


def test_many_failures_are_cut_with_where_the_rest_is() -> None:
    failed = tuple(Failure(path=f"{number}.pdf", reason="no PDF") for number in range(70))
    lines = list(failure_lines(SyncReport(failed=failed), Path("made")))
    assert len(lines) == 51
    assert lines[0] == "failed: 0.pdf: no PDF"
    assert lines[-1] == "failed: 20 more, of which made/last-sync.json names the first"


def test_a_name_can_neither_command_the_terminal_nor_fake_a_line() -> None:
    name = "a\nfailed: b\x1b]0;title\x07\u202e.md"
    report = SyncReport(added=(name,), failed=(Failure(path=name, reason="no\rtext"),))
    for line in (*failure_lines(report, Path("made")), *plan_lines(report)):
        assert line.isprintable()


def test_plan_names_what_would_become_of_each_article() -> None:
    report = SyncReport(
        added=tuple(f"{number}.md" for number in range(60)),
        removed=("old.md",),
        updated=("news.md",),
        failed=(Failure(path="x.pdf", reason="no PDF"),),
        passages=9,
        embedded=4,
    )
    lines = list(plan_lines(report))
    assert lines[:2] == ["+ 0.md", "+ 1.md"]
    assert "+ … and 10 more" in lines
    assert lines[-4:-1] == ["~ news.md", "- old.md", "! x.pdf: no PDF"]
    assert lines[-1] == (
        "would be: 60 added, 1 updated, 1 removed, 0 unchanged, 1 failed; "
        "9 passages, 4 to be embedded"
    )
