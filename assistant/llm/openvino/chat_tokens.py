"""Tokens of conversations, as llama.cpp makes them of a Qwen2 file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

# How Qwen2 splits text before byte pair encoding (llama.cpp: LLAMA_VOCAB_PRE_TYPE_QWEN2).
_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_BEGIN, _END = "<|im_start|>", "<|im_end|>"
_ENDS = (_END, "<|endoftext|>")
# A space and a tab before a word, in the letters that byte level encoding writes them with.
_WHITE = "\u0120\u0109"


def byte_pair_tokenizer(tokens: Sequence[str], merges: Sequence[str]) -> Tokenizer:
    """The tokenizer of a GGUF file of Qwen2.

    Args:
        tokens: the file's `tokenizer.ggml.tokens`.
        merges: its `tokenizer.ggml.merges`.
    """
    vocabulary = {token: number for number, token in enumerate(tokens)}
    pairs = [(left, right) for left, _, right in (merge.partition(" ") for merge in merges)]
    tokenizer = Tokenizer(models.BPE(vocabulary, pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def spellings(tokens: Sequence[str], words: Sequence[str]) -> list[tuple[str, int]]:
    """Tokens that are one of `words` but for case and white space before it, with their numbers."""
    folded = {word.casefold() for word in words}
    bare = ((token.lstrip(_WHITE), number) for number, token in enumerate(tokens))
    return [(token, number) for token, number in bare if token.casefold() in folded]


def end_tokens(tokens: Sequence[str]) -> list[int]:
    """Numbers of the tokens that end a reply."""
    return [number for number, token in enumerate(tokens) if token in _ENDS]


class ChatTokens:
    """Conversations as tokens, in the form of Qwen2's chat template (ChatML).

    Args:
        file: as `Tokenizer.save` writes it.
    """

    def __init__(self, file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(file))
        vocabulary = self._tokenizer.get_vocab(with_added_tokens=False)
        self._begin, self._end = vocabulary[_BEGIN], vocabulary[_END]
        self._line = self._text("\n")

    def _text(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def of(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        """A conversation, and the beginning of the assistant's reply."""
        return [*self.before_reply(messages), self._begin, *self._text("assistant\n")]

    def before_reply(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        """A conversation as it stands before whatever comes next."""
        tokens: list[int] = []
        for message in messages:
            said = self._text(f"{message['role']}\n{message['content']}")
            tokens += [self._begin, *said, self._end, *self._line]
        return tokens

    def reply(self, text: str) -> list[int]:
        """What the assistant says, with the end of it."""
        return [*self._text(text), self._end]

    def text(self, tokens: Sequence[int]) -> str:
        """What some tokens of a reply say."""
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=False))
