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
