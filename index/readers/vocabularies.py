"""Where the XML of newspapers, archives and journals says what: one entry a vocabulary.

Paths are XPaths over names without namespaces. Of several the first that finds something counts.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class OfAll(NamedTuple):
    """Where a document of several articles says what holds for each that does not say it itself.

    Looked up once, since a search through the document for each article would take a time that
    grows with the square of its length.
    """

    author: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    language: tuple[str, ...] = ()


class Vocabulary(NamedTuple):
    """One kind of XML, and where its articles say what."""

    name: str
    roots: frozenset[str]
    """Names of the outermost element."""
    body: str
    """The text of an article, in one or more elements."""
    title: tuple[str, ...]
    author: tuple[str, ...]
    published: tuple[str, ...]
    publisher: tuple[str, ...] = ()
    language: tuple[str, ...] = ("ancestor-or-self::*/@lang",)
    articles: str = ""
    """The articles of a document that holds several."""
    key: tuple[str, ...] = ()
    """An article's own id, where a document holds several."""
    names: Mapping[str, str] = MappingProxyType({})
    """HTML's names of elements."""
    dropped: str = ""
    """What is no text of the article, below `body`."""
    escaped: bool = False
    """Whether the text is HTML written as text."""
    of_all: OfAll = OfAll()


_NITF_NAMES = MappingProxyType({"hl1": "h1", "hl2": "h2", "subhead": "h2", "dl": "dl"})
_NITF_DROPPED = ".//media | .//key-list | .//body.end | .//series | .//note | .//head | .//hl1"

VOCABULARIES = (
    Vocabulary(
        name="NITF",
        roots=frozenset({"nitf"}),
        body="body/body.head/hedline/hl2 | body/body.head/abstract | body/body.content",
        title=(".//hedline/hl1", "head/title", ".//hedline"),
        author=(".//byline/person", ".//byline/byttl/preceding-sibling::text()", ".//byline"),
        published=(
            "head/docdata/date.issue/@norm", "head/docdata/date.release/@norm",
            "head/pubdata/@date.publication", ".//dateline/story.date/@norm",
        ),
        publisher=("head/pubdata/@name", ".//distributor"),
        names=_NITF_NAMES,
        dropped=_NITF_DROPPED,
    ),
    Vocabulary(
        name="NewsML-G2",
        roots=frozenset({"newsItem", "newsMessage"}),
        articles="//newsItem",
        key=("@guid",),
        body="contentSet/inlineXML//body.content | contentSet/inlineXML//body[not(body.content)]"
        " | contentSet/inlineXML[not(.//body)] | contentSet/inlineData",
        title=("contentMeta/headline", "itemMeta/title", ".//hedline/hl1"),
        author=("contentMeta/by", "contentMeta/creator/name", "contentMeta/creator/@literal"),
        published=(
            "contentMeta/contentCreated", "itemMeta/firstCreated", "itemMeta/versionCreated",
        ),
        publisher=("itemMeta/provider/name", "itemMeta/provider/@literal",
                   "contentMeta/infoSource/name", "contentMeta/infoSource/@literal"),
        language=("contentMeta/language/@tag", "ancestor-or-self::*/@lang"),
        names=_NITF_NAMES,
        dropped=_NITF_DROPPED,
    ),
    Vocabulary(
        name="NewsML",
        roots=frozenset({"NewsML"}),
        articles="//NewsItem",
        key=("Identification/NewsIdentifier/NewsItemId",),
        body=".//DataContent//body.content | .//DataContent[not(.//body.content)]",
        title=(".//NewsLines/HeadLine", ".//HeadLine", ".//hedline/hl1"),
        author=(".//NewsLines/ByLine", ".//ByLine"),
        published=("Identification/NewsIdentifier/DateId", ".//FirstCreated",
                   ".//ThisRevisionCreated"),
        publisher=(".//AdministrativeMetadata/Provider/Party/@FormalName",),
        language=(".//DescriptiveMetadata/Language/@FormalName", "ancestor-or-self::*/@lang"),
        names=_NITF_NAMES,
        dropped=_NITF_DROPPED,
    ),
    Vocabulary(
        name="TEI",
        roots=frozenset({"TEI", "TEI.2", "teiCorpus"}),
        articles="/teiCorpus//TEI | /teiCorpus//TEI.2",
        key=("@id",),
        body="text",
        title=("teiHeader/fileDesc/titleStmt/title",),
        author=("teiHeader/fileDesc/titleStmt/author", "teiHeader//sourceDesc//author"),
        published=(
            "teiHeader//sourceDesc//date/@when", "teiHeader//publicationStmt/date/@when",
            "teiHeader//sourceDesc//date", "teiHeader//publicationStmt/date",
        ),
        publisher=("teiHeader//sourceDesc//title[@level='j']",
                   "teiHeader//publicationStmt/publisher"),
        language=("text/@lang", "ancestor-or-self::*/@lang", "teiHeader//language/@ident"),
        names=MappingProxyType({
            "head": "h2", "ab": "p", "list": "ul", "item": "li", "row": "tr", "cell": "td",
            "lg": "p", "l": "div", "quote": "span",
        }),
        dropped=".//note | .//fw | .//figure | .//graphic | .//choice/orig | .//choice/sic"
        " | .//choice/abbr | .//del | .//gap | .//teiHeader",
    ),
    Vocabulary(
        name="JATS",
        roots=frozenset({"article"}),
        body="front/article-meta/abstract | body",
        title=("front/article-meta/title-group/article-title",),
        author=("front/article-meta/contrib-group/contrib[@contrib-type='author']/string-name",
                "front/article-meta/contrib-group/contrib[@contrib-type='author']/name"),
        published=("front/article-meta/pub-date/@iso-8601-date", "front/article-meta/pub-date"),
        publisher=("front/journal-meta//journal-title", "front/journal-meta//publisher-name"),
        names=MappingProxyType({
            "title": "h2", "list": "ul", "list-item": "li", "disp-quote": "blockquote",
        }),
        dropped=".//xref[@ref-type='bibr' or @ref-type='fn'] | .//fn | .//table-wrap-foot"
        " | .//ref-list | .//disp-formula | .//tex-math | .//object-id | .//graphic | .//media"
        " | .//supplementary-material | .//label",
    ),
    Vocabulary(
        name="RSS",
        roots=frozenset({"rss", "RDF"}),
        articles="//item",
        key=("guid", "link", "@about"),
        body="encoded[normalize-space()][1]"
        " | self::*[not(encoded[normalize-space()])]/description",
        title=("title",),
        author=("creator", "author"),
        published=("pubDate", "date"),
        language=("language",),
        escaped=True,
        of_all=OfAll(publisher=("//channel/title",), language=("//channel/language",)),
    ),
    Vocabulary(
        name="Atom",
        roots=frozenset({"feed"}),
        articles="//entry",
        key=("id", "link/@href"),
        body="content | self::*[not(content)]/summary",
        title=("title",),
        author=("author/name",),
        published=("published", "updated"),
        escaped=True,
        of_all=OfAll(author=("/feed/author/name",), publisher=("/feed/title",)),
    ),
)  # fmt: skip
