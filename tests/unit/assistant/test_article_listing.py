import pytest

from assistant.article_listing import PAGE_SIZE, ArticleListing, Order
from index.article import ArticleSummary


def article(
    article_id: str,
    title: str,
    language: str = "en",
    published: str | None = None,
    author: str | None = None,
    passages: int = 1,
) -> ArticleSummary:
    return ArticleSummary(article_id, title, language, published, author, None, passages)


class Index:
    """Articles that count how often they are read."""

    def __init__(self, *articles: ArticleSummary) -> None:
        self.articles = list(articles)
        self.generation = 1
        self.reads = 0

    def summaries(self) -> list[ArticleSummary]:
        self.reads += 1
        return list(self.articles)


@pytest.fixture
def index() -> Index:
    return Index(
        article("a/zoo.md", "Zoo opens", "en", "2024-03-01", "Ann Lee", 3),
        article("b/apfel.md", "Äpfel im Herbst", "de", "2024", None, 9),
        article("c/école.txt", "« L’école » est finie", "fr", None, "Zoé Martin", 1),
        article("d/bridge.md", "The bridge", "en", "2023-12-24", None, 5),
    )


def titles(listing: ArticleListing, order: Order) -> list[str]:
    return [found.title for found in listing.page(order=order).articles]


def test_titles_are_sorted_as_a_reader_would(index: Index) -> None:
    assert titles(ArticleListing(index), "title") == [
        "Äpfel im Herbst",
        "« L’école » est finie",
        "The bridge",
        "Zoo opens",
    ]


def test_newest_come_first_and_undated_last(index: Index) -> None:
    assert titles(ArticleListing(index), "newest") == [
        "Zoo opens",
        "Äpfel im Herbst",
        "The bridge",
        "« L’école » est finie",
    ]


def test_sorting_by_language_or_passages_keeps_titles_in_order(index: Index) -> None:
    listing = ArticleListing(index)
    assert titles(listing, "language") == [
        "Äpfel im Herbst",
        "The bridge",
        "Zoo opens",
        "« L’école » est finie",
    ]
    assert titles(listing, "passages")[:2] == ["Äpfel im Herbst", "The bridge"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ecole", ["c/école.txt"]),
        ("ÄPFEL", ["b/apfel.md"]),
        ("apfel", ["b/apfel.md"]),
        ("martin", ["c/école.txt"]),
        ("bridge.md", ["d/bridge.md"]),
        ("zoo lee", ["a/zoo.md"]),
        ("zoo martin", []),
        ("  ", ["b/apfel.md", "c/école.txt", "d/bridge.md", "a/zoo.md"]),
        ("<script>", []),
    ],
)
def test_search_looks_in_title_author_and_file_name(
    index: Index, search: str, found: list[str]
) -> None:
    page = ArticleListing(index).page(search=search)
    assert [each.id for each in page.articles] == found
    assert (page.found, page.total) == (len(found), 4)


def test_language_and_search_go_together(index: Index) -> None:
    page = ArticleListing(index).page(search="e", language="en")
    assert [each.id for each in page.articles] == ["d/bridge.md", "a/zoo.md"]


def test_languages_are_told_the_most_frequent_first(index: Index) -> None:
    assert ArticleListing(index).languages() == ("en", "de", "fr")


def test_long_list_is_paged_through() -> None:
    many = Index(*(article(f"{n:03}.md", f"Title {n:03}") for n in range(2 * PAGE_SIZE + 1)))
    listing = ArticleListing(many)
    first, last = listing.page(), listing.page(number=2)
    assert len(first.articles) == PAGE_SIZE
    assert not first.is_last
    assert [each.id for each in last.articles] == [f"{2 * PAGE_SIZE:03}.md"]
    assert last.is_last
    assert last.start == 2 * PAGE_SIZE


@pytest.mark.parametrize(("asked", "shown"), [(99, 2), (-1, 0)])
def test_page_beyond_the_ends_is_the_one_at_the_end(asked: int, shown: int) -> None:
    many = Index(*(article(f"{n:03}.md", f"Title {n:03}") for n in range(2 * PAGE_SIZE + 1)))
    assert ArticleListing(many).page(number=asked).number == shown


def test_empty_list_has_one_empty_page() -> None:
    page = ArticleListing(Index()).page(number=3)
    assert (page.articles, page.number, page.found, page.is_last) == ((), 0, 0, True)


def test_articles_are_read_once_a_state_and_anew_when_they_change(index: Index) -> None:
    listing = ArticleListing(index)
    listing.page(search="zoo")
    listing.page(order="newest")
    assert len(listing) == 4
    assert index.reads == 1
    index.articles.pop()
    index.generation += 1
    assert listing.page().total == 3
    assert index.reads == 2


def test_articles_are_found_by_id_in_the_order_asked_for(index: Index) -> None:
    found = ArticleListing(index).find(["d/bridge.md", "gone.md", "a/zoo.md"])
    assert list(found) == ["d/bridge.md", "a/zoo.md"]
    assert found["a/zoo.md"].title == "Zoo opens"
