"""Questions and answers as HTML for the chat.

Questions, answers, quotes and titles are data: each passes through `Markup.format`, which escapes
it, and nothing of them is read as HTML or Markdown. Accessible names are hidden text, because the
chat's sanitiser (a second line of defence) removes aria- and data- attributes. The chat keeps line
breaks, so none stands between tags.
"""

from markupsafe import Markup

from assistant.answer import Answer, Citation, Status
from assistant.web.article_address import article_address
from assistant.web.article_text import on_one_line, shortened
from assistant.web.exchanges import Exchange
from assistant.web.making_view import making_markup
from assistant.web.markdown_export import answer_markdown
from assistant.web.texts import Texts
from assistant.web.written_view import checked_markup, written_markup
from index.article import Passage

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
        draft = written_markup(exchange.draft, (), (), texts)
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
    written = Markup('<div class="written" lang="{}">{}</div>').format(
        answer.language, written_markup(answer.text, answer.claims, answer.citations, texts)
    )
    unverified = any(not claim.supported for claim in answer.claims)
    note = Markup('<p class="hint">{}</p>').format(texts.unverified) if unverified else _EMPTY
    return (
        written
        + note
        + checked_markup(answer, texts)
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
    page = None if citation.page is None else texts.page.format(number=citation.page)
    return Markup(
        '<li class="card"><span class="number">{}</span>'
        '<a class="source opens-article" href="{}">{}</a>{}'
        '<blockquote lang="{}">{}</blockquote>{}</li>'
    ).format(
        citation.number,
        article_address(citation.article_id, citation.start, citation.end),
        citation.title,
        details(citation.language, texts, citation.published, citation.author, page),
        citation.language,
        on_one_line(citation.quote),
        _translation(citation, answer, texts),
    )


def _translation(citation: Citation, answer: Answer, texts: Texts) -> Markup:
    """The quote in the answer's language: the sentence that is its translation.

    Where none is, page.js asks for one once the reader does.
    """
    if citation.language == answer.language:
        return _EMPTY
    made = [claim.text for claim in answer.claims if claim.translates == citation.number]
    return Markup(
        '<details class="translation{}"><summary>{}</summary><p lang="{}">{}</p></details>'
    ).format(
        "" if made else " awaited",
        texts.translation.format(language=texts.language(answer.language)),
        answer.language,
        on_one_line(" ".join(made)) or texts.translating,
    )


def _passage_card(passage: Passage, texts: Texts) -> Markup:
    shown = shortened(on_one_line(passage.text), _LONGEST_PASSAGE)
    return Markup(
        '<li class="card"><a class="source opens-article" href="{}">{}</a>{}'
        '<blockquote lang="{}">{}</blockquote></li>'
    ).format(
        article_address(passage.article_id, passage.start, passage.end),
        passage.title,
        details(passage.language, texts, None),
        passage.language,
        shown,
    )


def details(language: str, texts: Texts, published: str | None, *others: str | None) -> Markup:
    """One line on an article: its language, and its date and whatever else is known."""
    parts = [Markup("<span>{}</span>").format(texts.language(language))]
    if published:
        parts.append(
            Markup('<time datetime="{}">{}</time>').format(published, texts.date(published))
        )
    parts.extend(Markup("<span>{}</span>").format(other) for other in others if other)
    return Markup('<p class="details">{}</p>').format(Markup(" · ").join(parts))
