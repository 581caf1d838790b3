"""A smaller set of questions that stands for the whole."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from assistant.evaluation.gold import GoldRow


def sample(rows: Iterable[GoldRow], limit: int | None) -> tuple[GoldRow, ...]:
    """Choose at most `limit` rows, in their order; the same ones each time.

    Languages, kinds and answerability keep their shares, as far as whole rows allow. Within each
    such stratum the hash of the id decides, so a larger sample contains the smaller one, and
    adding rows to a file moves few others in or out.
    """
    rows = tuple(rows)
    if limit is None or limit >= len(rows):
        return rows
    strata: dict[tuple[str, str, bool], list[GoldRow]] = defaultdict(list)
    for row in rows:
        strata[row.language, row.kind, row.answerable].append(row)
    placed: list[tuple[float, str, str]] = []
    for members in strata.values():
        members.sort(key=lambda row: _hash(row.id))
        placed.extend(
            ((position + 0.5) / len(members), _hash(row.id), row.id)
            for position, row in enumerate(members)
        )
    chosen = {row_id for _, _, row_id in sorted(placed)[: max(0, limit)]}
    return tuple(row for row in rows if row.id in chosen)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
