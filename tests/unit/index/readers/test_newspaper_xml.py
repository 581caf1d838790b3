import pytest

from index.readers.newspaper_xml import read_xml
from index.readers.reading import Reading, UnreadableError
from index.readers.xml_trees import parse_xml
from tests.unit.index.readers.samples import AUTHOR, NITF, SECOND, SENTENCE, TITLE


def only(raw: str | bytes) -> Reading:
    (record,) = read_xml(raw if isinstance(raw, bytes) else raw.encode())
    assert record.reading is not None
    assert not record.place
    return record.reading


def test_nitf_is_read_without_captions_and_with_the_letters_that_html_names() -> None:
    reading = only(NITF)
    assert reading.text == (
        f"## Autos und Busse\n\n{SENTENCE}\n\nDie Anwohner klagen über den Lärm."
    )
    assert reading.metadata == (TITLE, "de", "2024-05-02", AUTHOR, "Stadtblatt")


def test_tei_joins_the_lines_of_the_page_and_leaves_its_heads() -> None:
    reading = only(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:lang='de'><teiHeader><fileDesc><titleStmt>"
        f"<title>{TITLE}</title><author>{AUTHOR}</author></titleStmt><publicationStmt>"
        "<publisher>Archiv</publisher><date when='1898-03-01'/></publicationStmt></fileDesc>"
        "</teiHeader><text><body><pb n='2'/><fw>Seite 2</fw><div><head>Der Lärm</head><p>Die "
        "Brü<lb break='no'/>cke ist<lb/>laut, sagt <persName>Anna</persName>.<note>Anm.</note></p>"
        "<list><item>Autos</item><item>Busse</item></list></div></body></text></TEI>"
    )
    assert reading.text == "## Der Lärm\n\nDie Brücke ist laut, sagt Anna.\n\n- Autos\n- Busse"
    assert reading.metadata == (TITLE, "de", "1898-03-01", AUTHOR, "Archiv")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("Die Bür-<lb/>\n ger sind laut.", "Die Bürger sind laut."),
        ("Die Bür¬<lb break='no'/>ger sind laut.", "Die Bürger sind laut."),
        ("<hi>Die</hi> Wän⸗<lb/>de sind laut.", "Die Wände sind laut."),
        ("Die Nord-<lb/>Süd-Achse", "Die Nord-Süd-Achse"),
        ("Ein-<lb/>und Ausfuhr", "Ein- und Ausfuhr"),
        ("Es ist -<lb/>laut", "Es ist - laut"),
    ],
)
def test_tei_puts_words_together_that_a_line_of_the_print_parts(lines: str, text: str) -> None:
    assert only(f"<TEI><text><body><p>{lines}</p></body></text></TEI>").text == text


def test_jats_leaves_no_brackets_around_nothing() -> None:
    number = "<xref ref-type='bibr'>1</xref>"
    reading = only(
        f"<article><front/><body><p>It is loud [{number}, {number}–{number}] [sic].</p></body>"
        "</article>"
    )
    assert reading.text == "It is loud [sic]."


def test_jats_leaves_the_numbers_of_references() -> None:
    reading = only(
        "<article xml:lang='en'><front><journal-meta><journal-title-group><journal-title>Bridges"
        "</journal-title></journal-title-group></journal-meta><article-meta><title-group>"
        "<article-title>On noise</article-title></title-group><contrib-group>"
        "<contrib contrib-type='author'><name><surname>Doe</surname><given-names>Jane</given-names>"
        "</name></contrib></contrib-group><pub-date><day>2</day><month>5</month><year>2024</year>"
        "</pub-date><abstract><p>Noise hurts.</p></abstract></article-meta></front><body><sec>"
        "<title>Results</title><p>It is loud<xref ref-type='bibr'>[1]</xref>, see <xref "
        "ref-type='fig'>Figure 1</xref>.</p></sec></body><back><ref-list><ref>Ref</ref></ref-list>"
        "</back></article>"
    )
    assert reading.text == "Noise hurts.\n\n## Results\n\nIt is loud, see Figure 1."
    assert reading.metadata == ("On noise", "en", "2024-05-02", "Jane Doe", "Bridges")


