"""Texts to tokens of multilingual-e5-small: a Unigram vocabulary, searched by SentencePiece."""

import re
import threading
from typing import Any

from index.e5.weights import Vocabulary

_SPACES = re.compile("  +")
# Kinds of pieces in SentencePiece's model format.
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
_UNIGRAM = 1


class Tokens:
    """Cuts texts into tokens. Safe to call from several threads at once.

    Unigram: Kudo, "Subword Regularization" (2018).
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._table = str.maketrans(dict(vocabulary.replaced))
        self._processor = _processor(vocabulary)

    def ids(self, text: str) -> list[int]:
        """Return the ids of a text's tokens, without those at its ends.

        Whatever UTF-8 can't hold, as half of a surrogate pair, is read as a question mark.
        """
        clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
        replaced = _SPACES.sub(" ", clean.translate(self._table))
        found: list[int] = self._processor.encode(replaced)
        return found


_building = threading.Lock()  # two at once would take twice the memory


def _processor(vocabulary: Vocabulary) -> Any:  # noqa: ANN401 - published without types
    from sentencepiece import SentencePieceProcessor
    from sentencepiece import sentencepiece_model_pb2 as layout

    special = dict.fromkeys((vocabulary.begin, vocabulary.end, vocabulary.padding), _CONTROL)
    special[vocabulary.unknown] = _UNKNOWN
    with _building:
        model: Any = layout.ModelProto()  # type: ignore[attr-defined]  # made at run time
        for number, piece in enumerate(vocabulary.pieces):
            model.pieces.add(
                piece=piece,
                score=vocabulary.scores[number],
                type=special.get(number, _NORMAL),
            )
        trained = model.trainer_spec
        trained.model_type = _UNIGRAM
        trained.vocab_size = len(vocabulary.pieces)
        trained.bos_id, trained.eos_id = vocabulary.begin, vocabulary.end
        trained.pad_id, trained.unk_id = vocabulary.padding, vocabulary.unknown
        # Characters are replaced before, by the table that the weights bring.
        normal = model.normalizer_spec
        normal.name = "identity"
        normal.add_dummy_prefix = True
        normal.remove_extra_whitespaces = False
        normal.escape_whitespaces = True
        return SentencePieceProcessor(model_proto=model.SerializeToString())
