"""Measures the list of articles at size, beside reading the articles themselves in the same run.

    python -m benchmarks.listing [--articles N]

The articles go straight into the index's database, since neither vectors nor full text are listed.
"""

import argparse
import tempfile
from pathlib import Path

from assistant.article_listing import ORDERS, ArticleListing
from benchmarks.speed import Figure, seconds
from index.article_index import ArticleIndex

_SENTENCE = "In Namur wurde der Hafen im Jahr {} erweitert, weil die Schiffe größer wurden. "
_SENTENCES = 100  # an article of about a thousand words
_PASSAGES = 8
_PLACES = ("Namur", "Äußerer Hafen", "Brücke", "École", "Station")


def fill(index: ArticleIndex, articles: int) -> None:
    """Put made articles with passages into an empty index."""
    text = "".join(_SENTENCE.format(1900 + number) for number in range(_SENTENCES))
    with index._parts.database.writing() as connection:
        for number in range(articles):
            article_id = f"{number % 100:02}/article-{number:06}.md"
            title = f"{_PLACES[number % 5]} {number * 7919 % articles:06}"
            dated = f"{1990 + number % 30}-{number % 12 + 1:02}"
            row = (article_id, article_id, title, ("de", "en", "fr")[number % 3], text, dated)
            connection.execute(
                "INSERT INTO articles (id, file, title, language, text, published) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
            connection.executemany(
                "INSERT INTO passages (id, article, start, end, text, language, heading) "
                "VALUES (?, ?, ?, ?, ?, 'de', '')",
                [
                    (f"{number}-{start}", article_id, start, start + 1, text[:1000])
                    for start in range(_PASSAGES)
                ],
            )


def measure(folder: Path, articles: int) -> list[Figure]:
    """Make an index of so many articles in the folder, and measure its list."""
    with ArticleIndex.open(folder / "index") as index:
        fill(index, articles)
        read = seconds(lambda: sum(1 for _ in index))
        listing = ArticleListing(index)
        first = seconds(listing.page)
        sort = seconds(lambda: [listing.page(order=order) for order in ORDERS[1:]]) / 3
        page = seconds(lambda: listing.page(order="newest", number=3), 20)
        found = seconds(lambda: listing.page(search="ecole 0421"), 20)
    baseline = "reading all articles"
    return [
        Figure("first page of a new state", first, baseline, read),
        Figure("first page of another order", sort, baseline, read),
        Figure("a page further on", page, baseline, read),
        Figure("a search", found, baseline, read),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(Path(folder), options.articles):
            ratio = figure.seconds / figure.baseline_seconds
            print(
                f"{figure.what:30}{figure.seconds * 1000:10.1f} ms  "
                f"{ratio:8.4f} times {figure.baseline}"
            )


if __name__ == "__main__":
    main()
