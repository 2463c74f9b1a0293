# SPDX-License-Identifier: GPL-3.0-or-later
"""Names on platforms: ``@name``, "telegram: name", and profile links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from indexing.extract.claims import MAX_CANDIDATES, Found, Page
from indexing.extract.urls import Link
from indexing.records import MentionKind

ANY = "at"
"""Platform of a bare ``@name``."""
_PLATFORMS = {
    "telegram": "telegram telegramm tlgrm tlg tg телеграм телега телеграмм тг тлг"
    " تلغرام تيليجرام تليجرام تلجرام",
    "instagram": "instagram insta ig инста инстаграм انستغرام انستا انستقرام",
    "facebook": "facebook fb messenger",
    "viber": "viber вайбер",
    "tiktok": "tiktok tik-tok",
    "snapchat": "snapchat snap سناب",
    "skype": "skype скайп",
    "line": "line ไลน์",
    "kakaotalk": "kakaotalk kakao 카톡 카카오톡",
    "signal": "signal",
    "wechat": "wechat weixin vx wx",
    "whatsapp": "whatsapp ватсап",
    "twitter": "twitter",
    "vk": "vk vkontakte",
    "discord": "discord",
    "kik": "kik",
    "threema": "threema",
    "wickr": "wickr",
    "onlyfans": "onlyfans",
}
_PLATFORM_OF = {word: name for name, words in _PLATFORMS.items() for word in words.split()}
_CUES = "|".join(sorted(_PLATFORM_OF, key=len, reverse=True))
_CUE = re.compile(
    rf"(?<![\w@.])(?P<cue>{_CUES})(?:[\s/]{{0,3}}(?P<called>id|user|username|name|account|pseudo"
    r"|usuario|nick|ник|compte|cuenta))?"
    r"(?:\s{0,3}(?P<mark>[:=\-–>→@]{1,3})\s{0,3}|\s{1,3}(?=@)|\s(?:is|est|es|ist)\s|\s{1,2})"
    r"(?P<at>@?)(?P<live>live:\.?(?:cid\.)?)?(?P<name>[a-z0-9][a-z0-9_.\-]{2,31})"
    r"(?=(?P<after>[^\n]{0,12}))"
)
_NICKNAME = re.compile(r"[a-z]{3,}[\w.]*[\d_][\w.]*")
"""A name that needs no mark after its cue: ``telegram room_mia``, not ``telegram 24h``."""
_LONG_NAME = 6
_UNSURE_CUES = frozenset(
    {"line", "signal", "whatsapp", "viber", "ig", "tg", "fb", "wx", "vx", "ватсап"}
)
"""Also words of a sentence, or cues of numbers: they need a mark, or what they are called."""
_UNSPACED = re.compile(
    r"(?:微信|威信|薇信|加微|加v|加vx)(?:号码?|id)?\s?:?\s?(?P<name>[a-z][a-z0-9_\-]{5,19})(?![a-z0-9_\-@.])"
)
_QQ = re.compile(r"(?<![\w@])qq(?:号码?|群)?(?:\s?:\s?|\s)(?P<name>[1-9]\d{5,10})(?!\d)")
_RESOLVE = re.compile(r"tg://resolve\?domain=(?P<name>[a-z][a-z0-9_]{3,31})")
_SKYPE = ("skype", "скайп")
_OTHER_FORMS = (
    ("信", _UNSPACED, "wechat"),
    ("加", _UNSPACED, "wechat"),
    ("qq", _QQ, "qq"),
    ("tg://", _RESOLVE, "telegram"),
)
"""A part that each form has, the form, and its platform."""
_CUE_AFTER = re.compile(
    rf"\s(?:on|sur|en|auf|su|na|no|pe|в|на|у)\s(?P<after>{_CUES})(?![^\W_])|\s?\((?P<framed>{_CUES})\)"
)
_AT_NAME = re.compile(r"(?<![\w@.+\-/])@(?P<name>[a-z0-9_][a-z0-9_.]{1,30}[a-z0-9_])(?![\w@])")
_DIRECT = re.compile(
    r"(?:r/)?(?:ti/p/~?)?(?P<name>@?[a-z0-9_][a-z0-9_.\-]{2,63})(?P<post>/(?:(?:video|status)/)?\d+)?/?(?:\?.*)?$"
)
_HOSTS = {
    "t.me": "telegram",
    "telegram.me": "telegram",
    "telegram.dog": "telegram",
    "instagram.com": "instagram",
    "instagr.am": "instagram",
    "facebook.com": "facebook",
    "m.facebook.com": "facebook",
    "fb.com": "facebook",
    "fb.me": "facebook",
    "m.me": "facebook",
    "tiktok.com": "tiktok",
    "snapchat.com": "snapchat",
    "twitter.com": "twitter",
    "x.com": "twitter",
    "vk.com": "vk",
    "wa.me": "whatsapp",
    "line.me": "line",
    "onlyfans.com": "onlyfans",
}
_OF_POSTS = frozenset({"telegram", "tiktok", "twitter"})
"""Platforms whose links to a post begin with the name of who posted it."""
_NOT_NAMES = frozenset(
    {"groups", "sharer", "share", "watch", "explore", "profile.php", "events", "pages", "joinchat"}
    | {"login", "home", "search", "intent", "marketplace", "photo", "posts", "message", "s", "p"}
)
_PROSE = frozenset(
    {"available", "contact", "please", "call", "only", "write", "message", "send", "same", "yes"}
    | {"number", "numero", "disponible", "here", "below", "above", "none", "the", "and"}
    | {"text", "whatsapp", "telegram", "instagram", "facebook", "viber", "signal", "email"}
    | {"blue", "green", "yellow", "orange", "purple", "black", "white", "north", "south", "http"}
    | {
        "https",
        "www",
        "phone",
        "mobile",
        "mail",
        "mon",
        "ma",
        "mi",
        "my",
        "our",
        "notre",
        "nuestro",
    }
)
_NO_NAME_WORDS = (
    "home work office school everyone here all channel media noon night midnight import mention"
    " gmail yahoo hotmail outlook casa maison hotel station airport example"
)
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
"""Bare ``@`` words that are no names: ``cleaning @home``."""
_ENDS = re.compile(r"\s*(?:$|[\n,;|!)\]/•(]|\.(?:\s|$)|[^\w\s.,'’-])")


def find(page: Page) -> Iterator[Found]:
    """Names after a platform's cue, then bare ``@name``."""
    yield from _cued(page)
    for cue, pattern, platform in _OTHER_FORMS:
        if cue in page.text:
            yield from _in_form(page, pattern, platform)
    if "@" in page.text:
        yield from _bare(page)


