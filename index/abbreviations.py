"""Abbreviations that a full stop belongs to, so that it does not end a sentence.

Those of English, German, French and their neighbours together: one that is unknown in a language
does not occur in it. Initials and dotted ones ("z. B.", "U.S.", "J. K.") need no list.
"""


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


TITLES = _words(
    """
    Dr Drs Prof Dipl Ing Mag Mr Mrs Ms Mx Messrs Rev Hon St Ste Sgt Capt Lt Col Gen Maj Cpl Adm
    Sen Rep Gov Pres Hr Hrn Fr Frl Fam Mme Mmes Mlle Mlles MM Mgr Sr Sra Srta Dra Sig Dott Avv Dhr
    Mevr Mw Ir Drs Sig.ra sig sig.ra dott dott.ssa avv
    """
)
"""Stand before a name, whatever it is; in the case they are written in."""

FRENCH_TITLES = frozenset({"M", "Me", "Pr"})

BEFORE_NUMBER = _words(
    """
    no nr nos nrn num art abs abb abt bd bde kap kl rn rz ziff tab anm aufl fig figs vol vols
    ch chap sec sect eq app pp para al alin fasc éd tél tel hausnr postf min max sect tz pos
    tome liv fol cit núm pág págs cap pag str blz afb hfst rys ryc pkt poz
    """
)
"""Stand before a number or a letter; before a word they end a sentence like any other."""

STREET = ("straße", "str")
"""Endings of German street names, which a house number follows."""

GENERAL = _words(
    """
    approx assn bros co corp dept ed eds excl ext govt inc incl intl jr ltd misc plc
    univ vs viz resp
    jan feb apr jun jul aug sep sept oct nov dec
    allg amtl angebl ausschl bes betr bez bspw bzgl bzw ca dgl ders dies ebd ehem eigtl einschl
    entspr etw evtl exkl geb gegr ggf ggü hg hrsg inkl insb jh jhd jhdt kath lfd lt
    mio mrd mind möbl monatl nachm nördl od ordentl orig österr rd schriftl
    sog südl tägl telef tsd überw ungef urspr verh verm vertr vgl vorm zus zzgl
    fa okt dez
    boul cf dép env ex janv févr fév avr juil déc sté suppl trad
    aprox avda dcha depto ej izda prov teléf
    pagg prov mln mld ee uu
    bijv evt jl
    np tzn tzw ul
    """
)
"""End a sentence only where a function word opens the next one."""

ORDINAL_LANGUAGES = _words("bs cs da de et fi fo hr hu is lb lv nb nn no pl sk sl sr tr")
"""Write ordinal numbers with a full stop: "am 3. Mai"."""

NAME_PARTICLES = _words("al ben da de del della den der di do dos du el ibn la le les van von zu")
"""Parts of a surname, as in "J. Le Pen", that are function words elsewhere."""
