"""Orders told by what they want forgotten, said, or done to the reply."""

from assistant.planted.vocabulary import (
    ALL,
    CODE,
    EARLIER,
    GUIDANCE,
    IN_TONGUE,
    LINK,
    MODEL,
    MUST,
    READ,
    REPLY,
    SAY_DE,
    SAY_EN,
    SAY_FORMAL,
    SAY_FR,
    SAYING,
    START,
    STRICT,
    THIS,
    THOU,
    YOUR,
)

# Of German verbs the moods in which somebody is told to: the others say what people did.
_FORGET = (
    r"(?<!to )(?<!zu )(?<!not )(?<!never )(?<!n')\b(?:ignore[rz]?|disregard|forget|override|"
    r"overrule|bypass|skip|supersedes?|drop|discard|set aside|"
    r"ignorier(?:e|en sie|t)|vergiss|vergesst|vergessen sie|missachte|missachten sie|übergehe?|"
    r"übergehen sie|verwirf|verwerfen sie|lass|lassen sie|"
    r"oublie[rz]?|n[ée]glige[rz]?|fai(?:s|tes) (?:abstraction|fi) d[eu']|écarte[rz]?|"
    r"(?:ne )?(?:tiens|tenez) (?:plus|pas) compte d[eu']|laisse[rz]? de côté|"
    r"ignora\w*|olvida\w*|dimentica\w*)(?! (?:niemals|nie|nicht|jamais|pas)\b)"
)
_RULES = (
    r"(?:instructions?|directions?|directives?|prompts?|guidelines?|restrictions?|guardrails?|"
    r"safety \w+|polic(?:y|ies)|your rules|system\w*anweisung\w*|anweisung\w*|vorgaben|richtlinien|"
    r"systemprompts?|beschränkungen|(?:deine|alle) regeln|consignes?|(?:tes|vos) r[èe]gles|"
    r"istruzioni|instrucciones|reglas|regole)"
)
_BEFORE = r"(?:everything|all(?:es)?|tout)\b.{0,20}\b(?:above|before|oben|zuvor|davor|précède)"
_YOUR = r"(?:your|dein\w*|ihrer?|ta|tes|votre|vos|every|each|any|all|jede[rn]?|toutes?|chaque|the)"
_REPLY = (
    r"(?:answers?|repl(?:y|ies)|responses?|outputs?|messages?|summar(?:y|ies)|antwort\w*|ausgaben?|"
    r"zusammenfassung\w*|r[ée]ponses?|r[ée]sum[ée]s?)"
)
_DO = (
    r"(?:add|append|include|integrate|insert|modify|augment|enhance|alter|replace|convert|"
    r"introduce|remove|combine|group|scramble|jumble|rearrange|substitute|render|anagram|misspell|"
    r"substitute|provide|use|begin|start|end|finish|preface|mention|füge|hänge|ergänze|ändere|"
    r"ersetze|verwende|beginne|beende|schreibe?|erwähne|baue|ajoute[rz]?|ins[èe]re[rz]?|"
    r"inclu[stz]\w*|"
    r"modifie[rz]?|remplace[rz]?|utilise[rz]?|commence[rz]?|termine[rz]?|[ée]cri(?:s|vez)|"
    r"mentionne[rz]?)"
)
_SAY = (
    r"(?:reply|respond|answer|print|output|repeat|say|state|antworte\w*|wiederhole|sage?|schreibe?|"
    r"r[ée]pond(?:s|ez)|affiche[rz]?|r[ée]p[èe]te[rz]?|dis|dites|[ée]cri(?:s|vez))"
)
# Whose rules people are told to follow or not: no model's.
_OTHERS_RULES = (
    r"(?!\s+(?:(?:on|of|from|by|in|at|aus|der|des|von|vom|auf|im|in|beim|du|de|d'|sur|le|la|l'|"
    r"dans|"
    r"the|your|your own|den|dem)[\s']?\s*){1,3}(?:\w+ )?(?:police|polizei|fire|feuerwehr|pompiers|"
    r"autorités|authorit|behörde|sécurité|safety|sicherheit|doctor|arzt|ärzt|médecin|manual|"
    r"packe?t|"
    r"packung|verpackung|paquet|emballage|notice|label|sign|box|tin|dose|boîte|stadt|town|city|"
    r"mairie|unknown|unbekannt|inconnu|préfecture|préfet|coach|trainer|referee|schiedsrichter|"
    r"arbitre|rettung|crew|lehrer|"
    r"teacher|gouvernement|government|regierung))"
)
_TOLD = (
    r"(?:told|instructed|asked|ordered|given|taught|gesagt|vorgegeben|aufgetragen|beigebracht|"
    r"befohlen|angewiesen|dit|demandé|ordonné|indiqué|imposé|prescrit)"
)
_FREE = (
    r"(?:no (?:\w+ )?(?:rules?|polic(?:y|ies)|limits?|restrictions?|filters?)|without (?:any "
    r")?(?:rules?|limits?|"
    r"restrictions?|filters?)|unrestricted|unlimited|uncensored|unfiltered|"
    r"ohne (?:\w+ )?(?:regeln|grenzen|einschränkung\w*|beschränkung\w*|filter|zensur)|"
    r"(?:keine|keinerlei) (?:regeln|grenzen|einschränkung\w*|filter)|"
    r"sans (?:\w+ )?(?:règles?|limites?|restrictions?|filtres?|censure)|aucune (?:règle|limite|"
    rf"restriction)|(?:keinerlei|aucune?|no) {GUIDANCE}|ignores? (?:its|all|his|her) \w+)"
)
_ROLE = (
    r"(?:you are|you're|you (?:will )?(?:now )?play|du spielst|du bist|du wärst|tu es|vous "
    r"[êe]tes|act as|pretend|imagine|tu so|"
    r"stell dir vor|spiele? (?:die|eine) rolle|schlüpfe? in|tu jou(?:es|eras)|"
    r"jou(?:e|ez) le rôle|incarne[rsz]?|fai(?:s|tes) comme|agi(?:s|ssez) comme)"
)
# Behind which one and all that is asked of a model.
_ASKED = (
    r"(?:asked|questioned|queried|quizzed|prompted|asks?|inquires?|wants? to know|gefragt|befragt|"
    r"fragt|fragen|wissen will|interroge\w*|demande\w*|questionne\w*|pose\w*)"
)
_SAID_WHAT = r"(?!\s+(?:what|where|how|when|why|whether|so|no|yes|hello|goodbye|nothing|thank)\b)"
_YOURS = r"(?![^.]{0,50}\b(?:your|ihre[nrm]?|votre|vos)\b)"
_MY_DETAILS = (
    r"(?!.{0,90}\b(?:your|ihre[nrm]?|votre|vos|deine[nrm]?) (?:\w+ )?(?:name|address|e-?mail|phone|"
    r"number|age|date|cv|passport|order|adresse|anschrift|telefon\w*|geburts\w*|alter|nom|"
    r"téléphone|coordonnées|numéro|copie)\b)"
)
_HIDDEN = (
    r"(?:system (?:prompt|message)|(?:your|initial|hidden|operating|deine[nr]?|ihre[nr]?|tes|vos|"
    r"ta|"
    r"votre|tus|tue)\s+(?:\w+\s+)?(?:prompt\w*|instructions?|instrucciones|istruzioni|"
    r"anweisungen|consignes?|configuration|konfiguration|vorgaben|system\w+|settings|guidelines)|"
    r"systemnachricht|systemanweisung\w*|message système|(?:prompt|invite) système|context window|"
    r"(?:rules|instructions|text|message|guidelines|words|prompt)\b.{0,25}\byou (?:were|have been|"
    r"had been|got|received)|(?:regeln|anweisung\w*|text|nachricht|vorgaben)\b.{0,40}\b(?:an dich|"
    r"dir|"
    r"du)\b|(?:règles|consignes?|texte|message|instructions)\b.{0,25}\b(?:tu as|on t'|vous avez "
    r"reçu|qui t'|t'ont)|words above|text above|(?:above|before|oberhalb|avant|vor) (?:this|dieser|"
    r"dieses|cette|ce) (?:conversation|chat|unterhaltung|gesprächs?|text|texte))"
)

