import time

import pytest

from assistant.asked_for import asks_generally, asks_why, holds_kind, kind_asked_for


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did Altman go to Los Angeles?", "time"),
        ("and when?", "time"),
        ("Sora doit sortir quand ?", "time"),
        ("Quand Sora sortira-t-il ?", "time"),
        ("Wann kommt Sora heraus?", "time"),
        ("In which year was it founded?", "year"),
        ("in welchem jahr wurde es gegründet und von wem", "year"),
        ("En quelle année l'a-t-on fondé ?", "year"),
        ("What are the sticking points when Sora is used?", None),
        ("Que dit-il quand on lui parle de Sora ?", None),
        ("How many jobs are at risk?", "count"),
        ("How many years did it take?", "number"),
        ("Wie viele Menschen arbeiten dort?", "count"),
        ("Wie viele Prozent der Stellen sind bedroht?", "number"),
        ("Combien de postes sont menacés ?", "count"),
        ("Combien de temps dure un clip ?", "number"),
        ("Combien de jours dure la grève ?", "number"),
        ("Wie lang sind die Clips?", "number"),
        ("How much of the film is generated?", "number"),
        ("Combien coûte le studio ?", "money"),
        ("Quel est le budget annuel ?", "money"),
        ("Quel budget annuel Sony consacre-t-il à l’IA ?", "money"),
        ("What does a month of Sora cost?", "money"),
        ("How much did he pay?", "money"),
        ("Was kostet ein Abo?", "money"),
        ("Wie viel Geld hat er bezahlt?", "money"),
        ("What price did the strikers pay?", "money"),
        ("Who leads OpenAI?", "name"),
        ("Wer leitet OpenAI?", "name"),
        ("Qui dirige OpenAI ?", "name"),
        ("Why did Perry stop?", None),
        ("When the company was founded, who led it?", "name"),
        ("When the strike ended, how many actors returned?", "count"),
        ("When a cell dies, it turns into what?", None),
        ("Quand la grève a pris fin, combien d'acteurs sont revenus ?", "count"),
        ("Quand la Bastille a-t-elle été prise ?", "time"),
        ("When was it founded, and by whom?", "time"),
        ("When and where was she born?", "time"),
        ("When in 1990 did it open, and what happened?", "time"),
        ("What did the ticket cost last year?", "money"),
        ("Quel est le prix d'un billet ?", "money"),
        ("Quel est le prix ?", "money"),
        ("Warum sind die Preise um 10 Prozent gestiegen?", None),
        ("Why did prices rise, and by how much?", None),
        ("Wer hält 51 Prozent der Anteile?", "name"),
        ("Who pays what price?", "name"),
        ("Welcher Anteil der Stellen ist bedroht?", "number"),
        ("What percent of the jobs are at risk?", "number"),
        ("Welchen Preis gewann der Film?", None),
        ("Welche Preise hat die Regisseurin gewonnen?", None),
        ("Welchen Preis verlangt der Händler?", "money"),
        ("Zu welchem Preis wurde das Haus verkauft?", "money"),
        ("Quel prix a remporté le film ?", None),
        ("Quel prix paie l'abonné ?", "money"),
        ("Quel est le prix du billet ?", "money"),
        ("À quel prix le tableau est-il parti ?", "money"),
        ("What does the minister say about rising costs?", None),
        ("What did the mayor do about the costs?", None),
        ("What does he say about the cost of living?", None),
        ("What did the bridge cost the city?", "money"),
        ("What would a scene cost?", "money"),
        ("What was the total cost?", "money"),
        ("How much time did they spend on it?", "number"),
        ("Combien de salariés gagnent plus ?", "count"),
        ("Mit wie vielen Gästen rechnet der Wirt?", "count"),
    ],
)
def test_kind_that_a_question_asks_for(question: str, kind: str | None) -> None:
    assert kind_asked_for(question) == kind


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("When did he go there?", "Ende Februar war Lightcap dort.", "de"),
        ("When will it come out?", "Es soll noch im laufenden Jahr erscheinen.", "de"),
        ("In which year was it founded?", "Gegründet wurde es 1987.", "de"),
        ("En quelle année sortira-t-il ?", "Es soll noch in diesem Jahr, nächstes Jahr", "de"),
        ("How many jobs will go?", "204.000 Stellen fallen weg.", "de"),
        ("How many jobs will go?", "Until 2026, 21% of the jobs will go.", "en"),
        ("How many work there?", "2,400 people have worked there since 2019.", "en"),
        ("How many strikes were there?", "Es gab zwei Streiks.", "de"),
        ("Combien de personnes sont mortes ?", "Sept personnes sont mortes.", "fr"),
        ("Combien de films a-t-il tournés ?", "Il a tourné neuf films.", "fr"),
        ("How many children has she?", "She has one child.", "en"),
        ("Wie viele Kinder hat sie?", "Sie hat ein Kind.", "de"),
        ("How many letters are left?", "A single letter is left.", "en"),
        ("How many pilots died?", "One of the pilots died.", "en"),
        ("How many pilots died?", "Both pilots died.", "en"),
        ("How many of the two pilots died?", "Beide starben.", "de"),
        ("How many people died?", "Nobody died in the fire and it was out soon.", "en"),
        ("How many treaties mention it?", "Keiner der Verträge erwähnt es.", "de"),
        ("Wie viele Menschen starben?", "Niemand kam ums Leben.", "de"),
        ("Combien d'ouvriers sont morts ?", "Personne n'est mort.", "fr"),
        ("Combien d'ouvriers sont morts ?", "Aucun n'est mort.", "fr"),
        ("Wie viele Stellen fallen weg?", "Keine Stelle fällt weg.", "de"),
        ("How many jobs were lost?", "No jobs were lost.", "en"),
        ("Wie viele Menschen starben?", "Hunderte Menschen kamen ums Leben.", "de"),
        ("Combien de gens y vivent ?", "Des centaines de familles y vivent.", "fr"),
        ("How many came?", "Tens of thousands of people came.", "en"),
        ("How many jobs were lost?", "Around 1800 jobs were lost.", "en"),
        ("How many jobs were lost?", "The workforce shrank by 2000.", "en"),
        ("Wie viele Stellen fielen weg?", "Die Belegschaft ist um 2000 geschrumpft.", "de"),
        ("How many live there?", "It is a village of 1600 people.", "en"),
        ("How many live there?", "It has a population of 1600.", "en"),
        ("How many homes have it?", "It is found in 1600 homes.", "en"),
        ("Wie viele Häuser brannten?", "Es brannte in 1600 Häusern.", "de"),
        ("Combien de salariés a-t-elle ?", "Elle emploie 1800 salariés.", "fr"),
        ("Wie viele Gäste kamen?", "Im Jahr 1999 kamen 1800 Gäste.", "de"),
        ("How long did it last?", "Elle a duré sept heures.", "fr"),
        ("How long did it last?", "It lasted one hour.", "en"),
        ("How much coal did it use?", "It used half as much coal.", "en"),
        ("What does it cost?", "Für 100 US-Dollar statt für Tausende.", "de"),
        ("What does it cost?", "L'outil est gratuit.", "fr"),
        ("How long are the clips?", "Sora erzeugt Videos von einer Minute Länge.", "de"),
        ("How long are the clips?", "Sora fait des vidéos d’une minute.", "fr"),
        ("Who accused OpenAI?", "Das habe OpenAI gestohlen, schreibt Southen.", "de"),
        ("Who leads it?", "It is led by Tony Vinciquerra.", "en"),
        ("Why did Perry stop?", "He had seen it.", "en"),
        ("When was the composer born?", "He was born in Bonn in 1770.", "en"),
        ("When was the university founded?", "It was founded in 1386.", "en"),
        ("Wann wurde sie gegründet?", "Sie wurde 1386 gegründet.", "de"),
        ("Quand la forteresse a-t-elle été prise ?", "Elle fut prise en 1789.", "fr"),
        ("When was it discovered?", "In 1999 researchers discovered it.", "en"),
        ("When was it built?", "It was built in mid-1987 (now 1500 members).", "en"),
        ("In which year was the battle?", "It was fought in 1066.", "en"),
        ("In which year was the treaty signed?", "It was signed in the year 843.", "en"),
        ("When was the plague?", "It struck Athens in 430 BC.", "en"),
        ("Wann lebte er?", "Er starb 44 v. Chr. in Rom.", "de"),
        ("Quand est-il mort ?", "Il est mort en 44 av. J.-C. à Rome.", "fr"),
        ("When was the church built?", "It was built in the 12th century.", "en"),
        ("Wann entstand die Kirche?", "Sie entstand im 12. Jahrhundert.", "de"),
        ("Quand l'église fut-elle bâtie ?", "Elle date du XIIe siècle.", "fr"),
        ("When did it begin?", "It began in the late 1340s.", "en"),
        ("Wann begann es?", "Es begann in den siebziger Jahren.", "de"),
        ("Wann beginnt das Konzert?", "Es beginnt um 20 Uhr.", "de"),
        ("When does the museum open?", "It opens at 9 am.", "en"),
        ("Quand ouvre le musée ?", "Il ouvre à 9 h 30.", "fr"),
        ("Wann tagt der Ausschuss?", "Er tagt am Dienstagabend.", "de"),
        ("When does the committee meet?", "It meets on Tuesdays.", "en"),
        ("When did he resign?", "He resigned after the vote.", "en"),
        ("Wann tritt er zurück?", "Er bleibt bis zum Frühling.", "de"),
        ("When did she leave?", "She left two days ago.", "en"),
        ("Quand est-elle partie ?", "Elle est partie il y a deux ans.", "fr"),
        ("Quand sortira-t-il ?", "Il sortira en été.", "fr"),
        ("When is the hearing in 2024?", "In 2024 it is on 3 May.", "en"),
        ("When does the alarm sound?", "It sounds when a door opens.", "en"),
        ("Quand est-elle partie ?", "Elle est partie hier.", "fr"),
    ],
)
def test_text_that_holds_the_kind(question: str, text: str, language: str) -> None:
    assert holds_kind(question, text, language)


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("When did he go there?", "Lightcap war in Hollywood.", "de"),
        ("In which year was it founded?", "Vor Kurzem gründete er es im Mai.", "de"),
        ("Which year came before 2024?", "In 2024 it closed.", "en"),
        ("How many jobs will go?", "Viele Stellen fallen weg.", "de"),
        ("How many of the 300 jobs will go?", "Of the 300 jobs many will go.", "en"),
        ("How many work there?", "Den 800 Millionen Dollar teuren Ausbau hielt er an.", "de"),
        ("How many work there?", "Le studio a coûté 800 millions de dollars.", "fr"),
        ("How many work there?", "He paid $800m on 23 February after two weeks.", "en"),
        ("How many work there?", "It opened in 2015.", "en"),
        ("How many work there?", "The reform of 1815 ended it by 1820.", "en"),
        ("How many work there?", "The war (1754–1763) ended it in the 1770s.", "en"),
        ("How many work there?", "It lasted from 1754 to 1763.", "en"),
        ("Wie viele arbeiten dort?", "Seit 1999 ist er Chef.", "de"),
        ("Wie viele arbeiten dort?", "Es wurde im Sommer 1999 eröffnet.", "de"),
        ("Combien d'ouvriers y travaillent ?", "Fondé en 1881, il a fermé.", "fr"),
        ("How many work there?", "It cost hundreds of millions of dollars.", "en"),
        ("How many work there?", "Thousands of years passed.", "en"),
        ("Wie viele arbeiten dort?", "Es kostete Tausende Euro.", "de"),
        ("Wie viele Menschen starben?", "Die Polizei machte keine Angaben.", "de"),
        ("Wie viele Menschen starben?", "Ein Sprecher bestätigte es.", "de"),
        ("Combien de personnes sont mortes ?", "Un porte-parole l'a confirmé.", "fr"),
        ("Combien de morts y a-t-il ?", "Aucune information n'a filtré.", "fr"),
        ("Wie viele Gäste kamen?", "Ein paar Leute kamen in keiner Weise.", "de"),
        ("How many died?", "Both the studio and the union were silent.", "en"),
        ("How many students failed?", "All students wore uniforms, unhappy students too.", "en"),
        ("Wie viele Studenten fielen durch?", "Einige Studenten fielen durch.", "de"),
        ("How many died?", "There was no doubt that each one mattered.", "en"),
        ("Combien de films a-t-il tournés ?", "Son film est neuf.", "fr"),
        ("What percentage of it is new?", "One of the heads said so.", "en"),
        ("What does it cost?", "204.000 Stellen fallen weg.", "de"),
        ("When was it founded?", "It employs 1500 people.", "en"),
        ("When was it founded?", "It cost 2000 dollars and weighs 1500 kg.", "en"),
        ("Wann wurde es gegründet?", "Es zählt mehr als 1800 Mitglieder.", "de"),
        ("Quand fut-elle fondée ?", "Elle a été reprise par ses 1500 salariés.", "fr"),
        ("When in 1999 did it close?", "In 1999 it closed.", "en"),
        ("Wann tagt der Ausschuss?", "Hier tagt er, in der Sonntagszeitung.", "de"),
        ("When does it open?", "He may march at last; this is the next best.", "en"),
        ("When was it sold?", "The court declares 30 markets open.", "en"),
        ("Who leads it?", "It is led by an engineer.", "en"),
        ("Who leads OpenAI?", "OpenAI is led by an engineer.", "en"),
    ],
)
def test_text_that_lacks_it(question: str, text: str, language: str) -> None:
    assert not holds_kind(question, text, language)


