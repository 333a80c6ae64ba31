"""Names of people: two words of which one is a first name and the other a last name; in a column of names, each.

`names/first.txt` holds the first names that at least 10 of the sources of nomquamgender 0.1.4 know (MIT, its LICENSE
stands beside them), `last.txt` the 25,000 most frequent last names of the US census of 1990 (public domain). `?` marks
what is a word, a place or a dish too, `!` a last name that is a word and yet more often a name.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from servio_verify.data.check.detect import identifiers
from servio_verify.data.check.detect.context import Context
from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.detect.values import of_column, of_documents, spoken
from servio_verify.data.check.kinds import Kind

FOLDER = Path(__file__).parents[1] / "names"
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def _capitals() -> str:
    """Return the capital letters of all alphabets (Unicode's Lu and Lt)."""
    codes = [code for code in range(0x10000) if unicodedata.category(chr(code)) in ("Lu", "Lt")]
    return "".join(map(chr, codes))


LONGEST = 60
"""Letters of one word of a name: longer ones are no words."""

_CAPITAL = rf"[{_capitals()}][\w'’-]{{1,{LONGEST}}}"
PAIR = re.compile(rf"(?<![\w@])({_CAPITAL})(?=(,? |[\t\xa0 ]+)({_CAPITAL}))")
JOINED = re.compile(r"(?=(?<![^\W_])([a-z]{4,})[_.\- ]([a-z]{4,})(?![^\W_]))")
DRINK = re.compile(
    r" (?:Sauvignon|Chardonnay|Merlot|Pinot|Cabernet|Shiraz|Syrah|Riesling|Malbec|Rioja|Prosecco|Champagne|Brut|Cider"
    r"|Zinfandel|Tempranillo|Sangiovese|Chenin|Viognier|Grenache)\b"
)
IN_A_STREET = re.compile(
    r"[ \-](?:Street|Road|Rd|Avenue|Ave|Boulevard|Blvd|Crescent|Square|Highway|Parkway|Quarter|Bridge|Station|Airport"
    r"|Plaza|Allee|Platz|Stra(?:ß|ss)e)\b"
)
TO_A_STREET = re.compile(r"(?<!\w)(?:[Rr]ue|avenue|boulevard|quai|Calle|Avenida|Viale|Piazza|Corso|Rua|ul\.) $")
"""What stands behind the name of a drink or a street, and before that of a street."""

FAMILY = re.compile(
    r".{2,}(?:ski|ska|cki|cka|wicz|owna|enko|chuk|ovic|evic|ovski|ova|eva|sson|sdottir|berg|strom|quist|qvist|lind"
    r"|mann|stein|steiner|maier|meier|bauer|opoulos|akis|adaki|idis|escu|anu|yan|dze|shvili|oglu|eira|inho|moto|mura"
    r"|nen|kainen|dijk|veld|stra|ema|sma|aert|aerts|azzi|etti|ucci|elli|iello|ez|ndez)"
)
"""How last names end in a dozen languages, for those who are in no American census."""

PARTICLES = frozenset(
    "de,la,las,los,del,della,di,da,do,dos,das,du,des,le,les,el,al,bin,ibn,van,von,der,den,het,ten,ter"  # noqa: SIM905
    ",zu,zum,san,santa,st,saint,mr,mrs,ms,miss,dr,prof,sir,jr,sr".split(",")
)
"""Words inside names that are in thousands of others, and in dishes."""

ADDRESS = re.compile(r"(?<!\S)\S+@\S+")
"""An e-mail address, which is told as one: whose it is says its domain."""

STAND_INS = frozenset(
    "admin,adult,adults,anonymous,api,app,automatic,bot,card,cash,child,children,clover,collection,cron,customer,daemon"  # noqa: SIM905
    ",delivery,eat,eats,guest,guests,import,in,infant,infants,job,just,just-eat,kids,kiosk,kitchen,migration,no,none,of"
    ",online,order,party,pickup,pos,register,root,scheduler,script,seed,service,sync,system,table,takeaway,takeout,task"
    ",team,terminal,test,till,uber,uber-eats,unknown,user,vip,walk,walk-in,web,website,worker".split(",")
)
"""Words that stand where nobody is named: who booked it was a program, or a party is counted."""

MOST_WORDS = 6
"""A longer value is no name; in a column of names too it is text, in which somebody may stand."""

WESTERN = re.compile(r"[\W\d_\x00-\u024f]*")


@cache
def names(file: str) -> dict[str, str]:
    """Return a list of names, each with its mark."""
    words = (FOLDER / file).read_text(encoding="ascii").split()
    return {word.rstrip("?!"): word[len(word.rstrip("?!")) :] for word in words}


@cache
def dishes() -> frozenset[str]:
    """Return dishes and drinks that are called after somebody."""
    return frozenset((FOLDER / "dishes.txt").read_text(encoding="ascii").splitlines())


@lru_cache(50_000)
def fold(word: str) -> str:
    """Return a word without capitals and accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("ł", "l").replace("ø", "o").replace("đ", "d"))
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def find(text: str, context: Context) -> Iterator[Found]:
    """Yield each name."""
    is_document = '"' in text and ("{" in text or "[" in text)
    if context.goods or (context.map and not is_document):
        return
    if context.person:
        values = list(of_column(text))
        names_of = [value for value, is_name in values if is_name]
        yield from (Found(Kind.NAME, value, real=True) for value in names_of if _is_somebody(value))
        text = "\n".join(value for value, is_name in values if not is_name or len(WORD.findall(value)) > MOST_WORDS)
    together = list(_together(text))
    if together and '"' in text and "{" in text:
        together = list(_together(spoken(text, of_places=context.business, of_goods=context.offered)))
    yield from (Found(Kind.NAME, value, real=True) for value in together)
    if not context.person:
        keyed = of_documents(text, of_places=context.business)
        yield from (Found(Kind.NAME, value, real=True) for value in keyed if _is_somebody(value))
    if context.identifier:
        yield from (Found(Kind.NAME, f"{first}_{last}", real=True) for first, last in _joined(text.lower()))


def _together(text: str) -> Iterator[str]:
    """Yield two words that stand together and are somebody's name, and no street's or drink's."""
    for match in PAIR.finditer(text):
        first, between, last = match.groups()
        if DRINK.match(text, match.end(3)) or DRINK.match(text, match.start(3) - 1):
            continue
        if "," not in between and is_pair(fold(first), fold(last)):
            before = text[max(0, match.start() - 16) : match.start()]
            if not IN_A_STREET.match(text, match.end(3)) and not TO_A_STREET.search(before):
                yield f"{first} {last}"
        elif _is_reversed(fold(first), fold(last)):
            yield f"{first}{between}{last}"


def is_pair(first: str, last: str, *, strictly: bool = False) -> bool:
    """Return whether two words are first and last name of a person, and not two words of a language."""
    first, last = _part(first), _last(last)
    mark = names("first.txt").get(first)
    if mark is None or f"{first} {last}" in dishes():
        return False
    is_word = names("last.txt").get(last)
    if is_word is None:
        return not mark and FAMILY.fullmatch(last) is not None
    return (is_word == "" and not (mark and strictly)) or (is_word == "!" and not mark and not strictly)


def _joined(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names that stand in one word without capitals: anna_kowalska."""
    yield from (pair for pair in JOINED.findall(text) if is_pair(*pair, strictly=True))


def is_name(word: str) -> bool:
    """Return whether a folded word is in a list of names or ends like one: what stands for nobody is not."""
    known = _part(word) in names("first.txt") or names("last.txt").get(_last(word)) in ("", "!")
    return known or FAMILY.fullmatch(word) is not None or WESTERN.fullmatch(word) is None


def words_of(name: str) -> list[str]:
    """Return the folded words of a name that tell somebody: without particles and initials."""
    return [word for word in map(fold, WORD.findall(name)) if len(word) > 1 and word not in PARTICLES]


def _is_reversed(last: str, first: str) -> bool:
    """Return whether two words are last and first name; they are no words of a language, and not two first names."""
    firsts, lasts = names("first.txt"), names("last.txt")
    first, last = _part(first), _last(last)
    known = lasts.get(last) == "" or FAMILY.fullmatch(last) is not None
    return known and last not in firsts and firsts.get(first) == "" and f"{last} {first}" not in dishes()


def _part(first: str) -> str:
    """Return the first of two first names that are joined."""
    return first.partition("-")[0]


def _last(last: str) -> str:
    """Return the last of two last names that are joined, without an apostrophe and what follows as a genitive."""
    last = last.removesuffix("'s").removesuffix("’s").rpartition("-")[2]
    return last.replace("'", "").replace("’", "")


def _is_somebody(value: str) -> bool:
    """Return whether a value of a column of names is somebody's."""
    if "@" in value:
        value = ADDRESS.sub(" ", value)
    made = identifiers.among(value)
    if any(any(_joined(fold(each.rstrip("0123456789")))) for each in made):
        return True
    value = identifiers.without(value) if made else value
    words = [fold(word) for word in WORD.findall(value)]
    if not words or len(words) > MOST_WORDS or STAND_INS.issuperset(words):
        return False
    known = any(_part(word) in names("first.txt") or _last(word) in names("last.txt") for word in words)
    return any(map(is_name, words)) or (known and len(words) > 1) or WESTERN.fullmatch(value) is None
