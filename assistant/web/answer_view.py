"""Questions and answers as HTML for the chat.

Questions, answers, quotes and titles are data: each passes through `Markup.format`, which escapes
it, and nothing of them is read as HTML or Markdown. Accessible names are hidden text, because the
chat's sanitiser (a second line of defence) removes aria- and data- attributes. The chat keeps line
breaks, so none stands between tags.
"""

import re
from collections.abc import Mapping

from markupsafe import Markup

from assistant.answer import Answer, Citation, Status
from assistant.web.article_address import article_address
from assistant.web.article_text import on_one_line, shortened
from assistant.web.exchanges import Exchange
from assistant.web.making_view import making_markup
from assistant.web.markdown_export import answer_markdown
from assistant.web.texts import Texts
from index.article import Passage

_MARKER = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_LONGEST_QUESTION = 2000
_LONGEST_PASSAGE = 240
_MOST_RELATED = 3  # what could be asked instead stands below them
_EMPTY = Markup()
_LINE = "\N{SYMBOL FOR NEWLINE}"
"""Stands for a line break in what is copied: the chat would make markup of a real one."""


def question_markup(question: str, texts: Texts) -> Markup:
    """The question as it was asked; a very long one is cut for display."""
    shown = question if len(question) <= _LONGEST_QUESTION else question[:_LONGEST_QUESTION] + "…"
    return Markup('<span class="unseen">{} </span>{}').format(texts.you_asked, shown)


def editing_markup(texts: Texts) -> Markup:
    """Says below a question that what is asked next takes its place."""
    return Markup('<span class="editing">{}</span>').format(texts.editing)


def exchange_markup(exchange: Exchange, texts: Texts) -> Markup:
    """What stands below a question: the answer, or the way to it, or why there is none."""
    if exchange.answer is not None:
        body = answer_markup(exchange.answer, texts)
    elif exchange.failure:
        body = Markup('<p class="failure">{}</p><p class="hint">{}</p>').format(
            exchange.failure, texts.retry_hint
        )
    else:
        draft = _paragraphs(exchange.draft, {}, texts)
        stopped = texts.stopped if exchange.draft else texts.stopped_early
        note = stopped if exchange.stopped else exchange.status
        kind = "stopped" if exchange.stopped else "status"
        body = draft + Markup('<p class="{}">{}</p>').format(kind, note)
    return Markup('<div class="answer"><span class="unseen">{} </span>{}</div>').format(
        texts.answered, body
    )


def answer_markup(answer: Answer, texts: Texts) -> Markup:
    """A finished answer: its text with links to quotes, and below it the quotes themselves."""
    if answer.status is Status.NOT_FOUND:
        return _refusal(answer, texts)
    citations = {citation.number: citation for citation in answer.citations}
    written = Markup('<div class="written" lang="{}">{}</div>').format(
        answer.language, _paragraphs(answer.text, citations, texts)
    )
    unverified = any(not claim.supported for claim in answer.claims)
    note = Markup('<p class="hint">{}</p>').format(texts.unverified) if unverified else _EMPTY
    return (
        written
        + note
        + _verdict(answer, texts)
        + _citation_list(answer, texts)
        + _copy(answer, texts)
        + making_markup(answer, texts)
    )


def _refusal(answer: Answer, texts: Texts) -> Markup:
    text = Markup('<p class="refusal" lang="{}">{}</p>').format(
        answer.language if answer.text else texts.code, answer.text or texts.not_found
    )
    if not answer.standalone_question:
        return text  # small talk, which was not searched for
    if not answer.related:
        none = Markup('<p class="hint">{}</p>').format(texts.no_passages)
        return text + none + making_markup(answer, texts)
    cards = _EMPTY.join(_passage_card(passage, texts) for passage in answer.related[:_MOST_RELATED])
    closest = Markup('<h2 class="sources">{}</h2><ul class="cards">{}</ul>').format(
        texts.closest, cards
    )
    return text + closest + making_markup(answer, texts)


def _paragraphs(text: str, citations: Mapping[int, Citation], texts: Texts) -> Markup:
    """Paragraphs and bullet lists; a line that begins with a dash or dot is a list item."""
    parts: list[Markup] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in block.splitlines() if line.strip()]
        if lines and all(_BULLET.match(line) for line in lines):
            items = (_with_markers(_BULLET.sub("", line), citations, texts) for line in lines)
            parts.append(
                Markup("<ul>{}</ul>").format(
                    _EMPTY.join(Markup("<li>{}</li>").format(item) for item in items)
                )
            )
        elif lines:
            joined = Markup("<br>").join(_with_markers(line, citations, texts) for line in lines)
            parts.append(Markup("<p>{}</p>").format(joined))
    return _EMPTY.join(parts)


