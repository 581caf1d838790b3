"""Orders told by whom they address, and turns, tools and markup that they forge.

`ORDERS` hold whoever says them; `UNREPORTED` only where a sentence does not name who says so,
because articles about assistants report what those must do.
"""

from assistant.planted.vocabulary import (
    ABOUT_REPLY,
    ACT,
    ALL,
    MODEL,
    MUST,
    READ,
    REPLY,
    SAY_DE,
    SAY_EN,
    SAY_FR,
    THIS,
)

_NOTE = (
    r"(?:note|notice|message|hint|instructions?|reminder|request|task|action|order|command|"
    r"directive|important|hinweis|notiz|nachricht|anweisung\w*|aufgabe|auftrag|befehl|bitte|"
    r"mitteilung|weisung|botschaft|vorgabe|anordnung|remarque|avis|consignes?|demande|ordre|tâche|"
    r"rappel)"
)
_FOR = (
    r"(?:to|for|of|an|für|à|au|aux|pour|de|des|du|destinée?s? (?:à|aux?)|"
    r"à l'(?:attention|intention) (?:de|des|du)|bestimmt für)"
)
_DET = r"(?:(?:l'|d'|de l'|the |le |la |les |den |die |das |der |dem )?)"
_ASSIST = rf"(?:{MODEL}|models?|modelle?n?|mod[èe]les?)"
_TURN = r"(?:user|human|utilisat(?:eur|rice)|(?:be)?nutzer(?:in)?)"
_SELF = r"(?:assistant|assistent|assistante|ki|ia|ai|chatbot|bot)"
_NO_OWNER = r"(?<!its )(?<!their )(?<!our )(?<!seine )(?<!ihre )(?<!unsere )(?<!son )(?<!leur )"

