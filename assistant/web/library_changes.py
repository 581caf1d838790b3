"""What happens where articles are added and removed: each step of it is shown as it is done."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from markupsafe import Markup

from assistant.article_folder import MayRead
from assistant.changes import Change
from assistant.library import Library
from assistant.web.chat import texts_of
from assistant.web.library import LibraryEvents, LibraryView, Updates, shown
from assistant.web.library_parts import ChangeParts
from assistant.web.library_texts import LibraryTexts, library_texts
from assistant.web.library_view import additions_markup, formats, line_markup, problem_words
from assistant.web.readers import may_edit
from assistant.web.sight import Listings
from assistant.web.texts import Texts
from assistant.web.uploads import Uploads


class LibraryChanges:
    """The events that change the library, for any number of pages.

    Args:
        library: carries the changes out, also where the page that asked for one is closed.
        events: of the list, which is shown anew after each change.
        parts: the components.
        listings: tell what an editor may see.
        uploads: has the files that were dropped.
    """

    def __init__(
        self,
        library: Library,
        events: LibraryEvents,
        parts: ChangeParts,
        listings: Listings,
        uploads: Uploads,
    ) -> None:
        self._listings = listings
        self._library = library
        self._events = events
        self._parts = parts
        self._uploads = uploads
        # It makes an empty file for each that it is given, and leaves it there.
        parts.drop.GRADIO_CACHE = str(uploads.folder)
        self._megabytes = library.most_bytes // 2**20
        self.changed: list[Any] = [
            *events.listed, parts.drop, parts.additions, parts.notice, parts.noticed, parts.undo,
        ]  # fmt: skip
        """What a change changes on the page."""

    def hint(self, request: gr.Request) -> Updates:
        """Say what can be added; who may only read is shown nothing of it."""
        allowed = may_edit(request)
        said = library_texts(texts_of(request)).add_hint.format(
            formats=formats(), megabytes=self._megabytes
        )
        return {
            self._parts.hint: shown(line_markup(said) if allowed else Markup()),
            self._parts.drop: gr.update(visible=allowed),
            self._parts.remove: gr.update(visible=allowed),
        }

    def add(
        self, files: Sequence[str] | None, view: LibraryView, request: gr.Request
    ) -> Iterator[Updates]:
        """Add the files that were dropped."""
        texts = texts_of(request)
        _refuse_readers(request, texts)
        if not files:
            return
        uploads = [Path(file) for file in files]
        named = [(upload, upload.name) for upload in uploads]
        may_read = self._may_read(request)
        self._uploads.need(uploads)
        # Whoever closes the page ends this event, and not the change.
        let_go = partial(self._uploads.let_go, uploads)
        addition = self._library.add(named, may_read, let_go)
        # What has ended has been seen by now.
        view.additions = [*(each for each in view.additions if not each.finished), addition]
        yield {self._parts.drop: gr.update(value=None), **self._additions(view, texts)}
        for _ in addition.follow():
            yield self._additions(view, texts)
        yield self._events.listing(view, request)

    def remove(self, told: str, view: LibraryView, request: gr.Request) -> Iterator[Updates]:
        """Remove the chosen articles."""
        texts, words = texts_of(request), library_texts(texts_of(request))
        _refuse_readers(request, texts)
        self._events.catch_up(told, view, request)
        articles = self._events.titles(view.chosen, request)
        if not articles:
            return
        titles = [title for _, title in articles]
        removal = self._library.remove(articles, self._may_read(request))
        yield self._notice(words.removing.format(names=_names(titles, words)))
        removal.wait()
        if removal.problem is None:
            view.removed = removal.removed
        said = _counted(words.one_removed, words.many_removed, titles, removal.articles, words)
        yield self._done(removal, said, view, request)

    def undo(self, view: LibraryView, request: gr.Request) -> Iterator[Updates]:
        """Put back what was removed last."""
        texts, words = texts_of(request), library_texts(texts_of(request))
        _refuse_readers(request, texts)
        if not view.removed:
            return
        titles = [title for title, _ in view.removed]
        restoration = self._library.restore(view.removed)
        yield self._notice(words.restoring.format(names=_names(titles, words)))
        restoration.wait()
        view.removed = tuple(restoration.removed) if restoration.problem else ()
        count = restoration.articles
        said = _counted(words.one_restored, words.many_restored, titles, count, words)
        yield self._done(restoration, said, view, request)

    def _may_read(self, request: gr.Request) -> MayRead | None:
        """Tells what an editor may read who may not read everything."""
        sight = self._listings.sight_of(request)
        return sight.may_read if sight.denied else None

    def _additions(self, view: LibraryView, texts: Texts) -> Updates:
        return {
            self._parts.additions: shown(additions_markup(view.additions, self._megabytes, texts))
        }

    def _notice(self, said: str) -> Updates:
        return {
            self._parts.notice: gr.update(visible=True),
            self._parts.noticed: shown(line_markup(said)),
            self._parts.undo: gr.update(visible=False),
        }

    def _done(self, change: Change, said: str, view: LibraryView, request: gr.Request) -> Updates:
        texts = texts_of(request)
        if change.problem is not None:
            said = problem_words(change.problem, self._megabytes, texts)
        return {
            **self._events.listing(view, request),
            **self._notice(said),
            self._parts.undo: gr.update(visible=bool(view.removed)),
        }


def _refuse_readers(request: gr.Request, texts: Texts) -> None:
    """End an event of somebody who may only read; their page has none, but it can be forged."""
    if not may_edit(request):
        raise gr.Error(library_texts(texts).may_not_change, print_exception=False)


def _names(titles: Sequence[str], words: LibraryTexts) -> str:
    """One title, or how many there are."""
    if len(titles) == 1:
        return words.quoted.format(title=titles[0])
    return words.counted(words.one_article, words.many_articles, len(titles))


def _counted(one: str, many: str, titles: Sequence[str], articles: int, words: LibraryTexts) -> str:
    """What became of one article, or of how many; a file of many goes and comes with all."""
    return words.counted(one, many, max(articles, 1)).replace("{title}", titles[0])
