"""The library as HTML: the list of articles, and what becomes of files that are added.

Titles, authors and file names are data: each passes through `Markup.format`, which escapes it, and
the lines hold no line break, so that Gradio's Markdown takes them for one piece of HTML and reads
nothing in it. Labels of buttons and boxes are hidden text, because its sanitiser (a second line of
defence) removes aria- attributes. `library.js` passes on what is clicked.
"""

from collections.abc import Container, Sequence

from markupsafe import Markup

from assistant.article_listing import ListingPage
from assistant.changes import Addition, FileChange
from assistant.errors import AssistantError, LibraryError
from assistant.web.answer_view import details
from assistant.web.article_address import article_address
from assistant.web.article_text import on_one_line, shortened
from assistant.web.library_texts import library_texts
from assistant.web.texts import Texts
from assistant.web.unreadable_texts import unreadable
from index.article import ArticleSummary
from index.readers import FORMATS

_LONGEST_TITLE = 200  # characters
_LONGEST_NAME = 120
_MOST_LEFT_OUT = 3
_MARKS = {"done": "✓", "failed": "✗"}
_EMPTY = Markup()


def articles_markup(page: ListingPage, chosen: Container[str], texts: Texts) -> Markup:
    """A page of articles: each can be chosen, opened and asked about."""
    if not page.articles:
        return Markup('<p class="hint">{}</p>').format(library_texts(texts).no_article_fits)
    rows = (_row(article, article.id in chosen, texts) for article in page.articles)
    return Markup('<ul class="articles">{}</ul>').format(_EMPTY.join(rows))


def counted_markup(page: ListingPage, texts: Texts) -> Markup:
    """How many articles there are, and how many of them fit: the heading of the list."""
    words = library_texts(texts)
    if page.found == page.total:
        said = words.counted(words.one_article, words.many_articles, page.total)
    else:
        said = words.found_articles.format(
            found=words.count(page.found), count=words.count(page.total)
        )
    return Markup('<h2 class="counted">{}</h2>').format(said)


def stretch_markup(page: ListingPage, texts: Texts) -> Markup:
    """Which of the found articles are shown."""
    words = library_texts(texts)
    shown = words.stretch.format(
        first=words.count(page.start + 1),
        last=words.count(page.start + len(page.articles)),
        found=words.count(page.found),
    )
    return Markup('<p class="counted">{}</p>').format(shown)


def line_markup(words: str) -> Markup:
    """One line of words."""
    return Markup("<p>{}</p>").format(on_one_line(words))


def additions_markup(additions: Sequence[Addition], megabytes: int, texts: Texts) -> Markup:
    """What becomes of each file that was added, the latest first."""
    rows = [
        _file(file, addition, megabytes, texts)
        for addition in reversed(additions)
        for file in addition.files
    ]
    return Markup('<ul class="additions">{}</ul>').format(_EMPTY.join(rows)) if rows else _EMPTY


def problem_words(problem: AssistantError, megabytes: int, texts: Texts) -> str:
    """Why a change, or one file of it, failed."""
    words = library_texts(texts)
    kind = problem.problem if isinstance(problem, LibraryError) else None
    match kind:
        case "format":
            return words.wrong_format
        case "size":
            return words.too_large.format(megabytes=megabytes)
        case "content":
            return unreadable(getattr(problem, "detail", "") or str(problem), texts)
        case "busy":
            return words.busy
        case "last":
            return words.only_articles
        case _:
            return words.not_changed.format(reason=problem)


def formats() -> str:
    """The kinds of files that can be added."""
    return ", ".join(kind.suffixes[0].removeprefix(".") for kind in FORMATS)


def _row(article: ArticleSummary, is_chosen: bool, texts: Texts) -> Markup:
    words = library_texts(texts)
    title = shortened(on_one_line(article.title), _LONGEST_TITLE)
    counted = words.counted(words.one_passage, words.many_passages, article.passages)
    return Markup(
        '<li class="article-row"><label class="pick">'
        '<input type="checkbox" class="chooses" value="{id}"{checked}>'
        '<span class="unseen">{choose}</span></label>'
        '<div class="about"><a class="title opens-article" href="{address}" lang="{language}">'
        '{title}</a>{details}<p class="file">{id}</p></div>'
        '<button type="button" class="asks-about" value="{id}">{ask}'
        '<span class="unseen"> {quoted}</span></button></li>'
    ).format(
        id=article.id,
        checked=Markup(" checked") if is_chosen else _EMPTY,
        choose=words.choose.format(title=title),
        address=article_address(article.id),
        language="" if article.language == "und" else article.language,
        title=title,
        quoted=words.quoted.format(title=title),
        details=details(article.language, texts, article.published, article.author, counted),
        ask=words.ask_about,
    )


def _file(file: FileChange, addition: Addition, megabytes: int, texts: Texts) -> Markup:
    name = shortened(on_one_line(file.name), _LONGEST_NAME)
    return Markup(
        '<li class="{}"><span class="mark">{}</span><span class="name">{}</span> '
        '<span class="why">{}</span></li>'
    ).format(file.stage, _MARKS.get(file.stage, "·"), name, _said(file, addition, megabytes, texts))


def _said(file: FileChange, addition: Addition, megabytes: int, texts: Texts) -> str:
    words = library_texts(texts)
    match file.stage:
        case "failed" if file.problem is not None:
            return problem_words(file.problem, megabytes, texts)
        case "waiting" | "failed":
            return words.waiting
        case "reading":
            return words.reading
        case "indexing" if addition.passages:
            return words.indexing_so_far.format(
                passages=words.counted(words.one_passage, words.many_passages, addition.passages)
            )
        case "indexing":
            return words.indexing
    if not file.is_new:
        return words.there_already
    otherwise = words.added_under if file.is_marked else words.added_as
    said = words.added if file.id == file.name else otherwise.format(name=file.id)
    if file.articles > 1:
        counted = words.counted(words.one_article, words.many_articles, file.articles)
        said += words.with_articles.format(articles=counted)
    if file.left_out:
        said += words.left_out.format(reason="; ".join(file.left_out[:_MOST_LEFT_OUT]))
    return said
