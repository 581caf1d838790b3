"""The parser of Markdown: markdown-it's, which would leave out what is nested too deep."""

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, paragraph

# Lists take two each; each takes calls of Python's, of which there may be a thousand at once. The
# library's own limit of 20 is soon reached.
_DEEPEST = 100


def markdown_parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables that leaves nothing out."""
    parser = MarkdownIt()
    parser.block = _Blocks()
    parser.configure("commonmark", {"maxNesting": _DEEPEST})
    return parser.enable(["table", "strikethrough"])


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
