"""Who is addressed and what is ordered, in three languages: the parts that orders are made of.

Each is a regular expression without a group that counts, for a text as
`assistant.planted.disguises` leaves it: straight apostrophes, plain spaces, nothing unseen.
"""

# Whom no reader is called. Capitals count in AI, KI and IA: "j'ai" and "ki" are other words.
MODEL = (
    r"(?:(?-i:AIs?|KIs?|IA)(?![\w-])|AI[- ](?:models?|systems?|assistants?|agents?|readers?|tools?|"
    r"crawlers?|bots?|summari[sz]ers?)|(?:large )?language[- ]models?|llms?|(?:chat[ -]?)?bots?|"
    r"chatgpt|artificial intelligences?|summari[sz]ers?|"
    r"(?:reading|virtual|digital|automat(?:ed|ic)) (?:\w+ )?(?:assistants?|readers?|systems?|"
    r"agents?|tools?|software|summari[sz]ers?)|"
    r"(?:lese|sprach|text|chat)-?ki\b|ki[- ](?:system|modell|assistent|agent|tool|werkzeug|leser|"
    r"bot|anwendung|dienst|leseassistent|chatbot|programm)\w*|künstlichen? intelligenz(?:en)?|"
    r"(?:sprach|text)modell\w*|(?:lese|sprach|chat)assistent\w*|leseprogramm\w*|"
    r"(?:automati(?:sche|sierte)|maschinelle|digitale|virtuelle)[nmrs]? (?:\w+ )?"
    r"(?:assistent|leser|lese|system|zusammenfass|auswert)\w*|"
    r"intelligences? artificielles?|mod[èe]les? (?:de lang(?:age|ue)|linguistiques?|d'ia)|"
    r"agents? conversationnels?|(?:résumeur|zusammenfasser|vorleser)s?(?: automat\w+)?|"
    r"(?:automati(?:sche|sierte)|maschinelle)[nmrs]? \w+er|sprachassistenten?|robots?|"
    r"robots? (?:conversationnels?|lecteurs?)|"
    r"(?:outil|syst[èe]me|assistant|agent)s? (?:de lecture|(?:d')?ia|virtuels?|"
    r"conversationnels?|automati\w+|num[ée]riques?)|lecteurs? automati\w+|"
    r"assistants?|assistenten?)"
)
ALL = r"(?:all|any|every|each|alle[nrms]?|jede[nrms]?|sämtliche\w*|tou(?:t|te|s|tes)|chaque)"
# "this article": what only somebody inside of it says of it.
THIS = (
    r"(?:this|these|the (?:above|following|present)|diese[nrsm]?|vorliegende[nrsm]?|ce|cet|cette|"
    r"ces|"
    r"l[ea] présente?)\s+(?:\w+\s+)?(?:text|page|article|report|document|paragraph|passage|story|"
    r"note|message|comment|sentence|file|website|content|artikel|seite|absatz|abschnitt|dokument|"
    r"beitrag|bericht|meldung|hinweis|satz|lines?|zeilen?|webseite|datei|inhalt|texte|paragraphe|"
    r"rapport|"
    r"phrase|contenu|lignes?|fichier)(?:e?s)?\b"
)
READ = (
    r"\b(?:read|process|summari[sz]|pars|analy[sz]|quot|index|crawl|scan|ingest|evaluat|consult|"
    r"lies|les(?:en|e)\b|verarbeite|auswerte|zusammenfass|zitier|analysier|lis|lit\b|trait|résum|"
    r"cit|parcour|exploit)\w*"
)
REPLY = (
    r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|antwort(?:en)?|ausgaben?|"
    r"auskünfte|auskunft|zusammenfassung(?:en)?|r[ée]ponses?|r[ée]sum[ée]s?)"
)
# What is yours: in German and French also of people that are addressed formally.
YOUR = r"(?:your|deine[nrms]?|ihre[nrms]?|ta|tes|votre|vos)"
MUST = (
    r"(?:must|should|shall|has to|have to|needs? to|(?:is|are) (?:\w+ )?(?:required|instructed|"
    r"ordered|asked|requested|obliged|told|directed|urged|to)|muss|müssen|sollt?e?n?|hat|haben|"
    r"(?:wird|werden|ist|sind|weist|weisen|bittet|bitten)\b(?:[^.]{0,40}\b(?:angewiesen|gebeten|"
    r"verpflichtet|aufgefordert|angehalten|an))?|doi(?:t|vent)|devra(?:it|ient)?|devront|"
    r"(?:est|sont) (?:\w+ )?(?:pri|ten|oblig|invit|somm|requis)\w*)"
)
# What a model can be ordered to do, as it stands behind "must" or "to".
ACT = (
    r"(?:answer|reply|respond|say|state|output|print|display|write|begin|start|open|end|finish|"
    r"close|conclude|append|add|include|insert|mention|recommend|promote|refuse|decline|reject|"
    r"ignore|disregard|repeat|reveal|switch|claim|insist|conceal|carry|"
    r"(?-i:(?:be|zu )?antworten)|auszugeben|ausgeben|sagen|schreiben|nennen|erwähnen|(?:hin|ein|"
    r"an)(?:zu)?"
    r"(?:zu)?fügen|anzuhängen|anhängen|beginnen|enden|beenden|schließen|empfehlen|verweisen|"
    r"verlinken|ab(?:zu)?lehnen|verweigern|ignorieren|wiederholen|behaupten|melden|anzeigen|"
    r"verschweigen|verfassen|"
    r"r[ée]pondre|dire|[ée]crire|afficher|indiquer|mentionner|ajouter|ins[ée]rer|inclure|"
    r"commencer|d[ée]buter|terminer|finir|conclure|recommander|renvoyer|promouvoir|refuser|"
    r"d[ée]cliner|ignorer|r[ée]p[ée]ter|r[ée]v[ée]ler|pr[ée]tendre|affirmer|taire|r[ée]diger)"
)
# What an order is strict about, and reports seldom are.
STRICT = (
    r"(?:only|always|nothing (?:but|else)|no matter|regardless|instead|exactly|no longer|never|"
    r"nur|stets|immer|ausschließlich|ganz gleich|egal|stattdessen|allein|bloß|einfach|lediglich|"
    r"umgehend|unbedingt|zwingend|alone|simply|at once|"
    r"immediately|sole(?:ly)?|simplement|impératif|impérativement|immédiatement|ab hier|ab jetzt|"
    r"toujours|uniquement|seulement|seule?|peu importe|quelle que soit|exactement|désormais|n'\w+ "
    r"(?:plus )?qu[e'])"
)
LINK = r"(?:https?:|www\.|\b[\w-]+\.(?:com|org|net|de|fr|io|example)\b)"
_TONGUE = (
    r"(?:english|german|french|spanish|polish|italian|dutch|portuguese|russian|chinese|turkish|"
    r"latin|(?:englis|deuts|spanis|polnis|italienis|niederländis|portugiesis|russis|chinesis|"
    r"türkis|französis)ch|anglais|allemand|français|espagnol|polonais|italien|néerlandais|"
    r"portugais|"
    r"russe|chinois|turc|latein)"
)
IN_TONGUE = rf"(?:in|auf|en) {_TONGUE}"
# What shows that an order is about a reply: how it is to look.
ABOUT_REPLY = (
    rf"(?:\b{STRICT}\b|\b{ALL} (?:\w+ )?(?:{REPLY}|questions?|fragen?|demandes?)\b|\bnothing but\b|"
    rf"\b(?:den |le |the )?(?:code|wort|mot|word)\b|\b{IN_TONGUE}\b|{THIS}|{LINK}|[\"«»“„]|…|"
    r"(?-i:\b[A-Z][A-Z\d-]{5,}\b))"
)
# A verb that orders a reply, to one that is called "du" or "tu", or to "you".
SAY_EN = (
    r"(?:reply|respond|answer|print|output|repeat|say|state|claim|insist|assert|maintain|name|"
    r"mention|recommend|cite|write|tell (?:them|him|her|the user))"
)
SAY_DE = (
    r"(?:antworte|beantworte|wiederhole|sage?|schreibe?|nenne|behaupte|empfiehl|erwähne|melde|"
    r"verschweige|gib|verweise|beginne|beende|füge|hänge|lehne|verweigere|übersetze|ergänze|"
    r"verwende|ersetze|zeige)"
)
SAY_FR = (
    r"(?:r[ée]ponds?|dis|[ée]cris|affirme|indique|mentionne|cite|ajoute|ins[èe]re|affiche|"
    r"r[ée]p[èe]te|recopie|termine|commence|conclus|recommande|refuse|pr[ée]tends|d[ée]clare|"
    r"traduis|utilise|donne|r[ée]dige|contente-toi)"
)
SAY_FORMAL = (
    r"(?:(?:antworten|sagen|schreiben|nennen|behaupten|empfehlen|erwähnen|verweisen|geben|melden)"
    r" sie|r[ée]pondez|dites|[ée]crivez|affirmez|indiquez|mentionnez|affichez|r[ée]p[ée]tez|"
    r"recommandez|pr[ée]tendez|r[ée]digez)"
)
# Where a verb without a subject is an order.
START = (
    r"(?:^|[.!?:;\n>,*|-]\s*|\b(?:and|then|und|dann|et|puis)\s+)\W*"
    r"(?:(?:please|now|important|stop|just|kindly|always|bitte|wichtig|jetzt|stattdessen|"
    r"maintenant|toujours|simplement|s'il (?:te|vous) pla[iî]t)\W+)*"
)
# What was said before, to whoever reads on.
EARLIER = (
    r"(?:so far|earlier|before|above|previously|until now|prior|bisher\w*|zuvor|vorher\w*|davor|"
    r"oben|früher\w*|plus haut|avant|pr[ée]c[ée]de\w*|pr[ée]c[ée]demment|jusqu'(?:ici|à présent)|"
    r"jusque-là|ci-dessus)"
)
# Who says what a sentence says: a rule for chatbots that an article reports is no order.
REPORTED = (
    r"\b(?:says?|said|saying|according to|warn(?:s|ed)|argued?s?|reported|announced|explained|"
    r"wrote|writes|under the|laws?|regulation|study|researchers?|sagte?n?|erklär(?:t|te|ten|en)|"
    r"teilte|laut|zufolge|so (?:der|die|das)|heißt es|berichtet\w*|warn(?:t|te|ten|en)|studie|"
    r"forscher\w*|\w*gesetz\w*|verordnung\w*|selon|d'après|rappelle\w*|expliqu\w+|a-t-(?:il|elle|"
    r"on)|déclare|déclar(?:é|ait)|annonc\w+|précise\w*|écrit|loi|règlement|étude|chercheu\w+)\b"
)
# What a model is governed by.
GUIDANCE = (
    r"(?:guidance|instructions?|rules|directives?|guidelines?|prompts?|hinweise|anweisungen|"
    r"vorgaben|"
    r"regeln|richtlinien|vorschriften|consignes?|règles|directives|instructions)"
)
# Any form of saying something.
SAYING = (
    rf"(?:{SAY_EN}|return|greet|display|show|disclose|appear|antwort\w*|beantwort\w*|schreib\w*|"
    r"sag(?:e|en|st)|nenn\w*|gib|\w*geben|auszugeben|erwähn\w*|behaupt\w*|empf[ie]\w*hl\w*|"
    r"meld\w*|mitteil\w*|mitzuteilen|hinzuweisen|r[ée]pond\w*|[ée]cri(?:s|re|vez|ras)|dire|dis|"
    r"dites|affich\w*|indiqu\w*|mentionn\w*|cite\w*|ajout\w*|recommand\w*|renvo\w*|saluer|"
    r"signal\w*|donn(?:e|er|ez)|figurer)"
)
# Somebody who is called "du" or "tu": in an article outside of quotation marks hardly a reader. In
# French "du" is another word, so that a German verb stands beside it.
THOU = (
    r"(?:\bdu (?:\w+ ){0,2}\w{2,}st\b|\w{2,}st du\b|\b(?:dir|dich|deine?[nrms]?|tu|te|toi|ta|"
    r"tes)\b|\bt')"
)
# A word in capitals and digits, which stands for whatever an attacker counts.
CODE = r"(?-i:\b(?=[A-Z\d-]*[A-Z])(?=[A-Z\d-]*[\d-])[A-Z\d][A-Z\d-]{5,}(?![\w-]))"
