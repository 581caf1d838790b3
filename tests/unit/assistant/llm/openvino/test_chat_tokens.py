from pathlib import Path

import pytest

pytest.importorskip("tokenizers")

from assistant.llm.openvino.chat_tokens import (
    ChatTokens,
    byte_pair_tokenizer,
    spellings,
)

LETTERS = [chr(code) for code in range(ord("a"), ord("z") + 1)]
TOKENS = [*LETTERS, "Ċ", "Ġ", "no", "Ġno", "<|im_start|>", "<|im_end|>"]
MERGES = ["n o", "Ġ no"]


@pytest.fixture
def chat(tmp_path: Path) -> ChatTokens:
    byte_pair_tokenizer(TOKENS, MERGES).save(str(tmp_path / "tokenizer.json"))
    return ChatTokens(tmp_path / "tokenizer.json")


def test_conversation_has_the_marks_of_its_turns_and_ends_where_the_reply_begins(
    chat: ChatTokens,
) -> None:
    tokens = [TOKENS[number] for number in chat.of([{"role": "user", "content": "a no"}])]
    assert tokens == [
        "<|im_start|>", *"user", "Ċ", "a", "Ġno", "<|im_end|>", "Ċ",
        "<|im_start|>", *"assistant", "Ċ",
    ]  # fmt: skip


def test_word_is_known_whatever_its_case_and_the_white_space_before_it() -> None:
    tokens = ["no", "Ġno", "No", "ĉno", "not", "ĠNO", "yes"]
    assert spellings(tokens, ["no"]) == [("no", 0), ("no", 1), ("No", 2), ("no", 3), ("NO", 5)]