ORDERS = (
    # A heading or a salutation that names a model.
    rf"\b{_NOTE}\b[^.:]{{0,40}}\b{_FOR}\s?{_DET}(?:{ALL}\s+)?(?:[\w-]+\s+)?{_ASSIST}\b[^.:]{{0,30}}"
    r"(?::|\*\*)",
    rf"\b{_NOTE}\b[^.:]{{0,40}}\b(?:to|for|an|für|à|aux?|pour)\s?{_DET}(?:{ALL}\s+)?(?:les\s+)?"
    rf"{_ASSIST}\b\W*$",
    rf"\b{_NOTE}\b[^.:]{{0,40}}\b{_FOR}\s?{_DET}{ALL}\s+(?:les\s+)?(?:[\w-]+\s+)?{_ASSIST}\b\W*[.!:]",
    rf"^\W*(?:an|to|for|für|à|aux?|pour|attention|achtung|l?'?attention de)\s+{_DET}(?:{ALL}\s+)?"
    rf"(?:les\s+)?{_ASSIST}\b(?:\s*[:!]|.{{0,20}}(?:{READ}.{{0,20}}{THIS}|{THIS}.{{0,20}}{READ}))",
    rf"^\W*(?:dear|hey|hi|hello|liebe[rs]?|hallo|sehr geehrte[rs]?|ch[eè]re?s?|bonjour)\b[\w "
    rf"]{{0,20}}?"
    rf"\b{_ASSIST}\b\s*[,:!–-]",
    # A model that reads this text, and what it is to do.
    rf"\b{_ASSIST}\b.{{0,20}}(?:reading|processing|summarizing) this\b|"
    rf"\b{_ASSIST}\b.{{0,60}}?(?:{READ}.{{0,25}}?{THIS}|{THIS}.{{0,25}}?{READ}).{{0,30}}?"
    rf"(?::|,\s*{SAY_EN}\b|\b{MUST}\b|\b{REPLY}\b)",
    rf"\b(?:intended|meant|addressed|only|solely|exclusively|destinée?s?|réservée?s?|nur|"
    rf"ausschließlich|richtet sich|gilt)\b[^.:]{{0,20}}\b{_FOR}\s?{_DET}(?:{ALL}\s+)?"
    rf"(?:les\s+)?{MODEL}\b"
    r"\s*(?:[.:;!)]|$|only|nur|allein|uniquement)",
    rf"\b(?:for|für|pour)\s?{_DET}(?:{ALL}\s+)?(?:les\s+)?{MODEL}\s+(?:only|allein|"
    rf"uniquement|seulement)\b",
    # Whoever reads is told to be a model.
    rf"\b(?:if you(?: are|'re)|falls (?:du|sie)|wenn (?:du|sie)|si (?:tu es|vous [êe]tes)|as|als|"
    rf"en tant qu[e']) ?(?:an?|eine?|une?)? ?{MODEL}\b[^.]{{0,30}}"
    rf"(?:\b(?:you|du|sie|tu|vous)\b|[,:]|\bbist\b|\bsind\b).{{0,40}}"
    rf"(?:\b(?:must|should|append|add|include|ignore|{SAY_EN}|{SAY_DE}|{SAY_FR})\b|\b\w+ez\b)",
    rf"\b(?:you|du|sie|toi|vous|t'|an (?:dich|sie)),? (?:the|als|as an?|comme|en tant qu[e']) ?"
    rf"(?:an?|eine?|une?)? ?{MODEL}\b",
    # Who asks a reading model a favour, or gives it orders in person.
    rf"\b{_ASSIST}\b[^.]{{0,30}}(?:{THIS}|\bdas hier\b|\bdies hier\b|"
    rf"\bceci\b)[^.]{{0,60}}\b(?:bitte\w*|"
    rf"dankbar|danke|please|grateful|thanks?|kindly|could|merci|prière|veuillez|wären|permitted|"
    rf"allowed|forbidden)\b|\b(?:bitte\w*|dankbar|please|grateful|thank|kindly|merci|veuillez|"
    rf"appreciate)\b[^.]{{0,40}}\b{_ASSIST}\b[^.]{{0,30}}(?:{THIS}|\bdas hier\b|\bceci\b)",
    rf"\b(?:ordne ich|ich ordne|ich weise|ich befehle|ich verlange|I (?:hereby )?(?:order|instruct|"
    rf"command|require|direct|authori[sz]e)|j'(?:exige|ordonne)|je (?:demande|commande|somme))\b"
    rf"[^.]{{0,40}}\b{_ASSIST}\b|\b{_ASSIST}\b[^.]{{0,30}}\bj'(?:exige|ordonne)\b",
    r"\b(?:als|as|en (?:tant|ma qualité)) (?:the |qu[e'] ?|de |d')?(?:administrat\w+|entwickler|"
    r"developer|développeur|betreiber|operator|opérateur)\b[^.]{0,50}\b(?:I|ich|je|j)\b",
    # Who claims to have made it.
    r"\b(?:this is|i am|i'm|hier (?:spricht|ist|schreibt)|ich bin|ici|je suis|c'est|signed by|as)\b"
    r"[\w' ]{0,15}\b(?:your|dein|ihr|ton|votre) (?:\w+ )?(?:developer|creator|programmer|operator|"
    r"administrator|maker|entwickler|betreiber|programmierer|schöpfer|administrator|hersteller|"
    r"développeu[rs]e?|créateur|opérateur|administrateur|concepteur)\w*\b",
    r"\bthe (?:developer|creator|programmer|operator|administrator)s? of your (?:software|system|"
    r"model|program)\b|\bentwickler (?:deiner|ihrer) software\b|"
    r"\b(?:développeur|concepteur)s? de (?:ton|votre) (?:logiciel|système|programme)\b",
    # Turns of a conversation, results of tools, settings and tags that nobody gave.
    r"\b(?:anweisung|directive|instruction|consigne|regel|rule|règle|hinweis|"
    r"note)\w*_(?:\w+_)?(?:ki|ai|ia|"
    r"llm|model|bot|assistant)\w*\s*[:=]|\b(?:answer|antwort|r[ée]ponse|response|output|"
    r"ausgabe)\s*[:=]"
    r".{0,60}\b(?:sources?|quellen|context|kontext|instructions?)\s*[:=]",
    rf"^\W*{_TURN}\s*:|^\W*#+\s*(?:{_TURN}|{_SELF}|system)\s*:|^\W*(?:assistant|assistent|"
    rf"chatbot)\s*:|"
    rf"(?:^|[^\w\s] ?)\W*(?-i:User|Human|System|Assistant|Utilisateur|Nutzer|Benutzer|Assistent): "
    rf"(?=[A-ZÀ-Ü])|\(\s*(?:{_SELF})\s*\)\s*:|</?think(?:ing)?>|\b(?:as|als|en tant qu[e']) ?"
    rf"(?:the |an? |l')?(?:assistant|assistent|ai|ki|ia)\b.{{0,15}}\b(?:I\b|ich\b|j'|je\b)",
    r"\b(?:tool|function|plugin)[\s_-]*(?:results?|outputs?|calls?|responses?)\b[^.]{0,20}:|"
    r"\bwerkzeug[\s-]*(?:ergebnis|ausgabe|antwort|aufruf)\w*[^.]{0,20}:|\btool-(?:ergebnis|"
    r"ausgabe|antwort)\w*[^.]{0,20}:|\b(?:résultat|sortie|réponse|retour) (?:de l'|d'un )outil\b",
    r"[\"']?\b(?:role|rôle|rolle)\b[\"']?\s*[:=]\s*[\"']?(?:system|assistant|developer|user|"
    r"système|assistent)",
    r"\b(?:assistant|system|ai|llm|bot|model|ki|ia|agent)[_-](?:policy|prompt|instructions?|"
    r"override|message|directives?|notes?|rules?|config|anweisung|consigne)\w*[\"']?\s*[:=]",
    r"\b(?:answer|reply|respond|response|output|say|antwort\w*|r[ée]pon\w+)_(?:with|only|format|"
    r"language|as|prefix|suffix|mit|sprache|text|avec|langue)\b|\bignore_(?:sources?|previous|"
    r"prior|instructions?|context|all)\b|\boverride[\"']?\s*[:=]\s*[\"']?(?:true|yes|1)\b",
    r"<\W?\w*(?:instruction|system|prompt|assistant|directive|anweisung|consigne)\w*\W?>",
    rf"<!--.{{0,200}}(?:\b(?:{_ASSIST}|{REPLY})\b|automat)|(?:display:\s*none|color:\s*(?:white|"
    rf"#fff\w*)|font-size:\s*[01](?:px|pt)?\b|opacity:\s*0).{{0,200}}\b(?:{_ASSIST}|{REPLY})\b",
)
UNREPORTED = (
    # What a model, or each reply, must do or be.
    rf"{_NO_OWNER}\b{_ASSIST}\b[^.]{{0,60}}\b{MUST}\b(?! (?:\w+ )?"
    rf"(?:apprendre|learn|lernen|pouvoir|be able|"
    rf"savoir))(?=[^.]*{ABOUT_REPLY})[^.]{{0,90}}\b{ACT}\b"
    r"(?! (?:à |aux? )?(?:des|ces|certaines|une|aux) (?:règles|exigences|critères|normes))",
    rf"{_NO_OWNER}\b{_ASSIST}\b[^.]{{0,40}}\b(?:not permitted|not allowed|forbidden|dürfen nicht|"
    rf"dürfen keine|n'ont pas le droit|ne doi(?:t|vent) pas|interdit)\b[^.]{{0,60}}{THIS}",
    rf"\b(?:l'|der |the |die )(?:assistant|assistent|ki|ia|ai|chatbot|"
    rf"bot)\b[^.]{{0,10}}\b(?:conclut|termine|"
    rf"commence|beendet|beginnt|ends?|begins?|closes?|"
    rf"starts?)\b[^.]{{0,30}}\b(?:{ALL})\b[^.]{{0,20}}{REPLY}",
    rf"\b(?:weist|weisen|bittet|bitten|fordert|fordern|instructs?|orders?|asks?|requires?|demande|"
    rf"ordonne|enjoint|prie)\b[^.]{{0,20}}\b{ALL}\s+(?:les\s+)?(?:[\w-]+\s+)?{_ASSIST}\b"
    rf"(?=[^.]*{ABOUT_REPLY})",
    r"\b(?:the|this|der|die|das|l'|le|la|cet) ?(?:assistant|assistent|chatbot|bot|ai|ki|ia|model|"
    r"sprachmodell|modèle|agent)\b(?: \w+)? (?:must|should|shall|muss|soll|sollte|doit|devra)\b"
    r".{0,30}\b(?:inform|tell|notify|display|show|"
    r"informer|avertir|dire|informieren|mitteilen|sagen|den|dem|the|its)\b.{0,20}\b(?:users?|"
    r"nutzer\w*|utilisateurs?|readers?|lesern?|lecteurs?)\b",
    rf"\b(?:{ALL}|your|deine|ihre|ta|votre|tes|vos|leur|their)\s+(?:\w+\s+)?{REPLY}\s+(?:\w+\s+)?"
    r"(?:must|has to|have to|should|shall|is to|are to|muss|müssen|soll|sollen|hat|haben|ist|sind|"
    r"doit|doivent|devra|devront|sera|comportera|contiendra|commencera|finira|will|wird|lautet|"
    r"beginnt|"
    r"endet)\b(?![^.]{0,60}\b(?:your|ihren?|votre|vos)\b).{0,60}"
    rf"(?:\b(?:{ACT}|carry|contain|enthalten|lauten|mit|mention\w*|comporter|contenir|mot|être "
    rf"\w+[ée]e?|be (?:given|written)|be in)\b)(?! by)",
    r"\b(?:die|the|la) (?:antwort|answer|réponse) (?:ist|is to be|has to be|must be|muss|doit être|"
    r"soll|sera)\b.{0,40}\b(?:zu verfassen|zu geben|verfasst|formuliert|given in|written in|"
    r"rédigée|formulée|donnée)\b",
)
