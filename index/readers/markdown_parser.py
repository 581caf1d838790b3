"""The parser of Markdown: markdown-it's, which would leave out what is nested too deep."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, html_block, paragraph

from index.readers.raw_html import escape_unclosed

# Lists take two each; each takes calls of Python's, of which there may be a thousand at once. The
# library's own limit of 20 is soon reached.
_DEEPEST = 100


# A line that begins with one of these opens a block that goes on to a closing tag of any of them,
# or to the end of the text.
_OPENS_TO_THE_END = re.compile(r"<(?:script|style|textarea|pre)(?=[\s>]|$)", re.IGNORECASE)
_CLOSES = re.compile(r"</(?:script|style|textarea|pre)>", re.IGNORECASE)


def html_of(markdown: str) -> str:
    """Return the HTML of CommonMark with tables, in which nothing is left out."""
    parser = _parser()
    tokens = parser.parse(markdown)
    escape_unclosed(tokens)
    return str(parser.renderer.render(tokens, parser.options, {}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt()
    parser.block = _Blocks()
    parser.block.ruler.at(
        "html_block", _closed_html_block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.configure("commonmark", {"maxNesting": _DEEPEST})
    return parser.enable(["table", "strikethrough"])


def _closed_html_block(
    state: StateBlock,
    startLine: int,  # noqa: N803 - its
    endLine: int,  # noqa: N803 - its
    silent: bool,
) -> bool:
    """Read a block of HTML, but a line as any other that would open one without an end."""
    opens = state.bMarks[startLine] + state.tShift[startLine]
    if _OPENS_TO_THE_END.match(state.src, opens, state.eMarks[startLine]):
        if "last_close" not in state.env:
            ends = [found.start() for found in _CLOSES.finditer(state.src)]
            state.env["last_close"] = max(ends, default=-1)
        if state.env["last_close"] < opens:
            return False
    return html_block(state, startLine, endLine, silent)


class _Blocks(ParserBlock):
    """Takes for paragraphs whatever is nested deeper than the limit, marks and all."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - its
        if state.level < state.md.options.maxNesting:
            super().tokenize(state, startLine, endLine)
            return
        state.tight = False  # or the paragraphs of an item would be written without a space
        state.line = state.skipEmptyLines(startLine)
        # A line that begins further left belongs to what is around this.
        while state.line < endLine and state.sCount[state.line] >= state.blkIndent:
            paragraph(state, state.line, endLine, False)
            state.line = state.skipEmptyLines(state.line)
