"""A Word document made ready for mammoth, which passes over some of what a reader sees in it.

It leaves out results of simple fields, formulas, text that is set from right to left, text boxes
without a second form for old programs, and the space where a page ends. It takes hidden text and
tables of contents, and for headings only styles that have the names that Word gives its own.
"""

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING

from index.readers.containers import Container
from index.readers.docx_names import child, local, properties_of, qualified, switched_on, value_of
from index.readers.docx_styles import OUTLINE, Styles, outline_level, read_styles
from index.readers.reading import UnreadableError
from index.readers.xml_trees import drop, parse_as_it_is

if TYPE_CHECKING:
    from lxml import etree

_STYLES = "word/styles.xml"
_TEXTS = re.compile(r"word/(?:document|footnotes|endnotes)\d{0,3}\.xml")
# What mammoth reads through, and what stands for it there.
_THROUGH = "smartTag"
_PASSED_OVER = frozenset({"fldSimple", "bdo", "dir", "ruby", "rubyBase"})
_INSTEAD = {"cr": "br", "ptab": "tab"}
_KEPT_OF_HIDDEN = frozenset({"rPr", "fldChar", "instrText"})  # or fields would lack an end
_CONTENTS = "Table of Contents"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_LONGEST_HEADING = 300  # characters


def prepared(raw: bytes, parts: Container) -> bytes:
    """Return a Word document in which mammoth finds what its readers see.

    Args:
        raw: the whole document.
        parts: its parts.

    Raises:
        UnreadableError: A part is damaged, or too large.
    """
    from lxml import etree

    styles, changed = Styles(), {}
    if (root := _tree(_STYLES, parts)) is not None:
        styles = read_styles(root)
        changed[_STYLES] = etree.tostring(root)
    for name in parts.names():
        if _TEXTS.fullmatch(name) and (root := _tree(name, parts)) is not None:
            _prepare(root, styles)
            changed[name] = etree.tostring(root)
    content = io.BytesIO(raw)
    with warnings.catch_warnings(), zipfile.ZipFile(content, "a", zipfile.ZIP_STORED) as archive:
        warnings.simplefilter("ignore")  # of two parts with one name the later counts
        for name, part in changed.items():
            archive.writestr(name, part)
    return content.getvalue()


def _tree(name: str, parts: Container) -> "etree._Element | None":
    """Return a part's tree; None where there is none, or it is damaged, as mammoth will tell."""
    try:
        return parse_as_it_is(parts.read(name)) if name in parts else None
    except UnreadableError:
        return None


def _prepare(root: "etree._Element", styles: Styles) -> None:
    done: set[etree._Element] = set()  # with what was around them
    for element in list(root.iter()):
        name = local(element)
        if element in done:
            continue
        if name in _PASSED_OVER:
            element.tag = qualified(element, _THROUGH)
        elif name in _INSTEAD:
            element.tag = qualified(element, _INSTEAD[name])
        elif name == "br":
            element.attrib.pop(qualified(element, "type"), None)
        elif name == "rt":
            drop(element)  # how a word is spoken, above it
        elif name == "oMath":
            done.update(part for part in element.iter() if local(part) == name)
            _write_formula(element, root)
        elif name == "AlternateContent":
            _take_box(element, root)
        elif name == "sdt" and _is_contents(element):
            done.update(part for part in element.iter() if local(part) == name)
            _empty(element)
        elif name == "p" and properties_of(element) is not None:
            _prepare_paragraph(element, styles)
        elif name == "r" and _is_hidden(element, styles):
            for part in list(element):
                if local(part) not in _KEPT_OF_HIDDEN:
                    element.remove(part)


def _prepare_paragraph(paragraph: "etree._Element", styles: Styles) -> None:
    properties = properties_of(paragraph)
    style = child(properties, "pStyle")
    if value_of(style) in styles.contents:
        _empty(paragraph)
    level = outline_level(value_of(child(properties, "outlineLvl")) or "")
    if properties is None or not level or len("".join(paragraph.itertext())) > _LONGEST_HEADING:
        return
    if style is None:
        style = properties.makeelement(qualified(properties, "pStyle"))
        properties.insert(0, style)
    style.set(qualified(style, "val"), OUTLINE.format(level))


def _is_hidden(run: "etree._Element", styles: Styles) -> bool:
    properties = properties_of(run)
    stated = switched_on(child(properties, "vanish"))
    if stated is not None:
        return stated
    of_run = value_of(child(properties, "rStyle"))
    of_paragraph = value_of(child(properties_of(run.getparent()), "pStyle"))
    return of_run in styles.hidden or of_paragraph in styles.hidden


def _is_contents(control: "etree._Element") -> bool:
    kind = child(child(child(control, "sdtPr"), "docPartObj"), "docPartGallery")
    return value_of(kind) == _CONTENTS


def _empty(element: "etree._Element") -> None:
    """Take the words out of an element, and leave where fields begin and end."""
    for part in list(element.iter()):
        if local(part) in {"t", "tab", "br", "sym", "noBreakHyphen"}:
            drop(part)


def _write_formula(formula: "etree._Element", root: "etree._Element") -> None:
    """Write a formula's letters as running text."""
    run = root.makeelement(qualified(root, "r"))
    text = root.makeelement(qualified(root, "t"))
    text.text = "".join(part.text or "" for part in formula.iter() if local(part) == "t")
    run.append(text)
    parent = formula.getparent()
    if parent is not None:
        if local(parent) == "oMathPara":
            parent.tag = qualified(root, _THROUGH)
        parent.replace(formula, run)


def _take_box(alternatives: "etree._Element", root: "etree._Element") -> None:
    """Give a text box the form in which mammoth looks for it, where it has one form only."""
    if any(local(each) == "Fallback" for each in alternatives):
        return
    boxes = [part for part in alternatives.iter() if local(part) == "txbxContent"]
    form = root.makeelement(f"{{{_COMPATIBILITY}}}Fallback")
    picture = root.makeelement(qualified(root, "pict"))
    picture.extend(boxes[:1])
    form.append(picture)
    alternatives.append(form)
