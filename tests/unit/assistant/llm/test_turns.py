from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

import pytest

from assistant.llm.turns import Turns


def test_turns_are_taken_one_at_a_time_and_in_order() -> None:
    turns = Turns()
    done: SimpleQueue[int] = SimpleQueue()
    at_work: list[int] = []

    def work(number: int) -> None:
        with turns.next():
            at_work.append(number)
            assert at_work == [number]
            at_work.remove(number)
            done.put(number)

    threads = []
    with turns.next():
        for number in range(8):
            threads.append(Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._gates) < number + 2:  # it stands in the queue
                pass
        assert done.empty()
    for thread in threads:
        thread.join()
    assert [done.get() for _ in threads] == list(range(8))


def test_whoever_comes_back_at_once_waits_behind_the_others() -> None:
    turns = Turns()
    order: list[str] = []

    def other() -> None:
        with turns.next():
            order.append("other")

    thread = Thread(target=other)
    with turns.next():
        thread.start()
        while len(turns._gates) < 2:
            pass
    with turns.next():
        order.append("back")
    thread.join()
    assert order == ["other", "back"]


def test_error_gives_the_turn_up() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.next():
        _ = 1 / 0
    with turns.next():
        pass


def test_work_hands_on_and_returns() -> None:
    def work(take: Callable[[str], bool]) -> int:
        return sum(not take(piece) for piece in "abc")

    stream = Turns().streamed(work)
    assert [next(stream) for _ in "123"] == ["a", "b", "c"]
    with pytest.raises(StopIteration) as end:
        next(stream)
    assert end.value.value == 3


def test_error_of_work_reaches_who_takes() -> None:
    def work(take: Callable[[str], bool]) -> None:
        take("a")
        raise OSError("the disk is full")

    stream = Turns().streamed(work)
    assert next(stream) == "a"
    with pytest.raises(OSError, match="the disk is full"):
        next(stream)


def test_closing_stops_the_work_and_ends_its_turn() -> None:
    turns = Turns()
    taken = []

    def work(take: Callable[[int], bool]) -> None:
        number = 0
        while not take(number):
            number += 1
            taken.append(number)

    stream = turns.streamed(work)
    assert next(stream) == 0
    stream.close()
    ended = len(taken)
    with turns.next():
        assert len(taken) == ended


def test_turn_ends_with_the_work_however_slowly_is_taken() -> None:
    turns = Turns()

    def work(take: Callable[[str], bool]) -> None:
        for piece in "abc":
            take(piece)

    slow = turns.streamed(work)
    assert next(slow) == "a"
    assert list(turns.streamed(work)) == ["a", "b", "c"]
    assert list(slow) == ["b", "c"]