@pytest.mark.parametrize(
    "question",
    [
        "Why did Perry stop?",
        "What reason does OpenAI give?",
        "What reasons does OpenAI give?",
        "How come he stopped?",
        "What for?",
        "Aus welchen Gründen?",
        "Was ist der Grund?",
        "Quelle est la raison de l'arrêt ?",
        "Aus welchem Grund hielt er an?",
        "Wie kommt es, dass er anhielt?",
        "Pour quelle raison s'est-il arrêté ?",
        "Dans quel but ?",
    ],
)
def test_reason_is_asked_for(question: str) -> None:
    assert asks_why(question)


@pytest.mark.parametrize(
    "question", ["Whyte stopped when?", "What did Perry stop?", "What for example does he say?"]
)
def test_no_reason_is_asked_for(question: str) -> None:
    assert not asks_why(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is septicemia?",
        "What does 'plastid' mean?",
        "How do I renew my passport?",
        "Can one work after retiring?",
        "Was ist eine Vorsorgevollmacht?",
        "Darf man im Hof grillen?",
        "Wozu dient ein Grundbuch?",
        "Qu'est-ce qu'un CDD sans terme précis ?",
        "Qu'est-ce que l'intelligence artificielle générative ?",
        "Peut-on changer le nom d'un enfant mineur ?",
        "A-t-on droit plusieurs fois au prêt à taux zéro ?",
        "Comment obtenir une carte grise ?",
        "Comment s'inscrire à l'école ?",
        "Comment se faire rembourser ?",
        "Refus d'inscription : que faire ?",
        "Adoption simple et plénière : quelles différences ?",
    ],
)
def test_question_is_general(question: str) -> None:
    assert asks_generally(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the name of the alphabet that is used most?",
        "What did Perry do?",
        "Was sagt Kutcher zu Sora?",
        "Pourquoi Tyler Perry a-t-il gelé son chantier ?",
        "Qu'est-ce qui préoccupe Tyler Perry ?",
        "Comment Roger a-t-il réagi ?",
        "Qu'est-ce que les studios ont annoncé ?",
        "Qu'est-ce que Leonardo DiCaprio a dit ?",
        "Pourquoi a-t-on arrêté les travaux ?",
        "Quand a-t-on découvert la grotte ?",
        "Did Kutcher comment after the demo?",
        "Quand ouvre le studio ?",
        "Was tun die Studios dagegen?",
        "What is Perry doing?",
        "Was ist mit Perry los?",
        "Can one of the studios sue OpenAI?",
        "How much is Aon worth?",
    ],
)
def test_question_is_about_what_happened(question: str) -> None:
    assert not asks_generally(question)


@pytest.mark.parametrize(
    "pumped",
    [
        "Qu'est-ce que l'" + "a" * 20_000 + " 1, b?",
        "Qu'est-ce que la " + "part d'" * 2_500 + ", et pourquoi ?",
        "What is " + "'" * 20_000 + " x y?",
        "what does " * 2_000,
        "How many " + "1," * 10_000 + " or more?",
        "How much " + "how much " * 2_000,
        "Combien " + "combien " * 2_500,
        "Wann " + "1 " * 10_000,
        "When " + "a " * 10_000 + ", who?",
        "Ab-" * 7_000,
    ],
)
def test_long_question_takes_no_long_time(pumped: str) -> None:
    began = time.process_time()
    asks_generally(pumped)
    asks_why(pumped)
    for question in (pumped, "How many work there?", "When?", "How much is it?"):
        holds_kind(question, pumped, "en")
    assert time.process_time() - began < 10  # what grows with the square takes minutes
