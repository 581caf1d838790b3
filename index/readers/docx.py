"""Reader of Word documents (.docx), through mammoth and its HTML."""

import io
import re
from typing import TYPE_CHECKING

from index.readers.containers import Container
from index.readers.document_metadata import document_metadata
from index.readers.docx_parts import prepared
from index.readers.html import text_of_fragment
from index.readers.reading import Metadata, Reading, UnreadableError, clean, tidy
from index.readers.xml_trees import parse_xml, texts

if TYPE_CHECKING:
    from mammoth.images import Image

_CORE = "docProps/core.xml"
_FIELDS = ("title", "creator", "created", "language")
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
# The marks of notes in the text, and the way back from a note: neither is the author's.
_NOTE_MARK = re.compile(r"<sup><a ([^<>]*)>[^<]*</a></sup>")
_NOTE_RETURN = re.compile(r' ?<a (href="#[^<>"]*")>[^<]*</a>')
_NOTE_ADDRESS = re.compile(r'\b(?:id="|href="#)[^"]*-ref-')


def read_docx(raw: bytes) -> Reading:
    """Return the text and metadata of a Word document.

    Headings, lists and tables are kept; insertions under revision are read, deletions not; notes
    stand at the end; comments, hidden text, tables of contents, page headers and footers are left
    out.

    Raises:
        UnreadableError: It is damaged, locked, or a bomb.
    """
    import mammoth

    with Container(raw, "Word") as parts:
        metadata = _metadata(parts)
        document = prepared(raw, parts)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(document),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(_no_picture),
        ).value
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # mammoth raises whatever a damaged part makes Python raise
        reason = (str(error).splitlines() or [type(error).__name__])[0].strip("'\"")[:80]
        raise UnreadableError(
            f"is no Word document, or a damaged one ({reason})", "save it anew"
        ) from error
    html = _NOTE_RETURN.sub(_without_note, _NOTE_MARK.sub(_without_note, html))
    return Reading(tidy(text_of_fragment(clean(html))), metadata)


def _without_note(link: re.Match[str]) -> str:
    """Return nothing of a link between a note and its place, and any other as it is."""
    return "" if _NOTE_ADDRESS.search(link.group(1)) else link.group()


def _no_picture(image: "Image") -> dict[str, str]:  # noqa: ARG001 - mammoth's interface
    return {}


def _metadata(parts: Container) -> Metadata:
    if _CORE not in parts:
        return Metadata()
    try:
        core = parse_xml(parts.read(_CORE))
    except UnreadableError:
        return Metadata()  # the text counts
    stated = {name: next(iter(texts(core, f"//{name}")), None) for name in _FIELDS}
    return document_metadata(
        stated["title"], stated["creator"], stated["created"], stated["language"]
    )