def test_alto_puts_parted_words_together_and_knows_its_pages() -> None:
    def block(*strings: str) -> str:
        return f"<TextBlock><TextLine>{''.join(strings)}</TextLine></TextBlock>"

    parted = (
        "<String CONTENT='Brü' SUBS_TYPE='HypPart1' SUBS_CONTENT='Brücke'/><HYP CONTENT='-'/>",
        "<String CONTENT='cke' SUBS_TYPE='HypPart2' SUBS_CONTENT='Brücke'/>",
    )
    reading = only(
        "<alto xmlns='http://www.loc.gov/standards/alto/ns-v4#'><Layout><Page><PrintSpace>"
        + block("<String CONTENT='Die'/><SP/>", *parted, "<String CONTENT='steht.'/>")
        + "</PrintSpace></Page><Page><PrintSpace>"
        + block("<String CONTENT='Zweite'/>", "<String CONTENT='Seite.'/>")
        + "</PrintSpace></Page></Layout></alto>"
    )
    assert reading.text == "Die Brücke steht.\n\nZweite Seite."
    assert reading.page_starts == (0, 19)


@pytest.mark.parametrize(
    ("strings", "text"),
    [
        ("<String CONTENT='la'/><HYP CONTENT='-'/>|<String CONTENT='ut.'/>", "laut."),
        ("<String CONTENT='la'/><HYP CONTENT='¬'/>|<String CONTENT='ut.'/>", "laut."),
        ("<String CONTENT='Nord'/><HYP/>|<String CONTENT='Süd'/>", "Nord-Süd"),
        ("<String CONTENT='Ein'/><HYP/>|<String CONTENT='und'/><String CONTENT='aus'/>",
         "Ein- und aus"),
    ],
)  # fmt: skip
def test_alto_puts_words_together_that_it_does_not_spell_out(strings: str, text: str) -> None:
    lines = "".join(f"<TextLine>{line}</TextLine>" for line in strings.split("|"))
    alto = f"<alto><Layout><Page><TextBlock>{lines}</TextBlock></Page></Layout></alto>"
    assert only(alto).text == text


@pytest.mark.parametrize(
    "xml",
    [
        "<nitf><body><body.content><p>Die Brü&#173;cke u&#776;ber&#8203;all.</p></body.content>"
        "</body></nitf>",
        "<rss><channel><item><description>&lt;p&gt;Die Brü&amp;shy;cke u&amp;#776;ber&amp;#8203;"
        "all.&lt;/p&gt;</description></item></channel></rss>",
        "<alto><Layout><Page><TextBlock><TextLine><String CONTENT='Die'/><String "
        "CONTENT='Brü&#173;cke'/><String CONTENT='u&#776;ber&#8203;all.'/></TextLine></TextBlock>"
        "</Page></Layout></alto>",
    ],
    ids=["NITF", "RSS", "ALTO"],
)
def test_characters_written_as_numbers_are_made_alike_too(xml: str) -> None:
    (record,) = read_xml(xml.encode())
    assert record.reading is not None
    assert record.reading.text == "Die Brücke überall."


NEWS_ITEM = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:{0}' xml:lang='de'>"
    "<itemMeta><provider literal='dpa'/><versionCreated>2024-05-02T09:00:00Z</versionCreated>"
    "</itemMeta><contentMeta><headline>Titel {0}</headline><by>Von Anna</by>"
    "<language tag='de'/></contentMeta><contentSet><inlineXML><html xmlns="
    "'http://www.w3.org/1999/xhtml'><head><title>Kopf</title></head><body><p>Text {0}.</p>"
    "</body></html></inlineXML></contentSet></newsItem>"
)


