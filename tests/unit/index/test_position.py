from index.position import Position


def test_bytes_count_when_their_passages_are_embedded() -> None:
    position = Position(2)
    position.next(1000)
    position.read(400, 4)
    position.read(800, 2)
    assert position.bytes == 0
    position.embedded(2)
    assert position.bytes == 200
    position.embedded(3)
    assert position.bytes == 600
    position.next(500)
    position.read(0, 10)  # where it can't be told how far the file is
    position.embedded(1)
    assert (position.file, position.passages, position.bytes) == (2, 6, 1000)
    position.end_file()
    position.embedded(5)
    assert position.bytes == 1250
    position.embedded(5)
    assert position.bytes == 1500


def test_what_needs_no_embedding_is_done_when_it_is_read() -> None:
    position = Position(1)
    position.next(1000)
    position.read(300, 0)
    assert position.bytes == 300
    position.read(500, 5)
    position.read(900, 0)
    assert position.bytes == 300
    position.embedded(5)
    assert position.bytes == 900


def test_a_file_that_is_read_again_goes_not_backwards() -> None:
    position = Position(1)
    position.next(1000)
    position.read(900, 2)
    position.embedded(2)
    position.read(300, 1)
    assert position.bytes == 900
    position.embedded(1)
    position.end_file()
    assert position.bytes == 1000


def test_articles_that_were_read_at_once_share_their_bytes() -> None:
    position = Position(1)
    position.next(16384)
    for _ in range(8):
        position.read(8192, 1)
    position.read(16384, 1)
    position.embedded(4)
    assert position.bytes == 4096
