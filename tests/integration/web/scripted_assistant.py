"""An assistant that says what a test tells it to, over a few articles in memory."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from threading import Event as Gate

from assistant.answer import Answer, Citation, Claim, Status
from assistant.conversation import Turn
from assistant.errors import QuestionError
from assistant.events import AnswerReady, Event, StageStarted, TextDelta
from assistant.web.protocols import Articles
from index.article import Article, ArticleSummary, Passage
from index.errors import ArticleNotFoundError

BRIDGE = Article(
    id="bauten/bruecke.md",
    title="Die Brücke über den Sund",
    language="de",
    published="2021-06-04",
    author="Redaktion Bauwerke",
    text=(
        "# Die Brücke über den Sund\n\n"
        "Die Brücke über den Sund ist 1.200 Meter lang. Sie verbindet zwei Inseln.\n\n"
        "## Sperrung\n\n"
        "Im Juni wurde die Brücke gesperrt, weil ein Pfeiler unterspült war. "
        "Die Reparatur soll acht Wochen dauern.\n\n"
        "- Fähren fahren alle zwanzig Minuten.\n"
        "- Busse enden am Hafen.\n\n"
        + "\n\n".join(f"Absatz {number} beschreibt den Verkehr am Hafen." for number in range(30))
    ),
)
LIGHTHOUSE = Article(
    id="bauten/phare.md",
    title="Le phare du cap",
    language="fr",
    published="2020",
    text="Le phare du cap date de 1863. Sa lanterne porte à vingt milles.\n\nIl est automatisé.",
)
HOSTILE = Article(
    id='evil"><script>window.hacked=1</script>.md',
    title='<img src="http://elsewhere.example/t.png" onerror="window.hacked=2"> **bold** title',
    language="en",
    author='"><svg onload="window.hacked=3">',
    text=(
        "<script>window.hacked=4</script> The harbour opened in 1901. "
        "![picture](http://elsewhere.example/p.png) <style>body{display:none}</style>\n\n"
        '<a href="javascript:window.hacked=5">click</a> [link](javascript:window.hacked=6) '
        '<iframe src="http://elsewhere.example/"></iframe> </mark></article></main>'
    ),
)
ARTICLES = (BRIDGE, LIGHTHOUSE, HOSTILE)


class ArticlesInMemory:
    """What the page reads articles from."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {article.id: article for article in articles}
        self.generation = 1
        self.folder = Path("no-index")

    def get(self, article_id: str) -> Article:
        if article_id not in self._articles:
            raise ArticleNotFoundError(f"no article {article_id!r} in the index")
        return self._articles[article_id]

    def drop(self, article_id: str) -> None:
        """Take an article away, as a sync does."""
        del self._articles[article_id]
        self.generation += 1

    def probe(self) -> None:
        """Find nothing wrong: what is in memory is there."""

    def summaries(self) -> tuple[ArticleSummary, ...]:
        return tuple(
            ArticleSummary(a.id, a.title, a.language, a.published, a.author, a.publisher, 3)
            for a in self
        )

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._articles

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles.values())

    def __len__(self) -> int:
        return len(self._articles)


class Hanging(Gate):
    """A gate that tells when a model waits at it."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = Gate()

    def wait(self, timeout: float | None = None) -> bool:
        self.reached.set()
        return super().wait(timeout)


Step = Event | Gate | Exception


class ScriptedAssistant:
    """Plays a list of steps for each question: yields events, waits at gates, raises errors."""

    def __init__(
        self, articles: Sequence[Article] = ARTICLES, *, index: Articles | None = None
    ) -> None:
        self.index: Articles = index or ArticlesInMemory(articles)
        self.scripts: dict[str, Sequence[Step]] = {}
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.scopes: list[tuple[str, ...]] = []
        self.fresh: list[bool] = []
        self.translated: list[tuple[str, str]] = []
        self.closed: list[str] = []
        self.begun = Gate()
        self.left = Gate()
        self.warm_gate = Gate()
        self.warm_gate.set()

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
    ) -> Iterator[Event]:
        if not question.strip():
            raise QuestionError("the question is empty: ask something")
        if len(question) > 10_000:
            raise QuestionError("the question has 50,000 characters: ask in at most 4,000")
        self.asked.append((question, tuple(history)))
        self.scopes.append(tuple(articles))
        self.fresh.append(fresh)
        self.begun.set()
        try:
            yield from _played(self.scripts.get(question) or script_of(refusal(question)))
        finally:
            self.closed.append(question)
            self.left.set()

    def search(self, query: str, limit: int = 10) -> tuple[Passage, ...]:
        found = (article for article in self.index if query in article.text)
        return tuple(passage(article) for article in found)[:limit]

    def translate(self, article_id: str, start: int, end: int, into: str) -> Iterator[Event]:
        quote = self.index.get(article_id).text[start:end]
        self.translated.append((quote, into))
        yield from _played(self.scripts.get(quote) or [TextDelta(text=f"[{into}] {quote}")])

    def warm(self) -> None:
        self.warm_gate.wait()


def _played(script: Sequence[Step]) -> Iterator[Event]:
    """The events of a script; a gate holds it up, an exception ends it."""
    for step in script:
        if isinstance(step, Gate):
            step.wait()
        elif isinstance(step, Exception):
            raise step
        else:
            yield step


def passage(article: Article, end: int = 60) -> Passage:
    """The first characters of an article."""
    return Passage(
        id=f"{article.id}:0",
        article_id=article.id,
        title=article.title,
        start=0,
        end=end,
        text=article.text[:end],
        language=article.language,
        score=0.5,
    )


def cite(number: int, article: Article, quote: str) -> Citation:
    """A citation of words that stand in the article."""
    start = article.text.index(quote)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        path="",
        language=article.language,
        quote=quote,
        start=start,
        end=start + len(quote),
        published=article.published,
        author=article.author,
    )


def answer(question: str, text: str, *citations: Citation, language: str = "en") -> Answer:
    """An answered question of one claim, which is the translation of its first quote."""
    numbers = tuple(citation.number for citation in citations)
    translates = numbers[0] if citations and citations[0].language != language else None
    return Answer(
        question=question,
        standalone_question=question,
        text=text,
        status=Status.ANSWERED,
        language=language,
        claims=(Claim(text=text, citations=numbers, supported=True, translates=translates),),
        citations=citations,
    )


def refusal(question: str) -> Answer:
    """A question that the articles do not answer."""
    return Answer(
        question=question,
        standalone_question=question,
        text="The articles do not answer this question.",
        status=Status.NOT_FOUND,
        language="en",
        related=(passage(BRIDGE, 104), passage(LIGHTHOUSE, 31)),
    )


def script_of(finished: Answer) -> list[Step]:
    """The events that lead up to an answer, its text in pieces."""
    pieces = [piece + " " for piece in finished.text.split(" ")]
    return [
        StageStarted(stage="search"),
        StageStarted(stage="read", count=max(len(finished.citations), 1)),
        StageStarted(stage="write"),
        *(TextDelta(text=piece) for piece in pieces),
        StageStarted(stage="check"),
        AnswerReady(answer=finished),
    ]
