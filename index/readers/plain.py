"""Reader of plain text: the text stays as it is, so that quotes are found in the file again."""

from index.readers.decoding import decode
from index.readers.front_matter import split_front_matter
from index.readers.reading import Reading, clean, tidy


def read_plain(raw: bytes) -> Reading:
    """Return the text and metadata of a plain text file.

    Raises:
        UnreadableError: The bytes are not text.
    """
    metadata, text = split_front_matter(clean(decode(raw)))
    return Reading(tidy(text), metadata)
