"""What could be asked instead, where the articles do not answer a question.

Nothing is made up, and no model is asked: each question is what an article that came close is
about, which that article answers, or one that the bundled articles are known to answer.
"""

from collections.abc import Collection, Iterator

from assistant.answer import Answer, Status
from assistant.web.article_text import on_one_line, shortened
from assistant.web.examples import bundled_questions
from assistant.web.texts import TEXTS, Texts

_MOST = 3
_LONGEST_TITLE = 120  # characters


def questions_instead(answer: Answer, asked: Collection[str], texts: Texts) -> tuple[str, ...]:
    """Up to three questions near to one that was refused; none where nothing came close.

    They are in the question's language, or the interface's where that is not one of ours.

    Args:
        answer: the refusal.
        asked: what was asked in the conversation already, which is not offered again.
        texts: the words of the interface.
    """
    if answer.status is not Status.NOT_FOUND:
        return ()
    known = {question.casefold() for question in asked}
    fresh: dict[str, None] = {}
    for question in _about_the_closest(answer, TEXTS.get(answer.language, texts)):
        if question.casefold() not in known:
            fresh[question] = None
    return tuple(fresh)[:_MOST]


def _about_the_closest(answer: Answer, texts: Texts) -> Iterator[str]:
    titles: dict[str, str] = {}  # the nearest article first
    for passage in answer.related:
        titles.setdefault(passage.article_id, passage.title)
    known_to_work = (bundled_questions(texts.code, (article_id,)) for article_id in titles)
    yield from next(filter(None, known_to_work), ())[:1]
    for title in titles.values():
        if shown := shortened(on_one_line(title), _LONGEST_TITLE):
            yield texts.about.format(title=shown)
