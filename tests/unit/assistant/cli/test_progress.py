import io

from rich.console import Console

from assistant.cli.progress import shown_download, shown_sync
from assistant.models.sources import DownloadProgress
from index.report import SyncProgress

MEGABYTE = 1_000_000


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_download_is_told_in_few_plain_lines_without_a_terminal() -> None:
    console = Console(file=io.StringIO(), width=40)
    with shown_download(console) as show:
        for done in range(0, 1001):
            show(DownloadProgress("small", "the hub", done * MEGABYTE, 1000 * MEGABYTE))
    lines = written(console).splitlines()
    assert lines[0] == "Fetching small from the hub: 0 of 1,000 MB"
    assert lines[-1] == "Fetching small from the hub: 1,000 of 1,000 MB"
    assert len(lines) == 11


def test_next_place_is_told() -> None:
    console = Console(file=io.StringIO())
    with shown_download(console) as show:
        show(DownloadProgress("small", "the hub", 9, 10))
        show(DownloadProgress("small", "the mirror", 0, 10))
    assert "the mirror: 0 of 0 MB" in written(console)


def test_sync_without_work_shows_nothing() -> None:
    console = Console(file=io.StringIO())
    with shown_sync(console, "articles") as show:
        show(SyncProgress(phase="comparing", done=5, total=5))
    assert written(console) == ""


def test_sync_tells_each_phase() -> None:
    console = Console(file=io.StringIO())
    with shown_sync(console, "articles") as show:
        for phase in ("embedding", "storing"):
            for done in (1, 2):
                show(SyncProgress(phase=phase, done=done, total=2))
    assert written(console).splitlines() == [
        "Indexing articles: embedding 1 of 2",
        "Indexing articles: embedding 2 of 2",
        "Indexing articles: storing 1 of 2",
        "Indexing articles: storing 2 of 2",
    ]


def test_pace_and_time_left_are_told_once_they_are_known() -> None:
    console = Console(file=io.StringIO(), width=200)
    with shown_sync(console, "articles") as show:
        show(SyncProgress(phase="embedding", done=1, total=90, rate=4.25, left=7500))
        show(SyncProgress(phase="storing", done=500, total=500, rate=2400, left=0))
    assert written(console).splitlines() == [
        "Indexing articles: embedding 1 of 90, 4.2 passages/s, 2 h 05 min left",
        "Indexing articles: storing 500 of 500, 2,400 passages/s",
    ]


def test_a_tenth_that_takes_long_is_told_in_between() -> None:
    console = Console(file=io.StringIO())
    with shown_sync(console, "articles") as show:
        for second in range(100):
            show(SyncProgress(phase="embedding", done=1, total=900, seconds=second))
    assert len(written(console).splitlines()) == 4


def test_the_time_left_of_one_long_file_is_told_now_and_then() -> None:
    console = Console(file=io.StringIO(), width=200)
    with shown_sync(console, "articles") as show:
        show(SyncProgress(phase="embedding", done=1, total=1))
        for second in range(1, 41):
            left = 40.0 - second
            show(SyncProgress(phase="embedding", done=1, total=1, seconds=second, left=left))
    lines = written(console).splitlines()
    assert 8 <= len(lines) <= 12
    assert all(line.endswith(" left") for line in lines[1:-1])


def test_comparing_is_told_only_where_it_takes_long() -> None:
    console = Console(file=io.StringIO())
    with shown_sync(console, "articles") as show:
        show(SyncProgress(phase="comparing", done=1, total=900, seconds=1))
        show(SyncProgress(phase="comparing", done=500, total=900, seconds=4))
    assert written(console).splitlines() == ["Indexing articles: comparing 500 of 900"]


def test_bar_on_a_terminal_leaves_nothing_behind() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with shown_sync(console, "articles") as show:
        show(SyncProgress(phase="embedding", done=1, total=2, item="[bold].md"))
    assert "[bold].md" in written(console)