def test_newsml_holds_one_item_or_many() -> None:
    reading = only(NEWS_ITEM.format(1))
    assert reading.text == "Text 1."
    assert reading.metadata == ("Titel 1", "de", "2024-05-02", "Anna", "dpa")
    message = "<newsMessage><itemSet>{}</itemSet></newsMessage>".format(
        "".join(NEWS_ITEM.format(number) for number in (1, 2))
    )
    records = list(read_xml(message.encode()))
    assert [(record.key, record.place) for record in records] == [
        ("urn:1", "record 1"),
        ("urn:2", "record 2"),
    ]


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Von Anna von Berg", "Anna von Berg"),
        ("Leonardo di Caprio", "Leonardo di Caprio"),
        ("Rugby Fan", "Rugby Fan"),
        ("par Anne Leroy", "Anne Leroy"),
        ("Byron Hill", "Byron Hill"),
    ],
)
def test_by_is_taken_off_the_beginning_of_a_name_alone(byline: str, author: str) -> None:
    reading = only(NEWS_ITEM.format(1).replace("Von Anna", byline))
    assert reading.metadata.author == author


def test_feeds_are_read_item_by_item() -> None:
    rss = (
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
        "<title>Stadtblatt</title><language>de-DE</language><item><title>Eins</title>"
        "<guid>g1</guid><pubDate>Thu, 02 May 2024 10:00:00 +0200</pubDate>"
        f"<description>Kurz.</description><content:encoded>&lt;p&gt;{SENTENCE}&lt;/p&gt;"
        "</content:encoded></item><item><title>Zwei</title><link>http://example.org/2</link>"
        f"<description>{SECOND}</description></item><item><title>Leer</title></item></channel></rss>"
    )
    first, second, third = read_xml(rss.encode())
    assert first.reading is not None
    assert second.reading is not None
    assert first.reading.text == SENTENCE
    assert first.reading.metadata == ("Eins", "de", "2024-05-02", None, "Stadtblatt")
    assert (second.key, second.reading.text) == ("http://example.org/2", SECOND)
    assert third.problem
    (entry,) = read_xml(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><title>T</title>"
        "<id>e1</id><updated>2024-05-02T00:00:00Z</updated><content type='xhtml'><div "
        f"xmlns='http://www.w3.org/1999/xhtml'><p>{SENTENCE}</p></div></content></entry></feed>"
        .encode()
    )  # fmt: skip
    assert entry.reading is not None
    assert entry.reading.text == SENTENCE
    assert entry.key == "e1"


@pytest.mark.parametrize(
    "feed",
    [
        "<rss><channel><title>Stadtblatt</title><language>de</language>"
        "<item><description>Eins.</description></item>"
        "<item><description>Two.</description><language>en-GB</language></item></channel></rss>",
        "<RDF xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel>"
        "<title>Stadtblatt</title><language>de</language></channel>"
        "<item><description>Eins.</description></item>"
        "<item><description>Two.</description><language>en</language></item></RDF>",
        "<feed xml:lang='de'><title>Stadtblatt</title><entry><content>Eins.</content></entry>"
        "<entry xml:lang='en'><content>Two.</content></entry></feed>",
    ],
    ids=["RSS 2.0", "RSS 1.0", "Atom"],
)
def test_what_a_feed_says_of_itself_holds_where_an_article_says_nothing_else(feed: str) -> None:
    readings = [record.reading for record in read_xml(feed.encode())]
    assert [each and each.metadata.language for each in readings] == ["de", "en"]
    assert [each and each.metadata.publisher for each in readings] == ["Stadtblatt"] * 2


