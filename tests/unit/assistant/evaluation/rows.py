"""Gold rows over the scripted articles."""

from assistant.evaluation.gold import GoldQuote, GoldRow, GoldTurn
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION

WHERE = GoldRow(
    id="where",
    language="en",
    kind="fact",
    question="Where does the studio stand?",
    answers=(("Atlanta",),),
    articles=(STUDIO.id,),
    quotes=(GoldQuote(article=STUDIO.id, text="Das Studio steht in Atlanta."),),
)
BOTH = GoldRow(
    id="both",
    language="en",
    kind="two-articles",
    question="What does the expansion cost, and how long was the strike?",
    answers=(("800 million",), ("148",)),
    articles=(STUDIO.id, UNION.id),
    quotes=(
        GoldQuote(article=STUDIO.id, text="Er kostet 800 Millionen Dollar."),
        GoldQuote(article=UNION.id, text="The strike took 148 days."),
    ),
)
WHEN = GoldRow(
    id="when",
    language="de",
    kind="follow-up",
    question="Und wann war das vorbei?",
    answers=(("September",),),
    articles=(UNION.id,),
    quotes=(GoldQuote(article=UNION.id, text="It ended in September."),),
    history=(GoldTurn(question="Wer streikte?", answer="Autoren."),),
)
NOWHERE = GoldRow(
    id="nowhere",
    language="en",
    kind="unanswerable",
    question="Who bought the studio?",
    answerable=False,
)
HEADING = GoldRow(
    id="heading",
    language="en",
    kind="heading",
    question="strike took days",
    articles=(UNION.id,),
)
