from pathlib import Path

from benchmarks.churn import bytes_on_disk, live_through, measure, opened


def test_room_of_all_files_below_counts(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "vectors").write_bytes(b"x" * 100_000)
    first = bytes_on_disk(tmp_path)
    assert first >= 100_000
    (tmp_path / "database").write_bytes(b"x" * 50_000)
    assert bytes_on_disk(tmp_path) >= first + 50_000


def test_each_edition_replaces_the_one_before_and_the_first_is_kept_apart(tmp_path: Path) -> None:
    sizes = live_through(tmp_path, articles=3, editions=3)
    assert len(sizes) == 3
    assert sizes[-1] == bytes_on_disk(tmp_path / "index")
    with opened(tmp_path / "first") as first, opened(tmp_path / "index") as last:
        assert (first.generation, last.generation) == (1, 3)
        assert last.check(tmp_path / "articles") == ()
        old, new = ({each.id: each.text for each in index} for index in (first, last))
    assert old.keys() == new.keys()
    assert all(old[each] != new[each] for each in old)


def test_figures_are_against_the_first_state(tmp_path: Path) -> None:
    figures = measure(tmp_path, articles=3, editions=1, count=2)
    assert figures["churn_disk_growth"] == figures["churn_disk_most"] == 1
    assert figures["churn_search_slowdown"] > 0
