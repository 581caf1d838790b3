"""Stand-ins for index and assistant, so that judgements are exact."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.answer import Answer, Citation, Claim, Status, TokenUsage
from assistant.conversation import Turn
from assistant.errors import ModelError
from index.article import Article, Passage
from index.errors import ArticleNotFoundError

STUDIO = Article(
    id="studio.txt",
    title="Das Studio",
    language="de",
    text="Perry hat den Ausbau gestoppt. Er kostet 800 Millionen Dollar. "
    "Das Studio steht in Atlanta.",
    path="/articles/studio.txt",
)
UNION = Article(
    id="union.txt",
    title="The union",
    language="en",
    text="Writers went on strike. The strike took 148 days. It ended in September.",
    path="/articles/union.txt",
)


class InMemoryIndex:
    """Articles of which each sentence is a passage; search counts shared words."""

    def __init__(self, *articles: Article) -> None:
        self._articles = {article.id: article for article in articles}

    def get(self, article_id: str) -> Article:
        try:
            return self._articles[article_id]
        except KeyError:
            raise ArticleNotFoundError(f"no article {article_id}") from None

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        article = self.get(article_id)
        found, start = [], 0
        for sentence in article.text.split(". "):
            text = sentence if sentence.endswith(".") else sentence + "."
            found.append(
                Passage(
                    id=f"{article.id}:{start}",
                    article_id=article.id,
                    title=article.title,
                    start=start,
                    end=start + len(text),
                    text=text,
                    language=article.language,
                )
            )
            start += len(text) + 1
        return tuple(found)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        language: str | None = None,  # noqa: ARG002 - a real index takes it
        articles: Collection[str] = (),
    ) -> tuple[Passage, ...]:
        words = set(query.lower().strip("?").split())
        passages = [
            passage
            for article_id in self._articles
            if not articles or article_id in articles
            for passage in self.passages(article_id)
        ]
        passages.sort(key=lambda passage: -len(words & set(passage.text.lower().split())))
        return tuple(passages[:limit])

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles.values())

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._articles


class ScriptedAssistant:
    """Gives the answer that is written down for a question, and remembers what it was asked."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self.asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = []

    def ask(
        self, question: str, history: Sequence[Turn] = (), articles: Collection[str] = ()
    ) -> Answer:
        self.asked.append((question, tuple(history), tuple(articles)))
        if question not in self._answers:
            raise ModelError(f"no answer is written down for {question!r}")
        return self._answers[question]


def cite(article: Article, quote: str, number: int = 1) -> Citation:
    """A citation of the first place of a quote."""
    start = article.text.index(quote)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        path=article.path,
        language=article.language,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answered(question: str, text: str, *citations: Citation, language: str = "en") -> Answer:
    """An answer of one sentence with all citations."""
    numbers = tuple(citation.number for citation in citations)
    return Answer(
        question=question,
        standalone_question=question,
        text=text + "".join(f" [{number}]" for number in numbers),
        status=Status.ANSWERED,
        language=language,
        claims=(Claim(text=text, citations=numbers, supported=True),),
        citations=citations,
        timings={"search": 0.01, "write": 1.5},
        usage={"write": TokenUsage(read=300, cached=200, written=20)},
        confidence=0.9,
        model="scripted",
    )


def refused(question: str, language: str = "en") -> Answer:
    """A refusal."""
    return Answer(
        question=question,
        standalone_question=question,
        text="The articles do not say anything about this question.",
        status=Status.NOT_FOUND,
        language=language,
        timings={"search": 0.01},
        confidence=0.1,
        model="scripted",
    )
