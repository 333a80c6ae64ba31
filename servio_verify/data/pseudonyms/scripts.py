"""Alphabets: which language's names a text looks like, by its letters."""

import re

LETTERS = (
    ("uk_UA", "іїєґІЇЄҐ"),
    ("ru_RU", "Ѐ-ӿ"),
    ("el_GR", "Ͱ-Ͽἀ-῿"),
    ("he_IL", "֐-׿"),
    ("fa_IR", "پچژگکی"),
    ("ar_AA", "؀-ۿ"),
    ("hi_IN", "ऀ-ॿ"),
    ("th_TH", "฀-๿"),
    ("ka_GE", "Ⴀ-ჿ"),
    ("hy_AM", "԰-֏"),
    ("ko_KR", "가-힣ᄀ-ᇿ"),
    ("ja_JP", "぀-ヿ"),
    ("zh_CN", "㐀-鿿"),
    ("pl_PL", "ąćęłńśźżĄĆĘŁŃŚŹŻ"),
    ("cs_CZ", "čďěňřšťůžČĎĚŇŘŠŤŮŽ"),
    ("hu_HU", "őűŐŰ"),
    ("tr_TR", "ğışĞİŞ"),
    ("ro_RO", "ăâîșțĂÂÎȘȚ"),
    ("da_DK", "æøÆØ"),
    ("sv_SE", "åÅ"),
    ("de_DE", "äöüßÄÖÜ"),
    ("es_ES", "ñÑáíóúÁÍÓÚ"),
    ("pt_PT", "ãõÃÕ"),
    ("fr_FR", "À-ÿ"),
)
"""Languages and the letters that tell them, the more telling ones first: there is one with names for each."""

PLAIN = "en_GB"
FAMILY_FIRST = {"zh_CN": 1, "ko_KR": 1, "ja_JP": 2}
"""Languages that write the family name first and without a space, and how many signs it mostly has."""

_KNOWN = re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in LETTERS))


def language(text: str) -> str:
    """Return the language whose names look most like this text."""
    if text.isascii():
        return PLAIN
    found = {match.lastgroup for match in _KNOWN.finditer(text)}
    return next((name for name, _ in LETTERS if name in found), PLAIN)


def cased_like(text: str, model: str) -> str:
    """Return the text in capitals or small letters, where the model is."""
    if len(model) > 1 and model.isupper():
        return text.upper()
    return text.lower() if model.islower() else text
