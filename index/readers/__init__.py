"""Article files in, articles out: a reader for each kind of file, chosen by the file's suffix.

`index.readers.formats` lists the kinds. Files from elsewhere are better read through
`index.readers.isolation`, which bounds what reading a hostile one can cost.
"""

from index.readers.articles import read_article, read_articles
from index.readers.formats import (
    FORMATS,
    MAX_BYTES,
    MAX_DOCUMENT_BYTES,
    REFUSED,
    SUFFIXES,
    is_read,
)
from index.readers.isolation import IsolatedReader

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_DOCUMENT_BYTES",
    "REFUSED",
    "SUFFIXES",
    "IsolatedReader",
    "is_read",
    "read_article",
    "read_articles",
]
