"""Replies written at once, by a model that tells what each token sees."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import pytest

from assistant.llm.adapter import AdapterName
from assistant.llm.openvino import reader, writing
from assistant.llm.openvino.model import Floats, OpenVinoModel, Outcome, Step
from assistant.llm.openvino.reader import FILLED
from assistant.llm.openvino.writing import Asked, ReplyWriter, Written

END = 0
LETTERS = " abcdefghijklmnopqrstuvwxyz"


class Chat:
    """Letters as tokens: a message is what it says, a reply begins behind all of them."""

    def of(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        return self.before_reply(messages)

    def before_reply(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        return [LETTERS.index(letter) for message in messages for letter in message["content"]]

    def text(self, tokens: Sequence[int]) -> str:
        return "".join(LETTERS[token] for token in tokens)


class Facts:
    ends = (END,)


class Alphabet:
    """Says the letter behind the last one, ever on to z, where what it sees is in order.

    Keys and values of a token are its letter, its position and what it was read with; so a text
    that sees another's tokens, or its own at wrong places, is found out.
    """

    chat, facts = Chat(), Facts()

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.seen: list[str] = []
        self.tempting: dict[int, int] = {}
        """Tokens that are likelier still behind some, at first sight."""

    def nothing_kept(self, tokens: int) -> Floats:
        return np.full((3, 1, tokens, 1), -1, np.float32)

    def run(self, step: Step, kept: Floats | None = None) -> Outcome:
        before = self.nothing_kept(0) if kept is None else kept
        assert step.seen.shape == (len(step.tokens), before.shape[2] + len(step.tokens))
        assert len(step.tokens) == len(step.positions) == len(step.adapters)
        self.sizes.append(len(step.tokens))
        with_what = [["", "judge", "render"].index(each or "") for each in step.adapters]
        new = np.array([step.tokens, step.positions, with_what], np.float32)
        fresh = new[:, None, :, None]
        everything = np.concatenate([before, fresh], 2)[:, 0, :, 0]
        states = []
        for at in step.at:
            letters, positions, adapters = everything[:, step.seen[at]]
            assert positions.tolist() == list(range(len(positions)))
            assert len(set(adapters)) == 1
            self.seen.append(f"{adapters[0]:.0f}{Chat().text(letters.astype(int).tolist())}")
            states.append(letters[-1])
        return Outcome(
            np.array(states, np.float32)[None, :, None], np.zeros((0, 0), np.float32), fresh
        )

    def chances(self, states: Floats) -> Floats:
        chances = np.full((states.shape[1], len(LETTERS)), -3.0, np.float32)
        for row, last in zip(chances, states[0, :, 0], strict=True):
            row[(int(last) + 1) % len(LETTERS)] = -0.5
            if int(last) in self.tempting:
                row[self.tempting[int(last)]] = -0.4
        return chances


def ranked(
    writer: ReplyWriter, asked: Sequence[Asked], most: int = 100
) -> tuple[list[list[Written]], list[str]]:
    pieces = []
    steps = writer.write(asked, most)
    while True:
        try:
            if piece := next(steps):
                pieces.append(piece)
        except StopIteration as end:
            return cast("list[list[Written]]", end.value), pieces


def written(
    writer: ReplyWriter, asked: Sequence[Asked], most: int = 100
) -> tuple[list[Written], list[str]]:
    replies, pieces = ranked(writer, asked, most)
    assert {len(each) for each in replies} == {1}
    return [reply for each in replies for reply in each], pieces


def asked(
    beginning: str, content: str, adapter: AdapterName | None = None, beams: int = 1
) -> Asked:
    return Asked([{"content": beginning}, {"content": content}], adapter, beams)


@pytest.fixture
def model() -> Alphabet:
    return Alphabet()


@pytest.fixture
def writer(model: Alphabet) -> ReplyWriter:
    return ReplyWriter(cast("OpenVinoModel", model))


def test_each_reply_goes_on_from_its_own_conversation(model: Alphabet, writer: ReplyWriter) -> None:
    replies, pieces = written(
        writer, [asked("qrs", "uv"), asked("qrs", "w", "render"), asked("mno", "x", "render")]
    )
    assert [reply.text for reply in replies] == ["wxyz", "xyz", "yz"]
    assert pieces == ["w", "x", "y", "z"]
    assert {"0qrsuvwxyz", "2qrswxyz", "2mnoxyz"} <= set(model.seen)
    assert [reply.tokens for reply in replies] == [5, 4, 3]  # with the end of each


def test_reply_is_the_same_alone_and_in_company(writer: ReplyWriter) -> None:
    several = [asked("qrs", "uv"), asked("k", "w"), asked("", "abc"), asked("mno", "y")]
    together, _ = written(writer, several)
    alone = [written(writer, [each])[0][0] for each in several]
    assert [reply.text for reply in together] == [reply.text for reply in alone]
    assert [reply.first for reply in together] == [reply.first for reply in alone]


def test_many_conversations_are_read_in_groups(
    model: Alphabet, writer: ReplyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [asked("qrs", "uv"), asked("k", "w"), asked("", "abc"), asked("mno", "y")]
    at_once, _ = written(writer, several)
    steps = len(model.sizes)
    monkeypatch.setattr(reader, "TOGETHER", 3)
    assert [reply.text for reply in written(writer, several)[0]] == [r.text for r in at_once]
    assert len(model.sizes) == 2 * steps - 3 + 2  # three beginnings are known, three groups read


def test_reply_ends_with_its_most_tokens(writer: ReplyWriter) -> None:
    [reply], pieces = written(writer, [asked("a", "b")], most=3)
    assert (reply.text, reply.tokens, "".join(pieces)) == ("cde", 3, "cde")


def test_reply_of_nothing_is_empty(writer: ReplyWriter) -> None:
    [reply], pieces = written(writer, [asked("y", "z")])
    assert (reply.text, reply.tokens, pieces) == ("", 1, [])


def test_beginning_is_read_once(model: Alphabet, writer: ReplyWriter) -> None:
    [first], _ = written(writer, [asked("qrs", "u")])
    assert (first.read, first.cached) == (4, 0)
    [second], _ = written(writer, [asked("qrs", "vw")])
    assert (second.read, second.cached) == (2, 3)
    [other], _ = written(writer, [asked("qrs", "vw", "render")])
    assert (other.read, other.cached) == (5, 0)
    assert first.mean_logprob == second.mean_logprob == -0.5
    assert first.first["v"] == -0.5
    assert min(model.sizes) == 1


def test_oldest_beginnings_are_forgotten(
    writer: ReplyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_MOST_KEPT", 6)
    for beginning in ("abc", "def", "abc", "ghi"):
        written(writer, [asked(beginning, "y")])
    assert [written(writer, [asked(each, "y")])[0][0].cached for each in ("abc", "def")] == [3, 0]


def test_there_is_room_for_long_replies(
    writer: ReplyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_ROOM", 8)
    replies, _ = written(writer, [asked("", letter) for letter in "abcdef"])
    assert [len(reply.text) for reply in replies] == [25, 24, 23, 22, 21, 20]


def test_few_lengths_of_steps_are_met(model: Alphabet, writer: ReplyWriter) -> None:
    written(writer, [asked("", letter) for letter in "abcdefghijk"])
    assert {size for size in model.sizes if size < FILLED} == {1, 2, 4, 8, 12}


def test_pieces_are_whole_letters(model: Alphabet, writer: ReplyWriter) -> None:
    class Broken(Chat):
        def text(self, tokens: Sequence[int]) -> str:
            return super().text(tokens) + ("\ufffd" if len(tokens) % 2 else "")

    model.chat = Broken()
    [reply], pieces = written(writer, [asked("u", "v")])
    assert pieces == ["wx", "yz"]
    assert "".join(pieces) == reply.text


def test_beams_find_what_is_likelier_in_the_end(model: Alphabet, writer: ReplyWriter) -> None:
    model.tempting = {LETTERS.index("w"): LETTERS.index("m")}
    [greedy], _ = written(writer, [asked("", "vw")])
    assert greedy.text.startswith("mno")
    [found, other], pieces = ranked(writer, [asked("", "vw", beams=3), asked("", "vw")])
    assert pieces == []  # which is first, is known at the end
    assert "xyz" in {reply.text for reply in found}
    assert [reply.mean_logprob for reply in found] == sorted(
        (reply.mean_logprob for reply in found), reverse=True
    )
    assert other[0].text == greedy.text


def test_replies_of_beams_end_with_their_most_tokens(writer: ReplyWriter) -> None:
    [found], _ = ranked(writer, [asked("", "a", beams=3)], most=4)
    assert len(found) >= 3
    assert found[0].text == "bcde"
    assert max(len(reply.text) for reply in found) == 4


def test_two_ends_are_one_reply(model: Alphabet, writer: ReplyWriter) -> None:
    model.facts = type("TwoEnds", (), {"ends": (END, LETTERS.index("z"))})()
    model.tempting = {LETTERS.index("y"): END}  # and z is the next likeliest
    [reply], _ = written(writer, [asked("", "wx")])
    assert reply.text == "y"
    [found], _ = ranked(writer, [asked("", "wx", beams=2)])
    assert [each.text for each in found].count("y") == 1


def test_conversation_is_counted_once_for_all_its_replies(writer: ReplyWriter) -> None:
    [found], _ = ranked(writer, [asked("qrs", "uv", beams=3)])
    assert [(each.read, each.cached) for each in found] == [(5, 0), (0, 0), (0, 0)]
    assert [each.writing_seconds > 0 for each in found] == [True, False, False]
    assert all(each.tokens for each in found)
