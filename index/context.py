"""What a passage is embedded as, and what it is searched as.

Measured in docs/quality-retrieval.md. Embedded is the passage alone: identical text is then
embedded once, wherever it stands and whatever its file is called. Full text also holds the title
and the headings above the passage, which cost nothing to index and often name what the passage
only calls "it".
"""

from index.article import Passage


def embedded_text(passage: Passage) -> str:
    """Return the text whose vector stands for the passage."""
    return passage.text


def searched_text(passage: Passage) -> str:
    """Return the text whose terms the passage is found by."""
    return "\n".join(part for part in (passage.title, passage.heading, passage.text) if part)
