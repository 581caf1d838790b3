"""The assistant as somebody sees it: all that is served of articles goes through here."""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from assistant.access.account import Account
from assistant.access.collections import AccessList, Sight
from assistant.conversation import Turn
from assistant.events import Event
from index.article import Passage

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.searchable import SearchableArticles
    from index.visible_articles import VisibleArticles

_MOST_SIGHTS = 16  # that are remembered; as many groups of readers may read different things


class RestrictedAssistant:
    """An assistant that answers an account from what this one may read, and from nothing else.

    By itself it is what somebody sees who has not logged in, so that a caller who forgets to ask
    for an account's shows too little and never too much.

    Args:
        assistant: over all articles.
        access: says who may read what.
    """

    def __init__(self, assistant: "Assistant", access: AccessList) -> None:
        self._assistant = assistant
        self._access = access
        self._account: Account | None = None
        self._views = _Views(assistant)

    def seen_by(self, account: Account | None) -> "RestrictedAssistant":
        """The same for an account; None is who has not logged in."""
        other = RestrictedAssistant(self._assistant, self._access)
        other._account, other._views = account, self._views
        return other

    @property
    def sight(self) -> Sight:
        """What may be seen now."""
        return self._access.sight_of(self._account)

    @property
    def index(self) -> "SearchableArticles":
        """The articles that may be read now."""
        return self.index_for(self.sight)

    def index_for(self, sight: Sight) -> "SearchableArticles":
        """The articles that may be read by who sees so much, whoever may see more or less now."""
        return self._views.of(sight)

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
    ) -> Iterator[Event]:
        """See `Assistant.stream`."""
        return self._assistant.stream_from(self.index, question, history, articles, fresh=fresh)

    def search(self, query: str, limit: int = 10) -> tuple[Passage, ...]:
        """See `Assistant.search`."""
        return self._assistant.search_in(self.index, query, limit)

    def translate(self, article_id: str, start: int, end: int, into: str) -> Iterator[Event]:
        """See `Assistant.translate`."""
        return self._assistant.translate_in(self.index, article_id, start, end, into)

    def warm(self) -> None:
        """See `Assistant.warm`."""
        self._assistant.warm()


class _Views:
    """What is seen of the index, made once for all who see the same."""

    def __init__(self, assistant: "Assistant") -> None:
        self._index = assistant.index
        self._lock = Lock()
        self._made: OrderedDict[str, VisibleArticles] = OrderedDict()

    def of(self, sight: Sight) -> "SearchableArticles":
        if not sight.denied:
            return self._index
        from index.visible_articles import VisibleArticles  # loads heavy libraries

        with self._lock:
            made = self._made.get(sight.name)
            if made is None:
                made = VisibleArticles(self._index, lambda i: not sight.may_read(i), sight.name)
                self._made[sight.name] = made
            self._made.move_to_end(sight.name)
            while len(self._made) > _MOST_SIGHTS:
                self._made.popitem(last=False)
            return made
