"""How an answer was made: what was searched, found, read and dropped, and what it cost.

Closed at first, below the quotes. Everything in it is the answer's own record; nothing is worked
out here but percentages.
"""

from markupsafe import Markup

from assistant.answer import Answer, Claim, Evidence, probability
from assistant.web.article_address import article_address
from assistant.web.article_text import on_one_line, shortened
from assistant.web.making_texts import making_texts
from assistant.web.note_texts import said_note
from assistant.web.texts import Texts
from index.article import Passage

_LONGEST_EXCERPT = 160
_LONGEST_TITLE = 48
_EMPTY = Markup()


def making_markup(answer: Answer, texts: Texts) -> Markup:
    """The closed account of an answer; empty where nothing was searched."""
    if not answer.standalone_question:
        return _EMPTY
    words = making_texts(texts)
    before = Markup('<p class="hint">{}</p>').format(words.before)
    parts = [
        before if answer.cached else _EMPTY,
        _questions(answer, texts),
        _list(words.found, [_found(p, texts) for p in answer.related]),
        _list(words.read, [_read(quote, texts) for quote in answer.evidence]),
        _list(words.dropped, [_dropped(claim, texts) for claim in answer.dropped]),
        _stages(answer, texts),
    ]
    return Markup(
        '<details class="making"><summary>{}</summary><div class="account">{}</div></details>'
    ).format(words.how_made, _EMPTY.join(parts))


def _questions(answer: Answer, texts: Texts) -> Markup:
    words = making_texts(texts)
    rows = [
        Markup('<dt>{}</dt><dd lang="{}">{}</dd>').format(
            words.searched, answer.language or "und", answer.standalone_question
        )
    ]
    if answer.confidence is not None:
        rows.append(
            Markup("<dt>{}</dt><dd>{}</dd>").format(
                words.confidence, texts.percent(answer.confidence)
            )
        )
    return Markup("<dl>{}</dl>").format(_EMPTY.join(rows))


def _list(title: str, items: list[Markup]) -> Markup:
    if not items:
        return _EMPTY
    joined = _EMPTY.join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup("<h3>{}</h3><ol>{}</ol>").format(title, joined)


def _found(passage: Passage, texts: Texts) -> Markup:
    score = texts.number(passage.score or 0.0, 3)
    return _excerpt(passage, making_texts(texts).score.format(score=score))


def _read(quote: Evidence, texts: Texts) -> Markup:
    if quote.verdict is None:
        return _excerpt(quote, "")
    chance = texts.percent(probability(quote.verdict))
    return _excerpt(quote, making_texts(texts).verdict.format(chance=chance))


def _excerpt(passage: Passage, note: str) -> Markup:
    title = shortened(passage.title or passage.article_id, _LONGEST_TITLE)
    notes = [part for part in (title, note) if part]
    return Markup(
        '<a class="opens-article" href="{}" lang="{}">{}</a><span class="note">{}</span>'
    ).format(
        article_address(passage.article_id, passage.start, passage.end),
        passage.language,
        shortened(on_one_line(passage.text), _LONGEST_EXCERPT),
        " · ".join(notes),
    )


def _dropped(claim: Claim, texts: Texts) -> Markup:
    return Markup('<span>{}</span><span class="note">{}</span>').format(
        on_one_line(claim.text), said_note(claim.note, texts)
    )


def _stages(answer: Answer, texts: Texts) -> Markup:
    """Seconds and tokens by stage; a stage within another is counted there alone."""
    words = making_texts(texts)
    rows = []
    for stage in (*words.stages, "total"):
        seconds, used = answer.timings.get(stage), answer.usage.get(stage)
        if seconds is None and used is None:
            continue
        rows.append(
            Markup("<tr><th scope=row>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>").format(
                words.stages.get(stage, words.total),
                "–" if seconds is None else texts.number(seconds, 1),
                used.read if used else "–",
                used.written if used else "–",
            )
        )
    head = _EMPTY.join(
        Markup("<th scope=col>{}</th>").format(name)
        for name in (words.stage, words.seconds, words.tokens, words.written)
    )
    return Markup(
        '<div class="costs"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, _EMPTY.join(rows))
