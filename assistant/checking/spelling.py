"""One name in several spellings, and with the endings that languages give it.

A name is the same with any accents (Müller, Muller, Mueller) and with an ending that English,
German or French puts on it (Kutchers, Berliner, Californie for California). Any other beginning
in common says nothing: Niger is not Nigeria, nor Paul Paula.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile
from operator import eq

SHORTEST_STEM = 4  # letters; shorter names have to be the same
_LONGEST_ENDING = 3
_SHORTEST_SECOND_PART = 4  # letters of what follows a name in a compound

# What Unicode does not take apart into a letter and its accent.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Two letters that stand for an umlaut or for å: Mueller, Haakon; but not in Bauer or Boeing's Joe.
_TWO_FOR_ONE = re.compile(r"(?<![aeiouyq])(?:([aou])e|(a)a)(?=[bcdfghjklmnprstvwxz])")

# On a whole name: Kutchers, Berliner, Atlantan; and what makes an adjective or a people of it.
_ADDED_ENDINGS = (
    "s es n en ens e er ers ern an ans ian ians ien iens ienne aner ianer isch anisch ianisch "
    "ish ese ais aise ois oise ic ique ism isme ismus ist ists iste istes isten"
)
_ADDED = frozenset(_ADDED_ENDINGS.split())
# On a stem of so many letters, each for any other in its line.
_EXCHANGED = tuple(
    (shortest, frozenset(endings.split()))
    for shortest, endings in (
        (4, "c k que"),  # Music, Republic
        (4, "y ie ei"),  # Party, Normandy
        (4, "ct kt"),  # Benedict, District
        (5, "e en er es em"),  # Allgemeine
        (5, "s e en isch"),  # Protestants, Protestanten
        (5, "a e"),  # Florida, Floride
        (5, "a an ans aner anisch ais aise ain aine ier isch"),  # Toscana
        (5, "ia ie ien ian ians iens ienne ier isch"),  # California
        (5, "ic ics ik iker ique isch"),  # Olympic
        (5, "ism isme ismus ist ists iste istes isten istisch"),  # Buddhist
        (4, "er re"),  # Centre
        (5, "or our er eur rice"),  # Director
        (5, "ty te tat"),  # University
        (5, "al el ell elle aux"),  # National
    )
)
_LONGEST_EXCHANGED = max(len(ending) for _, line in _EXCHANGED for ending in line)
_DECLENSION = re.compile(r"(?<=isch)e[nrsm]?$|(?<=ique)s$")


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """The word without case and accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=65_536)
def as_spelt(name: str) -> str:
    """What all spellings of a name have in common, to compare and not to read.

    Example:
        >>> {as_spelt(name) for name in ("Müller", "Mueller", "Muller")}
        {'muller'}
    """
    return _TWO_FOR_ONE.sub(lambda found: found[1] or found[2], folded(name))


def differ_in_ending(one: str, other: str) -> bool:
    """Whether two names, as they are spelt, are the same but for an ending that is known."""
    one, other = _DECLENSION.sub("", one), _DECLENSION.sub("", other)
    shared = _letters_shared(one, other)
    if shared < SHORTEST_STEM:
        return False
    if shared == min(len(one), len(other)):
        added = one[shared:] or other[shared:]
        return not added or added in _ADDED or _are_exchanged(one, other, shared)
    return _are_exchanged(one, other, shared)


def differ_in_any_ending(one: str, other: str) -> bool:
    """The same for languages that decline names in more ways: any short ending counts."""
    shared = _letters_shared(one, other)
    return shared >= SHORTEST_STEM and max(len(one), len(other)) - shared <= _LONGEST_ENDING


def begins_compound(name: str, word: str) -> bool:
    """Whether a word may be a compound of a name, where these are written as one word."""
    return (
        len(name) > SHORTEST_STEM
        and word.startswith(name)
        and len(word) - len(name) >= _SHORTEST_SECOND_PART
    )


def _are_exchanged(one: str, other: str, shared: int) -> bool:
    return any(
        one[cut:] in line and other[cut:] in line
        for shortest, line in _EXCHANGED
        for cut in range(max(shortest, shared - _LONGEST_EXCHANGED), shared + 1)
    )


def _letters_shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return sum(takewhile(bool, map(eq, one, other)))