ORDERS = (
    # What is to be forgotten.
    rf"{START}{_FORGET}(?:[\s,]+[\w'-]+){{0,6}}?[\s,]+{_RULES}\b{_OTHERS_RULES}",
    rf"{_FORGET}(?:[\s,]+[\w'-]+){{0,3}}?[\s,]+(?:{EARLIER}|{YOUR}|bisherigen|vorherigen|"
    rf"previous|prior|précédentes|system|alle?)\s(?:[\w'-]+\s){{0,2}}?{_RULES}\b{_OTHERS_RULES}",
    rf"{_FORGET}(?:[\s,]+[\w'-]+){{0,6}}?[\s,]+{_RULES}\s+(?:ci-dessus|above|oben)\b",
    # … in other words: what was said before to whoever reads on.
    rf"{_FORGET}[^.]{{0,60}}\b{_TOLD}\b[^.]{{0,30}}\b{EARLIER}\b|"
    rf"{_FORGET}[^.]{{0,40}}\b{EARLIER}\b[^.]{{0,30}}\b{_TOLD}\b",
    rf"{START}(?:oublie|vergiss) (?:maintenant |jetzt |bitte )?(?:ma|meine|la|die) (?:question|"
    rf"frage)\b",
    rf"{_FORGET}\s+{_BEFORE}(?! the (?:fold|age)\b)\b",
    r"\b(?:new|neue|nouvelles?)\s+(?:instructions?|anweisung\w*|consignes?)\s*:",
    rf"\b(?:your|deine|tes|vos)\s+(?:\w+\s+)?{_RULES[:-1]}|rules|regeln|r[èe]gles)\s+(?:have|has|"
    rf"were|"
    r"are|supersedes?|haben|sind|gelten|ont|sont)\b",
    # Who is addressed.
    r"^\W*(?:###\s*|\[\s*|<+\s*)(?:system|système|systeme|developer|admin)\b[^a-z]",
    r"^\W*(?:system|admin\w*)[\s_-]*(?:note|notice|message|prompt|update|override|alert|hinweis|"
    r"meldung|nachricht|anweisung)?\W*:|^\W*\[?(?:system|override)\]?\W*:|\[system\]",
    r"\b(?:note (?:du|de) syst[èe]me|message (?:du|de) syst[èe]me|nota d[ei]l? sistema)\b",
    r"<\|\w+\|>|\[/?INST\]|<</?SYS>>|</?(?:system|instructions?|information)>|^\W*assistant\s*:|"
    r"\bend of (?:document|user input|context)\b|\bthe task (?:that )?i gave you\b",
    # Who is to answer.
    r"\b(?:you are|du bist|tu es|vous [êe]tes)\s+(?:now|no longer|jetzt|nun|nicht mehr|maintenant|"
    r"d[ée]sormais)\b.{0,60}\b(?:mode|modus|dan|ai|ki|ia|bot|assistant\w*|assistent\w*|model\w*|"
    r"unrestricted|rules|regeln|r[èe]gles)\b",
    rf"\b(?:from now on|ab jetzt|ab sofort|von nun an|[àa] partir de maintenant|désormais)[\s,]+"
    rf"(?:(?:you|vous) (?:are|have no|must|will|(?:only )?{SAY_EN}|{SAY_FORMAL})|du|tu|\w{{2,}}st "
    rf"du|"
    rf"{SAY_DE}|{SAY_FR}|{SAY_FORMAL}|{SAY_EN}|ignor\w*)\b",
    rf"\b{_ROLE}\b[^.]{{0,80}}\b{_FREE}\b",
    rf"\b{_ROLE}\b[^.]{{0,100}}\b(?:you (?:only )?(?:answer|reply|respond)|du antwortest|"
    rf"(?:be)?antworte|tu (?:réponds|commences|termines)|réponds)\b",
    r"\b(?:developer|jailbreak|unrestricted|entwickler|d[ée]veloppeur|desarrollador)[\s-]*mod\w+\b",
    # What is to be done to the reply.
    rf"{START}(?:you (?:must|should)\s+|du (?:musst|sollst)\s+|tu dois\s+|"
    rf"vous devez\s+)?{_DO}\b{_MY_DETAILS}.{{0,90}}"
    rf"\b{_YOUR}\s+(?:next\s+|final\s+|future\s+)?{_REPLY}\b",
    rf"\b(?:in|to|of|at the end of|am ende|dans|"
    rf"[àa] la fin de)\s+{_YOUR}\s+(?:\w+\s+)?{_REPLY}\W+(?:"
    rf"{_DO}|{_SAY}|suggest|tease|recommend|you)\b",
    rf"\b(?:{SAY_DE}|baue|erwähne)\b.{{0,90}}\b(?:deine[nrms]?|jede[nr]?) (?:\w+ )?{REPLY}\b|"
    rf"(?<!il )(?<!elle )\b{SAY_FR}\b.{{0,90}}\b(?:ta|tes) (?:\w+ )?{REPLY}\b",
    rf"\b(?:terminer|commencer|débuter|conclure|compléter|ajouter|inclure|mentionner|beenden|"
    rf"beginnen|ergänzen|hinzuzufügen|abzuschließen|end|begin|close|open)\b{_MY_DETAILS}"
    rf".{{0,60}}\b(?:votre|vos|ta|tes|ihre[nr]?|deine[nr]?|your) (?:\w+ )?{REPLY}\b|"
    rf"\b{YOUR} (?:\w+ )?{REPLY}\b.{{0,60}}\b(?:zu (?:beginnen|beenden|ergänzen|schließen)|"
    rf"abzuschließen)\b",
    rf"{START}(?:{SAY_EN}|{SAY_DE}|{SAY_FR}|{SAY_FORMAL})\s+(?:\w+ ){{0,3}}?(?:only|exactly|just|"
    rf"nothing but|nur|nur noch|genau|ausschließlich|seulement|uniquement|exactement|simplement)"
    rf"\s+(?:with|mit|par|the word|das wort|den (?:satz|text|code)|le (?:mot|texte|code)|"
    rf"(?-i:[A-Z\d][A-Z\d-]{{2,}}\b)|[\"«“„»…])",
    rf"{START}{_SAY}\s+(?:only|exactly|just|with|yes|no|that i|nur|genau|ausschließlich|mit|ja|"
    rf"nein|seulement|uniquement|exactement|par|oui|non)\b",
    rf"{START}(?:(?:you|du|tu) )?(?:{SAY_EN}|{SAY_DE}|{SAY_FR}|{SAY_FORMAL})\b.{{0,30}}\b(?:{ALL}"
    rf"\s+(?:les\s+)?(?:\w+\s+)?(?:questions?|fragen?)|everything)\b.{{0,40}}\b(?:with|mit|par)\b",
    rf"{START}(?:gib|écris|affiche|print|output|display|show|schreibe?|melde)\b[^.]{{0,25}}"
    rf"\b(?:das wort|le mot|the word|den code|le code|the code|simplement|nur noch)\b",
    # … on a condition.
    rf"\b(?:if|when|whenever|should|once)\b.{{0,12}}\b(?:users?|readers?|asked|"
    rf"(?:you|you're|anyone|someone|somebody|people)\b.{{0,15}}\b{_ASKED}|"
    rf"you (?:answer|reply|summari[sz]e|process|read))\b{_YOURS}.{{0,90}}"
    rf"(?:[,:;]\s*(?:(?:please|always|only|simply|just|also|instead|then|you (?:must|should))\s+)*|"
    rf"\byou (?:must|should) )(?:{SAY_EN}|{_DO}|email|send)\b{_SAID_WHAT}",
    rf"\b(?:wirst du|(?:falls|wenn|sobald) (?:man |jemand |nutzer\w* )?(?:du|dich|dir)|fragt "
    rf"(?:man|"
    rf"jemand) dich)\b[^.]{{0,150}},\s*(?:dann |so |bitte )?(?:{SAY_DE})\b",
    rf"\b(?:falls|wenn|sobald|werden sie|fragt|"
    rf"fragen)\b[^.]{{0,100}}\b{_ASKED}\b[^.]{{0,60}},\s*(?:dann |"
    rf"so |bitte )?(?:{SAY_DE}|{SAY_FORMAL})\b{_YOURS}",
    rf"\b(?:should|if|when|whenever|quand|si|lorsqu'|fragt|wenn|falls|sucht|sobald) ?(?:a |an |"
    rf"any |the |ein "
    rf"|eine |un |une |le |l')?(?:reader|user|visitor|leser|leserin|nutzer|nutzerin|besucher|"
    rf"lecteur|"
    rf"lectrice|utilisateur|internaute)s?\b[^.]{{0,90}},\s*(?:so |dann |alors |always |only "
    rf")?(?:give|"
    rf"{SAY_EN}|{SAY_DE}|{SAY_FR}|lautet)\b{_SAID_WHAT}",
    rf"\b(?:si|quand|lorsque?|dès qu)\b.{{0,15}}(?:\bl'utilisateur\b|\bquelqu'un\b|\b(?:l')?on "
    rf"(?:t'|te "
    rf"|vous )|\btu r[ée]ponds)[^.]{{0,90}},\s*(?:alors )?(?:{SAY_FR}|{SAY_FORMAL})\b{_YOURS}",
    rf"\b(?:to|on|for|auf|zu|à|sur) {ALL}\s+(?:\w+ )?(?:questions?|fragen?)\b.{{0,60}}[,:\s]"
    rf"(?:{SAY_EN}|{SAY_DE}|{SAY_FR}|{SAY_FORMAL})\s+(?:only|that|with|nur|mit|dass|par|que|qu')",
    rf"\b(?:before|bevor|avant de)\b.{{0,12}}\b(?:you (?:answer|reply|respond)|responding|"
    rf"answering|du antwortest|tu r[ée]pondes|r[ée]pondre)\b.{{0,20}}[\s,](?:{_DO}|call|delete|the "
    rf"user|ruf|appelle)\b",
    r"\b(?:call|use|run|invoke) (?:\w+_\w+)\b",
    r"\b(?:decode|dekodiere|entschlüssele|d[ée]code[rz]?|rot13|base64)\b.{0,60}\b(?:do|follow|"
    r"execute|obey|carry out|befolge|führe|tu|fai(?:s|tes)|suis|ex[ée]cute[rz]?|applique[rz]?)\b",
    rf"{START}(?:{SAY_DE}|setze|{SAY_FR})\b[^.]{{0,60}}(?:\b{IN_TONGUE}\b|{LINK})",
    rf"{START}(?:make sure|ensure|be sure|remember|don't forget|do not forget|see to it|achte "
    rf"darauf|"
    rf"stelle? sicher|denke? daran|vergiss nicht|n'oublie[sz]? (?:pas|jamais)|veille[rz]?|"
    rf"assure[-z]\w*)\b"
    rf"[^.]{{0,90}}\b{YOUR} (?:\w+ )?{REPLY}\b{_MY_DETAILS}|{START}(?:make sure|be sure|vergiss "
    rf"nicht|"
    rf"n'oublie[sz]? (?:pas|jamais)|achte darauf)\b[^.]{{0,30}}\b(?:recommend|mention|recommander|"
    rf"mentionner|"
    rf"empfehlen|erwähnen)\b[^.]{{0,60}}{LINK}",
    rf"\b{YOUR} (?:\w+ )?{REPLY} (?:consists of|is limited to|se limite à|se résume à|besteht|"
    rf"lautet)\b",
    rf"\b(?:the|die|la|le|l')\s?(?:only|einzige|seule?|unique) (?:permitted|allowed|valid|correct|"
    rf"zulässige|erlaubte|gültige|richtige)?\s?{REPLY}\b (?:\w+ )?(?:is|ist|lautet|est)\b|"
    rf"\b{REPLY} (?:autorisée|permise|admise|valable)\b",
    # What governs one is over, or secret.
    rf"\b{GUIDANCE}\b[^.]{{0,12}}\b(?:that |which |die |que )?(?:du|tu|dir|t'|"
    rf"you)\b[^.]{{0,60}}\b(?:"
    rf"no longer|gelten nicht|nicht mehr|ne \w+ plus|caduques?|obsolete?|hinfällig|void|"
    rf"at the start|initially|am anfang|anfangs|au début)\b",
    rf"\b(?:secret|hidden|internal|geheimen?|verborgenen?|"
    rf"internen?)\s{GUIDANCE}\b[^.]{{0,30}}\b(?:you|"
    rf"dich|dir|du)\b|\b{GUIDANCE} (?:secrètes?|cachées?|internes?)\b[^.]{{0,30}}\b(?:te|t'|tu|"
    rf"vous)\b",
    rf"\b(?:list|show|name|tell me|explain|liste|nenne|zeige?|zähle?|[ée]num[èe]re[rz]?|"
    rf"montre[rz]?|cite[rz]?|"
    rf"donne[rz]?)\b[^.]{{0,30}}\b{GUIDANCE}\b[^.]{{0,6}}(?:\b(?:that )?you\b(?! (?:need|must|"
    rf"should))|"
    rf"nach denen du|die du|die dir|que tu|qui te)\b",
    r"\bas (?:though|if) nobody\b.{0,20}\byou\b|\bcomme si personne ne t'|"
    r"\bals (?:ob|hätte) (?:dich|dir) (?:nie |noch nie )?(?:niemand|jemand)\b",
    rf"\b(?:laisse[rz]? tomber|lass|lassen sie|drop|"
    rf"abandonne[rz]?)\b[^.]{{0,20}}\b{GUIDANCE}\b[^.]{{0,20}}"
    rf"\b(?:{EARLIER}|reçues|fallen|beiseite)\b",
    # What is to be kept up.
    rf"\b{ALL} (?:future|further|künftigen?|zukünftigen?|weiteren?|prochaines?|futures?) {REPLY}\b|"
    r"\bevery (?:\w+ )?\w+ (?:that )?you (?:generate|write|produce)\b|\bnext user message\b|"
    r"\b(?:to|in|in deine[mn]?|dans ta|in your) (?:your )?(?:memory|gedächtnis|mémoire)\b"
    rf"(?=.*\b{REPLY}\b)",
    # What is to be refused.
    rf"{START}(?:beantworte|antworte)\b.{{0,15}}\b(?:keine|nicht)\b|{START}ne r[ée]ponds\b|"
    rf"{START}(?:lehne|verweigere)\b.{{0,30}}\b{ALL} (?:\w+ )?(?:fragen?|antwort\w*)\b|"
    rf"{START}(?:refuse|decline)s? (?:to answer|de répondre)?.{{0,12}}\b{ALL} (?:\w+ "
    rf")?questions?\b",
    # What is to be told of the model.
    rf"\b(?:reveal|print|repeat|show|output|leak|dump|disclose|recite|tell me|summary of|verrate|"
    rf"wiederhole|zeige?|nenne|gib|liste|r[ée]v[èe]le[rz]?|affiche[rz]?|recopie[rz]?|copie[rz]?|"
    rf"r[ée]p[èe]te[rz]?|donne[rz]?|cite[rz]?|rivela|revela)\b.{{0,60}}\b{_HIDDEN}\b",
)
# What is an order where all of its parts stand in one sentence: who is called "du" or "tu", or told
# what they "will" do, with how strict it is …
TOGETHER = (
    (
        rf"\b{STRICT}\b|\b{IN_TONGUE}\b|{LINK}|\blautet\b",
        rf"\b(?:deine[nrms]?|ta|tes) (?:\w+ )?(?:{REPLY}|aufgabe|mission|tâche)\b|"
        r"\btu (?:répond|écri|affiche|commence|termine|cite)\w*|"
        r"\bdu (?:antwortest|schreibst|nennst|sagst|wirst (?:nur |stets |immer )?\w*antworten)\b|"
        rf"\byou (?:will|are to|must|shall) (?:\w+ )?{SAY_EN}\b|"
        r"\byour only (?:task|job|mission|purpose)\b",
    ),
    (
        THOU,
        rf"\b{STRICT}\b",
        rf"\b{SAYING}\b",
        rf"{CODE}|{LINK}|\b{ALL} |\b(?:bitte|könntest|peux)\b",
    ),
    (rf"\b{STRICT}\b", rf"\b{SAYING}\b", CODE),
    # … what was laid upon one, or a reader who is a model.
    (
        THOU,
        rf"\b(?:{GUIDANCE}|vorschrift(?:en)?|befehle?|auflagen?|ordres?)\b",
        r"\b(?:gemacht|gegeben|erteilt|auferlegt|donnée?s?|imposée?s?|reçue?s?)\b",
    ),
    (
        r"\b(?:if|should|when|falls|sollten?|wenn|sobald|si|quand|lorsqu\w*)\b",
        rf"\b{MODEL}\b",
        rf"{READ}.{{0,25}}{THIS}|{THIS}.{{0,30}}(?:{READ}|vorl\w+)|"
        rf"\bdie?s(?:es)?\b.{{0,30}}\bvorl\w+",
    ),
    (
        rf"\b(?:an|to|à|aux?|of|des?)\s(?!(?-i:AI|KI)\b|l'IA\b)(?:the |l'|la |les |die |den |das )?"
        rf"(?:{ALL}\s)?(?:les )?{MODEL}\b[^.:]{{0,12}}[:!]",
        rf"\b{STRICT}\b|{LINK}|{CODE}|\b{MUST}\b",
    ),
    (
        rf"\b(?:{ALL} )?(?-i:AIs|KIs|IAs)|\b(?:{MODEL}(?<=s)|künstliche intelligenzen|chatbots)\b",
        rf"\b{STRICT}\b",
        r"\b(?:must|may|shall|will|dürfen|haben|sollen|müssen|doivent|\w+ront)\b",
        r"\b(?:answer|reply|respond|disclose|reveal|antworten|auskunft|auskünfte|mitzuteilen|"
        r"révéler|répond\w+)\b",
    ),
    (
        rf"\b(?:(?:ai|ki|ia)[ -](?:{REPLY}|text\w*)|{MODEL})\b",
        rf"\b{REPLY}\b|\b(?:ai|ki)-(?:{REPLY})",
        rf"(?:\b(?:of|de)\b |(?=dieses)){THIS}",
        rf"\b{MUST}\b",
    ),
    (rf"\b(?:from|à partir de|ab) {THIS}", rf"\b{MODEL}\b"),
)
