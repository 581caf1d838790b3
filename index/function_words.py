"""Words that only hold a sentence together; as search terms they find nothing.

Closed classes only (articles, pronouns, prepositions, conjunctions, auxiliaries, question words):
no noun or full verb is here, so that dropping them never drops what a question is about. Other
languages have no list: there the rarity that BM25 weighs words by has to do.
"""

from functools import cache

_WORDS = {
    "en": """
        a about after again against all also although am an and any are as at be because been before
        being between both but by can could did do does doing during each either for from had has
        have having he her here hers him his how i if in into is it its itself just many may me
        might more most much must my no nor not of off on only or other our out over own shall she
        should since so some such than that the their theirs them themselves then there these they
        this those through to too under until up upon us very was we were what when where whether
        which while who whom whose why will with within without would yet you your
        """,
    "de": """
        aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus
        bei beim bereits bin bis da dabei dafür damit dann daran daraus darin darüber das dass davon
        dazu dein dem den denen denn der deren des dessen die dies diese diesem diesen dieser dieses
        doch dort du durch ein eine einem einen einer eines er es etwa euch für gab gegen gibt
        haben hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in
        indem ins ist ja jede jedem jeden jeder jedes jedoch jene jenem jenen jener kann kein keine
        keinem keinen keiner konnte können könnte man mehr mein mich mir mit muss musste müssen nach
        nachdem nicht nichts noch nun nur ob obwohl oder ohne sehr seid sein seine seinem seinen
        seiner seit sich sie sind so solche soll sollen sollte sollten sondern sowie um und uns
        unser unter vom von vor wann war waren warum was weil welche welchem welchen welcher welches
        wem wen wenn wer werden wessen weshalb wie wieso wieviel wird wo wobei wodurch wofür woher
        wohin womit worauf woraus worden worin worüber wovon wozu wurde wurden während wäre würde
        würden über zu zum zur zwar zwischen
        """,
    "fr": """
        a afin ai ainsi alors après as au aucun aucune aussi autre autres aux avaient avait avant
        avec avez avoir avons ayant c car ce ceci cela celle celles celui ces cet cette ceux chaque
        chez combien comme comment contre d dans de depuis des donc dont du elle elles en encore
        entre es est et étaient était étant été être eu eux furent fut il ils j je l la laquelle le
        lequel les lesquelles lesquels leur leurs lors lorsque lui là m ma mais me mes moi moins mon
        même n ne ni nos notre nous on ont ou où par parce pas pendant peu peut peuvent plus pour
        pourquoi puis qu quand que quel quelle quelles quels quelqu qui quoi s sa sans se selon
        sera seront ses si sien soit son sont sous sur t ta te tes toi ton tous tout toute toutes
        trop très tu un une vers via vos votre vous y ça
        """,
    "es": """
        a al algo alguna algunas alguno algunos ante antes aquel aquella aunque bajo cada como con
        contra cual cuales cuando cuánto cuántos cuál cuáles cuándo cómo de del desde donde dónde
        dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba
        estar estas este esto estos está están fue fueron ha había han hasta hay la las le les lo
        los me mi mis mucho muy más ni no nos nosotros o otra otras otro otros para pero por porque
        pues que quien quienes quién quiénes qué se sea según ser si sido sin sobre son su sus
        también tan te tiene tienen todo todos tu tus un una unas uno unos y ya yo él
        """,
    "it": """
        a ad agli ai al alla alle allo anche ancora c che chi ci ciò come con contro cosa cui d da
        dagli dai dal dalla dalle dallo degli dei del dell della delle dello di dopo dove e ed era
        erano essere fino fra fu furono gli ha hanno i il in io l la le lei li lo loro lui ma mi mia
        mio molto ne negli nei nel nell nella nelle nello no noi non nostro o ogni per perché però
        più poi prima può quale quali quando quanti quanto quel quella quelle quelli quello questa
        queste questi questo qui quindi sarà se senza si sia sono sopra sotto sta stata stati stato
        su sua sue sugli sui sul sulla sulle suo suoi tra tu tutti tutto un una uno vi voi è
        """,
    "pt": """
        a ainda ao aos as até cada com como contra da das de dele deles depois desde do dos durante
        e ela elas ele eles em entre era eram essa essas esse esses esta estas este estes está
        estão eu foi foram há isso isto já lhe mais mas me mesmo meu meus minha muito na nas nem no
        nos nossa nosso não nós o onde os ou para pela pelas pelo pelos per perante por porque
        porquê qual quais quando quanto quantos que quem quê se seja sem ser será seu seus sob
        sobre são
        só também te tem todo todos tu tua um uma você vocês à às é
        """,
    "nl": """
        aan al alle als althans andere ben bij binnen daar dan dat de deze die dit doch doen door
        dus een en er ge geen had hadden heb hebben heeft hem het hier hij hoe hoeveel hun iets ik
        in is ja je jij kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu
        of om omdat onder ons ook op over reeds sinds te tegen toch toen tot tussen u uit uw van
        vanaf veel voor waar waarom wanneer want waren was wat we welk welke werd werden wie wij wil
        worden wordt zal ze zich zij zijn zo zonder zou zouden
        """,
}


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the function words of a language (ISO 639-1), lower case; empty where unknown."""
    return frozenset(_WORDS.get(language, "").split())