def test_feeds_are_read_as_programs_for_blogs_write_them() -> None:
    feed = (
        "<rss xmlns:media='http://search.yahoo.com/mrss/' xmlns:content='urn:c' "
        "xmlns:excerpt='urn:e'><channel><item><media:title>Bild</media:title>"
        "<title>Br&amp;uuml;cke &amp;lt;b&amp;gt;hier&amp;lt;/b&amp;gt;</title>"
        "<media:description>Ein Bild.</media:description><author>a@x.org (Anna)</author>"
        "<description>Kurz.</description><content:encoded></content:encoded></item>"
        "<item><title>Die &lt;i&gt;neue&lt;/i&gt; Br&amp;#252;cke</title><content:encoded>"
        "Ein &lt;b&gt;Absatz&lt;/b&gt;.\n\nNoch einer.</content:encoded>"
        "<excerpt:encoded>Auszug.</excerpt:encoded></item></channel></rss>"
    )
    first, second = (record.reading for record in read_xml(feed.encode()))
    assert first is not None
    assert second is not None
    assert (first.metadata.title, first.metadata.author) == ("Brücke <b>hier</b>", "Anna")
    assert first.text == "Kurz."
    assert second.metadata.title == "Die neue Brücke"
    assert second.text == "Ein Absatz.\n\nNoch einer."


def test_the_author_of_a_feed_wrote_what_nobody_else_did() -> None:
    feed = (
        "<feed><author><name>Anna</name></author><entry><content>Eins.</content></entry>"
        "<entry><content>Zwei.</content><author><name>Ben</name></author></entry></feed>"
    )
    readings = [record.reading for record in read_xml(feed.encode())]
    assert [each and each.metadata.author for each in readings] == ["Anna", "Ben"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8"])
def test_a_declared_encoding_is_believed_and_a_wrong_one_is_seen_through(encoding: str) -> None:
    xml = NITF.decode()
    honest = xml.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
    assert only(honest).text == only(NITF).text
    lying = xml.encode("cp1252")  # while it says UTF-8
    assert only(lying).text == only(NITF).text


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "ISO-8859-15", "US-ASCII"])
def test_utf8_that_is_declared_to_have_a_byte_a_letter_is_not_garbled(declared: str) -> None:
    raw = f'<?xml version="1.0" encoding="{declared}"?>\n<r lang="de">Grüße – „Köln“, 5 €</r>'
    assert parse_xml(raw.encode()).text == "Grüße – „Köln“, 5 €"
    assert parse_xml("\ufeff".encode() + raw.encode()).text == "Grüße – „Köln“, 5 €"
    latin = raw.replace("–", "-").replace("„", '"').replace("“", '"').replace("€", "Euro")
    if declared != "US-ASCII":
        assert parse_xml(latin.encode(declared)).text == 'Grüße - "Köln", 5 Euro'


def test_xml_of_two_or_four_bytes_a_letter_needs_no_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        for head in ("", '<?xml version="1.0"?>\n'):
            raw = f"{head}<r>Тайлер Перри остановил расширение студии.</r>".encode(encoding)
            assert parse_xml(raw).text == "Тайлер Перри остановил расширение студии."


def test_xml_of_another_kind_is_refused_and_the_known_ones_named() -> None:
    for raw in (b"<svg/>", b"<article><title>t</title></article>"):
        with pytest.raises(UnreadableError, match="known are NITF"):
            list(read_xml(raw))


def test_xml_that_is_broken_or_too_deep_is_damaged() -> None:
    for raw in (NITF[:-30], b"<nitf>" * 5000, b"", b"plain"):
        with pytest.raises(UnreadableError, match="damaged XML"):
            list(read_xml(raw))


def test_entities_that_multiply_are_refused_and_no_other_file_is_read() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = NITF.decode().replace(
        '<!DOCTYPE nitf SYSTEM "http://example.org/nitf-3-6.dtd">',
        f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    )
    assert only(xml.replace(SENTENCE, SENTENCE + "&f;")).text == only(NITF).text
    with pytest.raises(UnreadableError, match="damaged XML"):
        only(xml.replace(SENTENCE, SENTENCE + "&l11;"))
