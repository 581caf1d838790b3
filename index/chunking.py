"""Articles cut into passages, along headings, paragraphs and sentences.

The default sizes were measured (docs/quality-chunking.md, benchmarks/chunking.py).
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

from pydantic import Field, model_validator

from index.article import Article, Passage
from index.frozen import Frozen
from index.language import detect_language
from index.packing import Atom, cut, pack
from index.sentences import Span, split_block
from index.structure import Block, Kind, blocks
from index.tokens import ENCODING, count_tokens

_VERSION = 1  # counted up when the same settings come to cut the same article otherwise
_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+")
_LONGEST_HEADING = 1_000  # characters; what is longer is text, whatever its tokens
_LANGUAGE_LENGTH = 60  # letters from which a passage tells its own language
_ID_LENGTH = 24  # hexadecimal digits


class ChunkingSettings(Frozen):
    """How articles are cut; an index holds passages of one setting only."""

    max_tokens: int = Field(default=192, ge=16, le=4096, description="Most tokens of a passage.")
    min_tokens: int = Field(
        default=48, ge=0, description="Sections below this go together with the next, if they fit."
    )
    overlap_sentences: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Sentences repeated from the passage before, if they fit.",
    )

    @model_validator(mode="after")
    def _check_order(self) -> "ChunkingSettings":
        if self.min_tokens > self.max_tokens:
            raise ValueError("min_tokens must not be above max_tokens")
        return self

    @property
    def fingerprint(self) -> str:
        """What an index records: passages of equal fingerprints were cut alike."""
        return (
            f"v{_VERSION}-{ENCODING}-{self.min_tokens}-{self.max_tokens}-{self.overlap_sentences}"
        )


def chunk_article(article: Article, settings: ChunkingSettings | None = None) -> list[Passage]:
    """Return the passages of an article, in order, in which all that is not white space stands.

    `article.text[passage.start : passage.end] == passage.text`, no passage has more tokens than
    `settings.max_tokens`, and none is a heading alone, unless the article is nothing else. Ids are
    made from the article's id, the offsets and the text.
    """
    settings = settings or ChunkingSettings()
    passages: list[Passage] = []
    for group in _merged(_sections(article, settings.max_tokens), settings):
        runs = pack(article.text, group, settings.max_tokens)
        overlaps = [runs[0][:0], *(before[-settings.overlap_sentences :] for before in runs[:-1])]
        for run, overlap in zip(runs, overlaps, strict=True):
            start = _overlapping_start(article.text, run, overlap, settings)
            passages.append(_passage(article, start, run[-1].end, run[0].heading))
    return passages


# --- sections -------------------------------------------------------------------------------------


def _sections(article: Article, max_tokens: int) -> list[list[Atom]]:
    """Return the atoms of each section; headings go with the first sentence below them."""
    text = article.text
    sections: list[list[Atom]] = [[]]
    path: list[tuple[int, str]] = []
    headings: list[Block] = []
    for block in _short_headings(text, max_tokens):
        if block.kind is Kind.HEADING:
            if not headings:
                sections.append([])
            headings.append(block)
            path = [above for above in path if above[0] < block.level]
            path.append((block.level, _HEADING_MARK.sub("", text[block.start : block.end])))
        else:
            above = _joined_path(path, article.title)
            sections[-1] += _atoms(article, block, headings, above, max_tokens)
            headings = []
    sections = [atoms for atoms in sections if atoms]
    if headings:
        _add_headings_at_the_end(
            sections, Span(headings[0].start, headings[-1].end), text, max_tokens
        )
    return sections


def _add_headings_at_the_end(
    sections: list[list[Atom]], headings: Span, text: str, max_tokens: int
) -> None:
    """Let headings without anything below them go with the last sentence above them."""
    if not sections:
        sections.append([_atom(text, headings, "", opens=True)])
        return
    last = sections[-1].pop()
    room = max_tokens - count_tokens(text[headings.start : headings.end]) - 2
    *before, piece = cut(text, Span(last.start, last.end), max(1, min(room, max_tokens)))
    for span in (*before, Span(piece.start, headings.end)):
        opens = last.opens_paragraph and span.start == last.start
        sections[-1].append(_atom(text, span, last.heading, opens=opens))


def _short_headings(text: str, max_tokens: int) -> Iterator[Block]:
    """Yield the blocks; headings that would fill half a passage count as text.

    Headings stand with each passage below them in the full text.
    """
    standing = 0  # tokens of the headings since the last text
    for block in blocks(text):
        if block.kind is not Kind.HEADING:
            standing = 0
            yield block
            continue
        too_long = block.end - block.start > _LONGEST_HEADING
        standing += 0 if too_long else count_tokens(text[block.start : block.end]) + 1
        if too_long or standing > max_tokens // 2:
            standing = 0
            yield block._replace(kind=Kind.TEXT)
        else:
            yield block


def _atoms(
    article: Article, block: Block, headings: Sequence[Block], above: str, max_tokens: int
) -> Iterator[Atom]:
    text = article.text
    for place, sentence in enumerate(split_block(text, block, article.language)):
        first = place == 0
        start = headings[0].start if first and headings else sentence.start
        keep = headings[-1].end if first and headings else 0
        for piece in cut(text, Span(start, sentence.end), max_tokens, keep):
            opens = first and piece.start == start and block.opens_paragraph
            yield _atom(text, piece, above, opens=opens)


def _atom(text: str, span: Span, above: str, *, opens: bool) -> Atom:
    return Atom(*span, count_tokens(text[span.start : span.end]), opens, above)


def _joined_path(path: Sequence[tuple[int, str]], title: str) -> str:
    names = [" ".join(name.split()) for _, name in path]
    return " › ".join(name for name in names if name.casefold() != title.casefold())


def _merged(sections: Sequence[list[Atom]], settings: ChunkingSettings) -> list[list[Atom]]:
    """Put small sections together with the next one, the last with the one before."""
    merged: list[list[Atom]] = []
    for place, section in enumerate(sections, start=1):
        before = _size(merged[-1]) if merged else settings.max_tokens
        size = _size(section)
        small = min(before, size) if place == len(sections) else before
        if small < settings.min_tokens and before + size < settings.max_tokens:
            merged[-1] = [*merged[-1], *section]
        else:
            merged.append(section)
    return merged


def _size(atoms: Sequence[Atom]) -> int:
    return sum(atom.tokens for atom in atoms)


# --- passages -------------------------------------------------------------------------------------


def _overlapping_start(
    text: str, run: Sequence[Atom], overlap: Sequence[Atom], settings: ChunkingSettings
) -> int:
    """Return where a passage starts that repeats as much of `overlap` as fits."""
    if settings.overlap_sentences:
        for atom in overlap:
            if count_tokens(text[atom.start : run[-1].end]) <= settings.max_tokens:
                return atom.start
    return run[0].start


def _passage(article: Article, start: int, end: int, heading: str) -> Passage:
    text = article.text[start:end]
    known = article.language if article.language != "und" else None
    tells = known is None or sum(map(str.isalpha, text)) >= _LANGUAGE_LENGTH
    return Passage(
        id=_passage_id(article.id, start, end, text),
        article_id=article.id,
        title=article.title,
        start=start,
        end=end,
        text=text,
        language=detect_language(text, known) if tells else article.language,
        heading=heading,
    )


def _passage_id(article_id: str, start: int, end: int, text: str) -> str:
    text_hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    made_from = f"{article_id}\0{start}\0{end}\0{text_hash}"
    return hashlib.sha256(made_from.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]
