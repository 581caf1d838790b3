"""What happens in the library: articles are searched, chosen, asked about, added and removed.

Each method answers one event and returns the new contents of components by component. What a page
shows of the library is kept in a `gr.State`, so there is one for each page.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import gradio as gr
from markupsafe import Markup
from pydantic import BaseModel, ValidationError

from assistant.article_folder import RemovedFile
from assistant.article_listing import ArticleListing, ListingPage, Order
from assistant.changes import Addition
from assistant.web.article_texts import article_texts
from assistant.web.chat import texts_of
from assistant.web.exchanges import Session
from assistant.web.library_parts import AWAY, LibraryParts, ScopeParts
from assistant.web.library_texts import library_texts
from assistant.web.library_view import articles_markup, counted_markup, line_markup, stretch_markup
from assistant.web.scope import MOST_ARTICLES, scope_markup
from assistant.web.sight import Listings
from assistant.web.texts import Texts

Updates = dict[Any, Any]
"""New contents by component."""


@dataclass
class LibraryView:
    """What one page shows of the library."""

    is_open: bool = False
    search: str = ""
    order: Order = "title"
    language: str = ""
    number: int = 0
    """Of the page of the list, from 0."""
    chosen: dict[str, None] = field(default_factory=dict)
    """Ids of the chosen articles, those of a page in its order."""
    generation: int = -1
    """State of the index that the list was made from."""
    listing: str = ""
    """Name of what its reader could see of it."""
    additions: list[Addition] = field(default_factory=list)
    removed: tuple[tuple[str, RemovedFile], ...] = ()
    """What can be put back."""
    acts: int = 0
    """Number of the newest act in the list that has been heeded."""


class _Act(BaseModel):
    """What was clicked in the list, as `library.js` tells it."""

    number: int
    """From 1; what is told later has a higher one, but may arrive earlier."""
    do: Literal["ask", "choose"]
    ids: list[str]
    """To be asked; or those that are chosen now."""
    among: list[str] = []
    """Of these articles, which are all that the list shows."""


class LibraryEvents:
    """The events of the library, for any number of pages.

    Args:
        listings: of the articles, for each reader.
        parts: the library's components.
        scope: the line that names the articles a conversation is limited to.
        chat: the column that the library takes the place of.
        button: shows the one or the other.
    """

    def __init__(
        self,
        listings: Listings,
        parts: LibraryParts,
        scope: ScopeParts,
        chat: gr.Column,
        button: gr.Button,
    ) -> None:
        self._listings = listings
        self._parts = parts
        self._scope = scope
        self._chat = chat
        self._button = button
        listed = (
            parts.counted, parts.choice, parts.chosen, parts.ask, parts.articles, parts.pager,
            parts.previous, parts.stretch, parts.next, parts.language, button,
        )  # fmt: skip
        self.listed: list[Any] = list(listed)
        """What a change of the list changes."""
        self.switched: list[Any] = [
            *self.listed, chat, parts.column, parts.order, parts.clock, scope.row, scope.said,
        ]  # fmt: skip
        """What may change where library and chat take turns."""

    def toggle(self, view: LibraryView, session: Session, request: gr.Request) -> Updates:
        """Show the library in place of the chat, or the chat again."""
        texts = texts_of(request)
        view.is_open = not view.is_open
        if not view.is_open:
            return self._turned(view, session, request)
        return (
            self._turned(view, session, request) | self._names(texts) | self.listing(view, request)
        )

    def back(self, view: LibraryView, session: Session, request: gr.Request) -> Updates:
        """Show the chat, in which something has happened."""
        if not view.is_open:
            return dict.fromkeys(self.switched, gr.skip()) | self.refresh(view, session, request)
        view.is_open = False
        return self._turned(view, session, request)

    def refresh(self, view: LibraryView, session: Session, request: gr.Request) -> Updates:
        """Bring what the page says of the articles up to date, whichever column is shown."""
        return self._scoped(session, request) | self._titled(view, request)

    def look(self, view: LibraryView, request: gr.Request) -> Updates:
        """Show the list anew where the articles have changed since it was made."""
        listing = self._listings.of(request)
        present = (listing.generation, listing.name)
        if not view.is_open or (view.generation, view.listing) == present:
            return dict.fromkeys(self.listed, gr.skip())
        return self.listing(view, request)

    def search(self, words: str, view: LibraryView, request: gr.Request) -> Updates:
        """List the articles that fit."""
        view.search, view.number = words, 0
        return self.listing(view, request)

    def sort(self, order: Order, view: LibraryView, request: gr.Request) -> Updates:
        """List the articles in another order."""
        view.order, view.number = order, 0
        return self.listing(view, request)

    def only(self, language: str, view: LibraryView, request: gr.Request) -> Updates:
        """List the articles of one language, or of all."""
        view.language, view.number = language or "", 0
        return self.listing(view, request)

    def turn_on(self, told: str, view: LibraryView, request: gr.Request) -> Updates:
        """Show the next page of the list."""
        self.catch_up(told, view, request)
        view.number += 1
        return self.listing(view, request)

    def turn_back(self, told: str, view: LibraryView, request: gr.Request) -> Updates:
        """Show the page of the list before."""
        self.catch_up(told, view, request)
        view.number -= 1
        return self.listing(view, request)

    def act(self, told: str, view: LibraryView, session: Session, request: gr.Request) -> Updates:
        """Do what was clicked in the list."""
        act = _new_act(told, view)
        if act is None:
            return dict.fromkeys(self.switched, gr.skip())
        if act.do == "ask":
            view.acts = act.number
            return self._ask(act.ids, view, session, request)
        if self._choose(act, view, request):
            return self._choice(view, texts_of(request))
        return self.listing(view, request)

    def catch_up(self, told: str, view: LibraryView, request: gr.Request) -> None:
        """Choose what was chosen last, where a click on something else has overtaken it."""
        act = _new_act(told, view)
        if act is not None and act.do == "choose":
            self._choose(act, view, request)

    def ask_chosen(
        self, told: str, view: LibraryView, session: Session, request: gr.Request
    ) -> Updates:
        """Limit the conversation to the chosen articles."""
        self.catch_up(told, view, request)
        return self._ask(list(view.chosen), view, session, request)

    def choose_none(self, view: LibraryView, request: gr.Request) -> Updates:
        """Forget which articles were chosen."""
        view.chosen.clear()
        return self.listing(view, request)

    def ask_all(self, view: LibraryView, session: Session, request: gr.Request) -> Updates:
        """Limit the conversation to no articles any more."""
        session.current.articles = ()
        return self.refresh(view, session, request)

    def arrive(self, view: LibraryView, session: Session, request: gr.Request) -> Updates:
        """Limit the conversation to the article that the page's address names."""
        if article_id := request.query_params.get("article"):
            session.current.articles = tuple(self._listings.of(request).find([article_id]))
        return self.refresh(view, session, request)

    def _ask(
        self, ids: Sequence[str], view: LibraryView, session: Session, request: gr.Request
    ) -> Updates:
        session.current.articles = tuple(self._listings.of(request).find(ids))[:MOST_ARTICLES]
        view.chosen.clear()
        return self.back(view, session, request)

    def _choose(self, act: _Act, view: LibraryView, request: gr.Request) -> bool:
        """Tell whether all of them could be chosen."""
        among = set(act.among)
        kept = [article_id for article_id in view.chosen if article_id not in among]
        view.acts = act.number
        view.chosen = dict.fromkeys(
            [*kept, *self._listings.of(request).find(act.ids)][:MOST_ARTICLES]
        )
        if len(kept) + len(act.ids) <= MOST_ARTICLES:
            return True
        words = library_texts(texts_of(request))
        gr.Warning(words.too_many_chosen.format(count=MOST_ARTICLES))
        return False

    def _turned(self, view: LibraryView, session: Session, request: gr.Request) -> Updates:
        return {
            # Invisible columns would leave the page, and take what was typed in them along.
            self._chat: gr.update(elem_classes=AWAY if view.is_open else []),
            self._parts.column: gr.update(elem_classes=[] if view.is_open else AWAY),
            self._parts.clock: gr.update(active=view.is_open),
            **self._titled(view, request),
            **self._scoped(session, request),
        }

    def _titled(self, view: LibraryView, request: gr.Request) -> Updates:
        texts, listing = texts_of(request), self._listings.of(request)
        words = library_texts(texts)
        count = words.articles_counted.format(count=words.count(len(listing)))
        return {
            self._button: gr.update(
                value=article_texts(texts).back_to_chat if view.is_open else count
            )
        }

    def _scoped(self, session: Session, request: gr.Request) -> Updates:
        sight = self._listings.sight_of(request)
        ids = tuple(filter(sight.may_read, session.current.articles))
        found = self._listings.of(request).find(ids)
        said = scope_markup(ids, found, texts_of(request)) if ids else ""
        return {
            self._scope.row: gr.update(visible=bool(ids)),
            self._scope.said: shown(said),
        }

    def _names(self, texts: Texts) -> Updates:
        words = library_texts(texts)
        orders = [(name, order) for order, name in words.orders.items()]
        return {self._parts.order: gr.update(choices=orders)}

    def listing(self, view: LibraryView, request: gr.Request) -> Updates:
        """The list as it now stands."""
        texts, listing = texts_of(request), self._listings.of(request)
        view.generation, view.listing = listing.generation, listing.name
        view.chosen = dict.fromkeys(listing.find(view.chosen))
        languages = listing.languages()
        if view.language not in languages:
            view.language = ""
        page = _page(view, listing)
        named = sorted((texts.language(code), code) for code in languages)
        return {
            self._parts.counted: shown(counted_markup(page, texts)),
            self._parts.articles: shown(articles_markup(page, view.chosen, texts)),
            self._parts.pager: gr.update(visible=page.number > 0 or not page.is_last),
            self._parts.previous: gr.update(interactive=page.number > 0),
            self._parts.next: gr.update(interactive=not page.is_last),
            self._parts.stretch: shown(stretch_markup(page, texts)),
            self._parts.language: gr.update(
                choices=[(library_texts(texts).any_language, ""), *named], value=view.language
            ),
            **self._choice(view, texts),
            **self._titled(view, request),
        }

    def titles(self, ids: Collection[str], request: gr.Request) -> list[tuple[str, str]]:
        """Each of the articles that there are, with its title."""
        found = self._listings.of(request).find(ids)
        return [(article.id, article.title) for article in found.values()]

    def _choice(self, view: LibraryView, texts: Texts) -> Updates:
        """What can be done with the chosen articles."""
        words, count = library_texts(texts), len(view.chosen)
        said = words.counted(words.one_chosen, words.many_chosen, count)
        asks = words.counted(words.ask_about_one, words.ask_about_many, count)
        return {
            self._parts.choice: gr.update(visible=count > 0),
            self._parts.chosen: shown(line_markup(said)),
            self._parts.ask: gr.update(value=asks),
        }


def _new_act(told: str, view: LibraryView) -> _Act | None:
    """What was told, unless it is no act or one that something newer has overtaken."""
    try:
        act = _Act.model_validate_json(told)
    except ValidationError:
        return None
    return act if act.number > view.acts else None


def _page(view: LibraryView, listing: ArticleListing) -> ListingPage:
    page = listing.page(
        search=view.search, language=view.language, order=view.order, number=view.number
    )
    view.number = page.number
    return page


def shown(markup: Markup | str) -> str:
    """Markup as Gradio's Markdown takes it for one piece of HTML: without line breaks of its own.

    A file's name may hold one, and it is the value of a button too.
    """
    return str(markup).replace("\r", "&#13;").replace("\n", "&#10;")
