# SPDX-License-Identifier: GPL-3.0-or-later
"""Internet names as people write and disguise them: dots, endings, mail providers."""

from __future__ import annotations

_GENERIC = (
    "com net org info biz app dev online site shop store xyz club live me io tv cc co eu"
    " edu gov int name mobi pro website space top link page blog chat social email cloud"
    " world city jobs travel example invalid test"
)
_COUNTRIES = (
    "ad ae af al am ar at au az ba bd be bg bh bo br by ca ch ci cl cm cn cr cu cy cz de"
    " dk do dz ec ee eg es et fi fr ga gb ge gh gr gt hk hn hr ht hu id ie il in iq ir is"
    " it jm jo jp ke kg kh kr kw kz la lb li lk lt lu lv ly ma mc md mg mk ml mm mn mt mu"
    " mx my ng ni nl no np nz om pa pe ph pk pl ps pt py qa ro rs ru rw sa sd se sg si sk"
    " sn so su sv sy th tj tm tn to tr tw tz ua ug uk us uy uz ve vn ws ye za zm zw рф укр"
)
ENDINGS = frozenset((_GENERIC + " " + _COUNTRIES).split())
"""Last labels accepted where no scheme and no ``@`` tells that a name is meant."""
_WORD_ENDINGS = (
    "me io cc co pro name int test top link page space live world city jobs travel club store shop"
    " site chat social email cloud am at be by de do es et in is it la li ma my no pa pe se si so"
    " to us id ad ie il ne et al ve sa su"
)
WORD_ENDINGS = frozenset(_WORD_ENDINGS.split())
"""Endings that are also words: a missing space after a full stop is likelier than a name."""
_PROVIDERS = (
    "gmail googlemail yahoo ymail hotmail outlook live msn icloud me aol gmx web proton protonmail"
    " pm tutanota tuta mail inbox list bk yandex ya rambler ukr i meta orange wanadoo free sfr"
    " laposte bbox neuf libero virgilio tin alice telefonica terra uol bol sapo interia wp onet o2"
    " seznam centrum abv t-online freenet zoho fastmail hey posteo mailbox hushmail"
)
PROVIDERS = frozenset(_PROVIDERS.split())
"""First labels of names that give mail boxes to anyone."""
DOT_WORDS = (
    "dot|point|punto|ponto|punct|punkt|punt|kropka|tečka|pont|точка|крапка|нокта|τελεια|τελεία|نقطة"
)
IDEOGRAPHIC_STOP = "。"
BRACKETED_DOT = (
    rf"\s?[(\[{{<]\s?(?:\.|{DOT_WORDS})\s?[)\]}}>]\s?"
    rf"|\s?\*\s?(?:{DOT_WORDS})\s?\*\s?|&#0?46;|&period;"
)
SPOKEN_DOT = rf"[\s_-]{{1,2}}(?:{DOT_WORDS})[\s_-]{{1,2}}"
LOOKALIKES = str.maketrans("асеорхуіјѕкмтнвԁгпьαορτυχκνι", "aceopxyijskmthbdrnbaoptuxkvi")
"""Letters of other scripts that stand for Latin ones where a whole name is written with them."""
