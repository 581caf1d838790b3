"""What an article's own words mean, in the question's language.

A small model renders a few words well where it bends the whole sentence, so the words that are told
in the stead of a rendering have their meaning behind them.
"""

import re
import time

from assistant.checking.spelling import folded
from assistant.checking.support import check_rendering
from assistant.drafting import fitted_render_messages
from assistant.evidence import one_line
from assistant.likeness import Embed
from assistant.llm.writer import Part, Writer, finished, together, writes_together
from assistant.render_drafts import is_fitted_to, weighed
from assistant.work import Work
from index.function_words import function_words

_BEAMS = 4
_MOST_WORDS = 48  # tokens
_LEAST_LIKELY = -2.0
"""The least mean log-probability that the words may have, given their meaning (docs/quality.md)."""
_LEAST_LIKELY_LONG = -2.5
"""The same of as many words as `_LONG`."""
_LONG = 4  # words
_STRIPPED = " .,;:…"
_WORD = re.compile(r"\w+")
_BRACKETS = str.maketrans("()", "[]")  # it stands in round ones itself


def gloss(work: Work, number: int, words: str, writer: Writer, embed: Embed) -> str:
    """What some words of a quote mean, checked as a rendering is; empty where that is not known.

    Of some drafts that are written abreast it is the one after which the words are likeliest. Names
    that stay as they are need none.

    Args:
        work: the question and its evidence.
        number: of the quote in the evidence, counted from 1.
        words: of the quote, as they stand in it on one line.
        writer: the model; one that is not fitted to both languages, or does not write several
            drafts at once, gives none.
        embed: gives the vector of a text, of length 1.
    """
    quote, language = work.evidence[number - 1], work.language
    if not (
        writes_together(writer)
        and writer.adapted("render")
        and is_fitted_to(quote.language, language)
    ):
        return ""
    since = time.perf_counter()
    part = Part("render", fitted_render_messages(words, language), _BEAMS)
    [drafts] = finished(together(writer, [part], max_tokens=_MOST_WORDS))
    whole = (each.text for each in drafts if each.usage.written < _MOST_WORDS)
    texts = list(dict.fromkeys(one_line(text).strip(_STRIPPED) for text in whole))
    for draft in drafts:
        work.used("write", draft.usage)
    source = quote.model_copy(update={"text": words})
    [meanings] = weighed(work, [source], [texts], writer)
    work.took("write", since)
    least = _LEAST_LIKELY_LONG if len(words.split()) >= _LONG else _LEAST_LIKELY
    for meaning in sorted(meanings, key=lambda each: -each.faithful):
        text = meaning.text
        says_the_same = _content(text, language) == _content(words, quote.language)
        if meaning.faithful < least or says_the_same:
            return ""
        if check_rendering(work.standalone, language, text, number, source, embed).supported:
            return text.translate(_BRACKETS)
    return ""


def _content(words: str, language: str) -> list[str]:
    """Words without those that only lead in others, and without signs, case and accents."""
    small = function_words(language)
    told = (word for word in _WORD.findall(words) if word.casefold() not in small)
    return [folded(word) for word in told]