def _cued(page: Page) -> Iterator[Found]:
    for match in islice(_CUE.finditer(page.text), MAX_CANDIDATES):
        name = match["name"].rstrip(".-")
        start, end = match.start("name"), match.start("name") + len(name)
        start -= len(match["at"])
        has_at = bool(match["at"]) or "@" in (match["mark"] or "")
        if has_at and not match["at"]:
            start = match.start("mark") + match["mark"].index("@")
        if match["live"] and match["cue"] in _SKYPE:
            start, name = match.start("live"), match["live"] + name
        if _is_name(name, has_at, match) and page.is_free(start, end):
            page.take(start, end)
            value = f"{_PLATFORM_OF[match['cue']]}:{name}"
            yield Found(MentionKind.HANDLE, value, start, end)


def _in_form(page: Page, pattern: re.Pattern[str], platform: str) -> Iterator[Found]:
    for match in islice(pattern.finditer(page.text), MAX_CANDIDATES):
        start, end = match.span(0 if pattern is _RESOLVE else "name")
        if page.is_free(start, end) and match["name"] not in _PROSE:
            page.take(start, end)
            yield Found(MentionKind.HANDLE, f"{platform}:{match['name']}", start, end)


def _bare(page: Page) -> Iterator[Found]:
    for match in islice(_AT_NAME.finditer(page.text), MAX_CANDIDATES):
        name = match["name"]
        if not page.is_free(*match.span()) or name in _NO_NAMES:
            continue
        if any(c.isalpha() for c in name):
            told = _CUE_AFTER.match(page.text, match.end())
            platform = _PLATFORM_OF[told["after"] or told["framed"]] if told else ANY
            yield Found(MentionKind.HANDLE, f"{platform}:{name}", *match.span())


def of_link(link: Link) -> str | None:
    """``platform:name`` of a profile link, or None."""
    platform = _HOSTS.get(link.host)
    if platform is None:
        return None
    path = link.rest.lower().removeprefix("/").removeprefix("add/").removeprefix("s/")
    match = _DIRECT.match(path)
    if match is None:
        return None
    if match["post"] and platform not in _OF_POSTS:
        return None
    name = match["name"].removeprefix("@")
    if name in _NOT_NAMES or not any(c.isalpha() for c in name):
        return None
    return f"{platform}:{name}"


def _is_name(name: str, has_at: bool, match: re.Match[str]) -> bool:
    if len(name) < 3 or not any(c.isalpha() for c in name) or name in _PROSE:
        return False
    if match["live"]:
        return match["cue"] in _SKYPE
    if not has_at and not match["mark"]:
        is_told = match["called"] is not None or match["cue"] not in _UNSURE_CUES
        if not is_told or len(name) < _LONG_NAME or not _NICKNAME.fullmatch(name):
            return False
        after = match.string[match.start("name") + len(name) : match.end("after")]
        return "_" in name or match["called"] is not None or _ENDS.match(after) is not None
    if has_at or any(c.isdigit() or c in "_." for c in name):
        return True
    after = match.string[match.start("name") + len(name) : match.end("after")]
    return match["cue"] != "line" and len(name) >= 4 and _ENDS.match(after) is not None
