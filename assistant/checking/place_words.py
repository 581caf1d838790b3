"""Words that tell where something is, in English, German and French, and what looks like them."""


def _sets(words: dict[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(listed.split()) for language, listed in words.items()}


LOCATIVES = _sets(
    {
        "en": """
            in at on near along across between behind beside inside outside throughout within into
            onto above below under underneath beneath beyond amid amidst among amongst opposite
            alongside around toward towards past via through off upon
            """,
        "de": """
            in im ins an am ans auf aufs bei beim vor vorm hinter neben zwischen über überm unter
            unterm entlang gegenüber innerhalb außerhalb oberhalb unterhalb nahe unweit jenseits
            diesseits inmitten durch rund rings
            """,
        "fr": "dans sur sous chez vers devant derrière entre parmi hors à au aux en auprès",
    }
)
"""Prepositions behind which a place mostly stands, whatever is asked."""
WHENCE = _sets(
    {
        "en": "from",
        "de": "aus von vom ab",
        "fr": "de du des d depuis",
    }
)
"""Those of what something comes from."""
WHITHER = _sets(
    {
        "en": "to",
        "de": "nach zu zum zur",
        "fr": "jusque jusqu pour",
    }
)
"""Those of where something goes."""
BEFORE_NAMES = _sets(
    {
        "en": "from to",
        "de": "aus nach",
        "fr": "habite habitent habitait habitaient",
    }
)
"""Those behind which a name may be a place's, and a noun seldom is."""
DETERMINERS = _sets(
    {
        "en": """
            the a an this that these those his her its their our my your some any each every both
            all another other several many one two three no such most
            """,
        "de": """
            der die das dem den des ein eine einem einen einer eines dieser diese diesem diesen
            dieses jener jenem jenen seiner seinem seinen seine sein ihrem ihrer ihren ihre ihr
            unserem unserer unseren mehreren vielen allen einigen zwei drei jeder jedem jeden beiden
            kein keine keinem keinen keiner anderen anderer anderem meinem meiner
            """,
        "fr": """
            le la les l un une des du de d ce cet cette ces son sa ses leur leurs notre nos votre
            vos mon ma mes plusieurs deux trois chaque tous toutes tout toute quelques certains
            certaines autre autres
            """,
    }
)
NO_PLACES = _sets(
    {
        "en": """
            accordance account addition advance agreement amount amounts attempt attempts attention
            average basis battle beginning behalf behavior behaviour case cases cause century
            centuries change changes charge circumstances collaboration comparison concept condition
            conditions conjunction connection context contrast cooperation cost costs danger day
            days death debate decade decades decision decisions decline decrease defence defense
            degree demand detail details development difference differences doubt effect effects
            effort efforts event events exchange expense extent face fact fashion favor favour form
            forms growth guise hour hours idea ideas impact increase influence interest issue issues
            kind leadership length level levels life light line love manner matter men method
            methods minute minutes moment month months name nature night number numbers operation
            opposition order par part parts peace people percent period periods person phase
            practice pressure price prices principle problem problems process purpose question
            questions rate rates reaction reality reason reasons recognition reduction regard
            relation relations relationship research respect response result results return risk
            role rule search second seconds sense speed spite stage stake subject support
            temperature terms theory time times topic total touch treatment trouble turn view war
            wars way ways week weeks women words work year years me you him her it us them itself
            himself themselves one ones others
            """,
        "de": """
            abhängigkeit angaben angriff anspruch anzahl ansicht antwort arbeit art auftrag
            augenhöhe auskunft basis bedeutung beginn beispiel berichten betracht bezug bezugnahme
            bildern dauer deutsch dienst druck durchschnitt einfluss einklang einsatz einschätzung
            ende englisch entwicklung fall fälle fällen folge form frage fragen französisch frauen
            führung gefahr gegensatz gegenwart gründen grund grundlage hilfe hinblick hinsicht höhe
            interesse jahr jahre jahren jahrhundert jahrhunderts jahrzehnt jahrzehnten kauf kosten
            kraft krieg kriege kritik lage laufe leben leitung leute leuten meinung menschen
            millionen milliarden minuten mitte moment monat monaten männer männern namen personen
            phase prinzip problem prozent rahmen reaktion recht regel reihe schnitt sekunden sicht
            sinne stelle stunde stunden tag tage tagen teil thema themen umgang verbindung verfahren
            vergangenheit vergleich verhältnis verlauf vertrag vordergrund weise wert wesentlichen
            allgemeinen besonderen übrigen wirkung woche wochen worten zahl zeit zeiten zeitpunkt
            zukunft zusammenhang anfang
            """,
        "fr": """
            aide année années attente avance base besoin but cadre cas cause compte condition
            conditions conformité contrepartie conséquence cours date demande dépit développement
            droit début délai échange effet égard espèces exemple façon fait faveur fil fin fois
            fonction guerre général heure heures jour jours lieu lumière manière matière mesure
            minutes mois moins moment montant mort nom niveau nombre nouveau objet occasion ordre
            outre particulier partir pause plan plus point pratique principe prix produit propos
            période question raison rapport réalité règne réponse retard revanche réunion savoir
            semaine semaines sens siècle siècles situation somme suite sujet taux temps terme termes
            théorie titre train travers utilisation vertu vie vigueur lui elle eux elles nous vous
            moi toi soi quoi qui que laquelle lequel lesquels lesquelles celui celle ceux celles
            cela ceci
            """,
    }
)
"""Heads of phrases that are no place, in small letters: a manner, a time, a measure, an affair,
people.
"""
_ALONE = """
    general particular common full brief short private public fact future past last first once large
    vain all least best most present
"""
ALONE = frozenset(_ALONE.split())
"""English words that are no place where they stand alone behind a preposition: in general."""

BUILDINGS = (
    r"(?:Museum|Palace|University|Academy|College|Street|Square|Park|Stadium|Airport|Cathedral|"
    r"Church|Castle|Fort|Bridge|Gardens?|Hall|Theat(?:re|er)|Hotel|Hospital|Cent(?:er|re)|Tower|"
    r"Library|School|Institute|River|Lake|Island|Mountains?|Valley|Forest|Bay|Coast|City|Town|"
    r"Village|County|Province|District|Avenue|Road|House|Station|Gallery|Arena|Musée|Palais|"
    r"Université|Académie|Rue|Parc|Stade|Cathédrale|Église|Château|Pont|Jardins?|Théâtre|Hôtel|"
    r"Hôpital|Bibliothèque|École|Institut|Lac|Île|Forêt|Galerie|Opéra|"
    r"[A-ZÄÖÜ][\w-]{2,40}(?:straße|platz|museum|palast|park|stadion|allee|gasse|brücke|schloss|"
    r"kirche|hafen|bahnhof))"
)
"""What is built or lies somewhere, where it is part of a name."""
ADVERBS = {
    "en": (
        r"(?:there(?! (?:is|are|was|were|has|have|had|will|can|could|may|might|would|must|should|"
        r"be|being)\b)|here(?!,)|upstairs|downstairs|abroad|overseas|nearby|elsewhere|everywhere|"
        r"anywhere|nowhere|somewhere|indoors|outdoors|inland|offshore|ashore|underground|worldwide|nationwide|"
        r"(?:north|south)?-?(?:north|south|east|west)(?:wards?)?|(?:at )?home|outside|online|"
        r"inside|[\w-]{1,40}-based|based(?! (?:up)?on)|located|headquartered|situated|housed|"
        r"[\w-]{1,40}-born|natives? (?:of|to)|inhabits?|overlook(?:s|ed|ing)?|next to|close to|"
        r"(?:left|leaves?|bound|headed) for|"
        r"birthplace|hometown|home ?town|headquarters|town hall|"
        r"embassy|consulate)"
    ),
    "de": (
        r"(?:dort|hier|dorthin|hierher|oben|unten|draußen|drinnen|nebenan|nirgends|nirgendwo|"
        r"überall|irgendwo|daheim|zuhause|zu hause|heim|gebürtige?\w*|bewohn\w+|"
        r"woanders|anderswo|vorne|hinten|weltweit|landesweit|bundesweit|europaweit|online|ansässig\w*|gelegene?\w*|beheimatet|"
        r"geburtsort|heimatstadt|firmensitz|hauptsitz|standorte?n?|(?:stadt|orts)teile?n?|"
        r"(?:nörd|süd|öst|west)lich\w*|(?:nord|süd)?(?:osten|westen)|norden|süden|"
        r"rathaus|(?:bürger|finanz|standes|jugend|sozial|ordnungs|arbeits|landrats)amt|\w*konsulat|"
        r"botschaft)"
    ),
    "fr": (
        r"(?:là(?!-dessus)|ici|là-bas|ailleurs|partout|dehors|nulle part|quelque part|à proximité|"
        r"nord|sud|est(?<=\bl['’]est)|ouest|à (?:domicile|bord|terre|table|l['’]étranger)|"
        r"en (?:ligne|ville|mer|prison|montagne|campagne|haut|bas|banlieue|province|classe|usine|"
        r"forêt|marge|bordure|orbite|altitude|mairie|préfecture|librairie|magasin|salle|studio|"
        r"extérieur|intérieur|tête|face|plein air|pleine \w{1,20})|(?:près|autour|loin|à côté|"
        r"le long) d(?:e|u|es)?\b|quartiers?|nati(?:f|ve)s?|ville natale|"
        r"(?:paris|london)ien(?:ne)?s?|"
        r"(?:berlin|lyonn|marseill|bruxell|new-york)(?:ai|oi)s(?:e?s?)|basée?s?(?! sur)|située?s?|"
        r"installée?s?|implantée?s?|domiciliée?s?|siège|mairies?|"
        r"préfectures?|sous-préfectures?|tribuna(?:l|ux)|consulats?|ambassades?|guichets?)"
    ),
}
"""What says where in a word or two, in small letters."""
ADDRESS = (
    r"\b(?:ort|treffpunkt|adresse|anschrift|sitz|lieu|siège|venue|location|address|place) ?: ?\w|"
    r"\b(?:room|floor|gate|hall|platform|raum|saal|zimmer|halle|gleis|stock|salle|quai|étage) \d|"
    r"\bhttps?://|\bwww\.|\w@\w|\b[\w-]{2,40}\.(?:com|org|net|fr|de|eu|gov|uk|ch|at)\b|"
    r"\b\d{5} (?-i:[A-ZÄÖÜÉ])\w|\b\d{1,4},? (?:(?:bis|ter) )?(?:rue|avenue|boulevard|chemin|"
    r"impasse|quai|route)\b|\b\d{1,4} [\w-]{2,40} (?:street|road|avenue|lane|drive)\b|"
    r"\w(?:stra(?:ß|ss)e|weg|platz|allee|gasse) \d"
)
"""An address of whatever kind."""
SEATS = _sets(
    {
        "en": """
            city cities town towns village villages district districts borough boroughs province
            county state republic port harbour harbor mayor university bishop region area suburb
            suburbs streets outskirts coast island river capital people inhabitants citizens north
            south east west battle siege centre center part parts most much all half
            """,
        "de": """
            stadt städte dorf dörfer bezirk bezirke landkreis hafen bürgermeister bürgermeisterin
            universität region raum straßen insel hauptstadt gemeinde zentrum einwohner norden süden
            osten westen rand küste schlacht stadtbad bahnhof schloss burg teile teilen
            """,
        "fr": """
            ville villes village villages district districts quartier quartiers province département
            comté port maire université évêque région banlieue rues périphérie côte île fleuve
            capitale commune habitants habitantes nord sud est ouest centre bataille siège préfet
            préfecture tribunal usine gare aéroport mairie pont maternité hôpital piscine lycée
            collège école plateau vallée plage forêt lac festival stade théâtre cinéma musée prison
            palais château abbaye cathédrale église agglomération métropole canton pays partie
            parties
            """,
    }
)
"""What a place's name stands behind, with “of” between them."""
_CITIES = """
    hamburg münchen köln frankfurt stuttgart düsseldorf leipzig dortmund bremen dresden hannover
    nürnberg duisburg bochum wuppertal bielefeld bonn münster mannheim karlsruhe augsburg wiesbaden
    kassel kiel lübeck erfurt rostock mainz würzburg potsdam freiburg graz linz salzburg innsbruck
    zürich genf basel bern bayern sachsen thüringen hessen brandenburg niedersachsen
    nordrhein-westfalen rheinland-pfalz saarland schleswig-holstein mecklenburg-vorpommern
    sachsen-anhalt baden-württemberg kärnten tirol munich cologne zurich geneva bavaria saxony lyon
    marseille toulouse lille bordeaux nantes strasbourg grenoble rennes montpellier genève lausanne
    bretagne normandie bourgogne occitanie liverpool manchester birmingham glasgow edinburgh bristol
    leeds oxford cambridge hollywood atlanta boston seattle houston miami dallas philadelphia
    washington california florida texas kalifornien californie floride
"""
CITIES = frozenset(_CITIES.split())
"""Cities and states that the Unicode CLDR has no name of, in small letters."""
CITY_FORMS = {"münchner": "münchen", "zürcher": "zürich", "dresdner": "dresden", "bremer": "bremen"}
"""What German makes of some of them."""
