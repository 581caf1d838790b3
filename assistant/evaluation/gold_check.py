"""Checks gold files against the articles they speak of.

    python -m assistant.evaluation.gold_check corpus/gold corpus/articles

Problems make a row useless or unfair and fail the check; remarks are worth a second look. Exit
code 0 without problems, 1 with some, 2 when called wrongly.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.errors import AssistantError
from assistant.evaluation.gold import GoldRow, read_gold
from assistant.evaluation.matching import stated_groups, tokens
from assistant.evaluation.observation import places_of
from index.article import Article
from index.errors import ReadError
from index.report import Failure

ARGUMENTS = 2


class Finding(NamedTuple):
    """Something about one row."""

    row: str
    text: str
    is_problem: bool


def check_rows(rows: Iterable[GoldRow], articles: Mapping[str, Article]) -> tuple[Finding, ...]:
    """Check each row against the articles, given by id as `index.readers` reads them."""
    findings: list[Finding] = []
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        asked = (" ".join(tokens(row.question)), " ".join(turn.question for turn in row.history))
        if asked in seen:
            findings.append(Finding(row.id, f"asks the same as {seen[asked]}", is_problem=True))
        seen[asked] = row.id
        findings += [Finding(row.id, text, is_problem=True) for text in _problems(row, articles)]
        findings += [Finding(row.id, text, is_problem=False) for text in _remarks(row, articles)]
    return tuple(findings)


def _problems(row: GoldRow, articles: Mapping[str, Article]) -> Iterable[str]:
    missing = [article for article in row.articles if article not in articles]
    if missing:
        yield f"article {missing[0]!r} does not exist"
        return
    for quote in row.quotes:
        if quote.text not in articles[quote.article].text:
            yield f"not the exact text of {quote.article}: {quote.text!r}"
    if row.answerable and not row.quotes:
        yield "no quote supports the answer"
    unquoted = set(row.articles) - {quote.article for quote in row.quotes}
    if row.quotes and unquoted:
        yield f"no quote is from {sorted(unquoted)[0]}, which the row names"
    if row.kind == "two-articles" and len(row.articles) < 2:
        yield "a question of two articles names both"
    if not row.derived and not _is_translated(row, articles):
        for group in _unstated(row):
            yield f'no quote states {group} (say "derived": true if it is concluded)'


def _unstated(row: GoldRow) -> Iterable[str]:
    """Groups of which no alternative stands in the row's quotes."""
    quoted = stated_groups("\n".join(quote.text for quote in row.quotes), row.answers)
    for group, stated in zip(row.answers, quoted, strict=True):
        if not stated:
            yield " / ".join(group)


def _stated_with_another(row: GoldRow) -> Iterable[str]:
    """Accepted answers that state those of another group: one of the two words counts as both."""
    for position, group in enumerate(row.answers):
        others = (*row.answers[:position], *row.answers[position + 1 :])
        for answer in group:
            for other, stated in zip(others, stated_groups(answer, others), strict=True):
                if stated:
                    yield f"whoever states {answer} states {' / '.join(other)} as well"


def _is_translated(row: GoldRow, articles: Mapping[str, Article]) -> bool:
    return any(articles[article].language != row.language for article in row.articles)


def _remarks(row: GoldRow, articles: Mapping[str, Article]) -> Iterable[str]:
    if any(article not in articles for article in row.articles):
        return
    given = stated_groups(row.question, row.answers)
    if row.answers and all(given):
        yield "the question itself states every accepted answer"
    yield from _stated_with_another(row)
    if not row.derived and _is_translated(row, articles):
        for group in _unstated(row):
            yield f"only in translation: {group}"
    for quote in row.quotes:
        if len(places_of(quote.text, articles[quote.article], None)) > 1:
            yield f"stands more than once in {quote.article}: {quote.text!r}"


def counts(rows: Iterable[GoldRow]) -> str:
    """How many rows each language and kind has, as a table."""
    rows = tuple(rows)
    by_both = Counter((row.kind, row.language) for row in rows)
    languages = sorted({row.language for row in rows})
    lines = ["".join(f"{name:>14}" for name in ("", *languages, "all"))]
    for kind in sorted({row.kind for row in rows}):
        numbers = [by_both[kind, language] for language in languages]
        lines.append("".join(f"{cell:>14}" for cell in (kind, *numbers, sum(numbers))))
    totals = [sum(row.language == language for row in rows) for language in languages]
    lines.append("".join(f"{cell:>14}" for cell in ("all", *totals, len(rows))))
    return "\n".join(lines)


def read_articles(folder: Path) -> dict[str, Article]:
    """All articles of a folder by id, as the index reads them.

    Raises:
        ReadError: one can't be read.
    """
    from index import readers

    articles: dict[str, Article] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or not readers.is_read(path.name):
            continue
        for found in readers.read_articles(path, folder):
            if isinstance(found, Failure):
                raise ReadError(f"{found.path}: {found.reason}")
            articles[found.id] = found
    return articles


def main(arguments: Sequence[str]) -> int:
    """Run the check and print what it finds; returns the exit code."""
    if len(arguments) != ARGUMENTS:
        print("usage: python -m assistant.evaluation.gold_check GOLD ARTICLES", file=sys.stderr)
        return 2
    try:
        rows = read_gold([Path(arguments[0])])
        findings = check_rows(rows, read_articles(Path(arguments[1])))
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    for finding in sorted(findings, key=lambda finding: finding.is_problem):
        print(f"{'PROBLEM' if finding.is_problem else 'remark'}  {finding.row}: {finding.text}")
    problems = sum(finding.is_problem for finding in findings)
    print(counts(rows))
    print(f"{problems} problems, {len(findings) - problems} remarks")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
