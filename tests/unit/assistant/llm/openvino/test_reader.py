import numpy as np

from assistant.llm.openvino.reader import flattened


def test_prompts_do_not_see_each_other_but_their_common_beginning() -> None:
    flat = flattened([[7, 8, 1], [7, 8, 2, 3], [7, 8, 1]])
    assert flat.tokens[:6] == [7, 8, 1, 2, 3, 1]
    assert flat.positions[:6] == [0, 1, 2, 2, 3, 2]
    assert flat.ends == [2, 4, 5]
    assert (flat.shared, flat.own) == (2, [1, 2, 1])
    seen = [[flat.tokens[i] for i in np.flatnonzero(row)] for row in flat.seen[:6]]
    assert seen == [[7], [7, 8], [7, 8, 1], [7, 8, 2], [7, 8, 2, 3], [7, 8, 1]]


def test_length_is_filled_up_with_tokens_that_see_themselves_alone() -> None:
    flat = flattened([[7, 8, 1], [7, 8, 2]])
    assert flat.seen.shape == (32, 32)
    assert len(flat.tokens) == len(flat.positions) == 32
    filling = np.arange(4, 32)
    assert [np.flatnonzero(row).tolist() for row in flat.seen[filling]] == [[i] for i in filling]
    assert len(flattened([[1] * 31 + [2], [1] * 31 + [3]]).tokens) == 64


def test_one_prompt_sees_what_is_before_it() -> None:
    flat = flattened([[7, 8, 9]])
    assert (flat.tokens[:3], flat.ends, flat.shared, flat.own) == ([7, 8, 9], [2], 0, [3])
    assert flat.seen[:3, :3].tolist() == np.tri(3, dtype=bool).tolist()


def test_prompts_that_are_the_same_keep_a_token_each() -> None:
    flat = flattened([[7, 8], [7, 8]])
    assert (flat.tokens[:3], flat.ends) == ([7, 8, 8], [1, 2])


def test_prompts_without_a_common_beginning() -> None:
    flat = flattened([[1], [2, 3]])
    assert (flat.tokens[:3], flat.positions[:3]) == ([1, 2, 3], [0, 0, 1])
    assert flat.ends == [0, 2]
    assert not flat.seen[1, 0]