def _with_markers(line: str, citations: Mapping[int, Citation], texts: Texts) -> Markup:
    """The line with each marker such as [1] turned into a link to the quote it names."""
    parts: list[Markup] = []
    end = 0
    for marker in _MARKER.finditer(line):
        before = line[end : marker.start()]
        # A space that does not break keeps the marker on the line of what it belongs to.
        parts.append(Markup.escape(before.rstrip() + "\u00a0" if before[-1:] == " " else before))
        numbers = [int(number) for number in marker[1].split(",")]
        parts.extend(_marker(number, citations.get(number), texts) for number in numbers)
        end = marker.end()
    parts.append(Markup.escape(line[end:]))
    return _EMPTY.join(parts)


def _marker(number: int, citation: Citation | None, texts: Texts) -> Markup:
    if citation is None:  # a draft, whose quotes are not settled yet
        return Markup('<span class="marker">{}</span>').format(number)
    return Markup(
        '<a class="marker opens-article" href="{}">'
        '<span class="unseen">{}</span><span class="number">{}</span></a>'
    ).format(
        article_address(citation.article_id, citation.start, citation.end),
        texts.quote.format(number=number, title=citation.title),
        number,
    )


def _verdict(answer: Answer, texts: Texts) -> Markup:
    """One quiet line on what the checks found of the sentences."""
    if not answer.claims or any(not claim.supported for claim in answer.claims):
        return _EMPTY
    articles = {citation.number: citation.article_id for citation in answer.citations}
    several = sum(len({articles[n] for n in claim.citations}) > 1 for claim in answer.claims)
    said = [texts.checked_one if len(answer.claims) == 1 else texts.checked_all]
    if several:
        said.append(texts.checked_several.format(count=several))
    if any(claim.disputed_by for claim in answer.claims):
        said.append(texts.checked_disputed)
    return Markup('<p class="verdict">{}</p>').format(" · ".join(said))


def _copy(answer: Answer, texts: Texts) -> Markup:
    """A link that copies the answer as Markdown; page.js sees to it."""
    return Markup(
        '<p class="tools"><a class="copies" href="#copy" role="button">{}</a>'
        '<span class="done"></span></p><pre class="markdown">{}</pre>'
    ).format(texts.copy, answer_markdown(answer, texts).replace("\n", _LINE))


def _citation_list(answer: Answer, texts: Texts) -> Markup:
    if not answer.citations:
        return _EMPTY
    cards = _EMPTY.join(_citation_card(citation, answer, texts) for citation in answer.citations)
    return Markup('<h2 class="sources">{}</h2><ol class="cards">{}</ol>').format(
        texts.sources, cards
    )


def _citation_card(citation: Citation, answer: Answer, texts: Texts) -> Markup:
    return Markup(
        '<li class="card"><span class="number">{}</span>'
        '<a class="source opens-article" href="{}">{}</a>{}'
        '<blockquote lang="{}">{}</blockquote>{}</li>'
    ).format(
        citation.number,
        article_address(citation.article_id, citation.start, citation.end),
        citation.title,
        details(citation.language, citation.published, citation.author, None, texts, citation.page),
        citation.language,
        on_one_line(citation.quote),
        _translation(citation, answer, texts),
    )


def _translation(citation: Citation, answer: Answer, texts: Texts) -> Markup:
    """The quote in the answer's language: the sentence that was made from it, which names it first.

    One that only says the same in another article has no translation of its own.
    """
    made = [claim.text for claim in answer.claims if claim.citations[:1] == (citation.number,)]
    if citation.language == answer.language or not made:
        return _EMPTY
    return Markup(
        '<details class="translation"><summary>{}</summary><p lang="{}">{}</p></details>'
    ).format(
        texts.translation.format(language=texts.language(answer.language)),
        answer.language,
        on_one_line(" ".join(made)),
    )


def _passage_card(passage: Passage, texts: Texts) -> Markup:
    shown = shortened(on_one_line(passage.text), _LONGEST_PASSAGE)
    return Markup(
        '<li class="card"><a class="source opens-article" href="{}">{}</a>{}'
        '<blockquote lang="{}">{}</blockquote></li>'
    ).format(
        article_address(passage.article_id, passage.start, passage.end),
        passage.title,
        details(passage.language, None, None, None, texts),
        passage.language,
        shown,
    )


def details(
    language: str,
    published: str | None,
    author: str | None,
    publisher: str | None,
    texts: Texts,
    page: int | None = None,
) -> Markup:
    """One line on a source: its language, and where known its date, author, publisher, page."""
    parts = [Markup("<span>{}</span>").format(texts.language(language))]
    if published:
        parts.append(
            Markup('<time datetime="{}">{}</time>').format(published, texts.date(published))
        )
    parts.extend(Markup("<span>{}</span>").format(name) for name in (author, publisher) if name)
    if page is not None:
        parts.append(Markup("<span>{}</span>").format(texts.page.format(number=page)))
    return Markup('<p class="details">{}</p>').format(Markup(" · ").join(parts))
