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
    "telegram": "telegram telegramm tlgrm tlg tg телеграм телега телеграмм تلغرام تيليجرام",
    "instagram": "instagram insta ig инста инстаграм انستغرام",
    "facebook": "facebook fb messenger",
    "viber": "viber вайбер",
    "tiktok": "tiktok tik-tok",
    "snapchat": "snapchat snap",
    "skype": "skype скайп",
    "line": "line",
    "signal": "signal",
    "wechat": "wechat weixin",
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
    rf"(?<![\w@.])(?P<cue>{_CUES})(?:[\s/]{{0,3}}(?:id|user|username|name|account|pseudo|usuario"
    r"|nick|ник|compte|cuenta))?(?:\s{0,3}(?P<mark>[:=\-–>→@]{1,3})\s{0,3}|\s{1,3}(?=@))"
    r"(?P<at>@?)(?P<name>[a-z0-9][a-z0-9_.\-]{2,31})(?P<after>[^\n]{0,12})"
)
_AT_NAME = re.compile(r"(?<![\w@.+\-/])@(?P<name>[a-z0-9_][a-z0-9_.]{1,30}[a-z0-9_])(?![\w@])")
_DIRECT = re.compile(r"(?P<name>@?[a-z0-9_][a-z0-9_.\-]{2,63})/?(?:\?.*)?$")
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
_ENDS = re.compile(r"\s*(?:$|[\n,;|!)\]/•(]|\.(?:\s|$)|[^\w\s.,'’-])")


def find(page: Page) -> Iterator[Found]:
    """Names after a platform's cue, then bare ``@name``."""
    text = page.text
    for match in islice(_CUE.finditer(text), MAX_CANDIDATES):
        name = match["name"].rstrip(".-")
        start, end = match.start("name"), match.start("name") + len(name)
        start -= len(match["at"])
        has_at = bool(match["at"]) or "@" in (match["mark"] or "")
        if has_at and not match["at"]:
            start = match.start("mark") + match["mark"].index("@")
        if _is_name(name, has_at, match) and page.is_free(start, end):
            page.take(start, end)
            value = f"{_PLATFORM_OF[match['cue']]}:{name}"
            yield Found(MentionKind.HANDLE, value, start, end)
    if "@" not in text:
        return
    for match in islice(_AT_NAME.finditer(text), MAX_CANDIDATES):
        if page.is_free(*match.span()) and any(c.isalpha() for c in match["name"]):
            yield Found(MentionKind.HANDLE, f"{ANY}:{match['name']}", *match.span())


def of_link(link: Link) -> str | None:
    """``platform:name`` of a profile link, or None."""
    platform = _HOSTS.get(link.host)
    if platform is None:
        return None
    path = link.rest.lower().removeprefix("/").removeprefix("add/").removeprefix("s/")
    match = _DIRECT.match(path)
    if match is None:
        return None
    name = match["name"].removeprefix("@")
    if name in _NOT_NAMES or not any(c.isalpha() for c in name):
        return None
    return f"{platform}:{name}"


def _is_name(name: str, has_at: bool, match: re.Match[str]) -> bool:
    if len(name) < 3 or not any(c.isalpha() for c in name) or name in _PROSE:
        return False
    if has_at or any(c.isdigit() or c in "_." for c in name):
        return True
    after = match.string[match.start("name") + len(name) : match.end()]
    return match["cue"] != "line" and len(name) >= 4 and _ENDS.match(after) is not None
