"""What word processors write about a document, of which much says nothing about the article."""

import re

from index.readers.dates import iso_date
from index.readers.front_matter import language_code
from index.readers.reading import Metadata, one_line

_LONGEST_TITLE = 300  # characters
# Names that programs give a document when its author gave none, and names of files.
_NO_TITLE = re.compile(
    r"""(?:microsoft\s(?:office\s)?(?:word|powerpoint|publisher|excel|works)\b.*
    |(?:word\s|new\s|neues\s|nouveau\s)?(?:document|dokument)(?:\s?\(?\d*\)?)
    |untitled.*|un-?titled.*|unbenannt.*|ohne\stitel.*|sans\s(?:titre|nom).*|no\s?name.*
    |titel|title|titre|\(?(?:anonymous|unspecified|none|null)\)?|(?:slide|folie|layout|page)\s?\d+
    |https?://\S+|[^\s\\/]*[\\/]\S*|\W*|[\d\W]+
    |.*\.(?:docx?|dotx?|od[tm]|rtf|pdf|indd|qx[pd]|tex|dvi|pages|p65|pmd|ai|eps|x?html?|txt|wpd))""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_NO_AUTHOR = re.compile(
    r"""(?:administrator|admin|owner|user\d*|benutzer|besitzer|utilisateur|(?:microsoft\s)?office.*
    |windows.*|microsoft.*|apple.*|unknown.*|unbekannt|inconnu|\(?(?:anonymous|unspecified)\)?
    |author|autor|auteur|python-docx|scan(?:ner)?\d*|pc|home|test|none|null|\W*|[\d\W]+)""",
    re.IGNORECASE | re.VERBOSE,
)


def document_metadata(
    title: str | None, author: str | None, created: str | None, language: str | None
) -> Metadata:
    """Return what a document states, without what its program filled in.

    Args:
        title: dropped where it is a program's ("Microsoft Word - Document1"), or a file's name.
        author: dropped where it is an account's ("Administrator").
        created: a date; of the file, which may be later than the article's.
        language: such as "de-DE".
    """
    title, author = one_line(title), one_line(author)
    return Metadata(
        title=None if not title or _NO_TITLE.fullmatch(title) else title[:_LONGEST_TITLE],
        author=None if not author or _NO_AUTHOR.fullmatch(author) else author[:_LONGEST_TITLE],
        published=iso_date(created or ""),
        language=language_code(language or ""),
    )
