# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the pictures that ads name among the files of a ZIP or folder, by the same conventions.

Names are looked up in a list, never on the disk, so that no name can lead anywhere else.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from indexing.importers.image_folder import (
    base_name,
    base_of_absolute,
    is_of_another,
    is_plain,
    may_be_called_after,
    usual_paths,
)
from indexing.importers.image_names import ImageName
from indexing.importers.member_index import joined
from indexing.limits import MAX_FOLDERS_UPWARD, MAX_IMAGES_PER_AD
from indexing.records import ImageRef

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexing.importers.image_folder import ImageFolder
    from indexing.importers.member_index import MemberIndex
    from indexing.importers.members import Member

_MAX_PATH = 1_000
_OWN_PLACE = (".html", ".htm", ".xhtml", ".txt")
"""Pages and chats: what they name lies with them."""
_HASHED = re.compile(r"(?:^|/)[0-9a-f]{40,64}(?:\.\w+)?$")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class MemberPictures:
    """Pictures for the ads of one member.

    Args:
        index: the files that lie together.
        member: path of the file with the ads.
        chosen: the folder of pictures that a person gave besides, or None.
    """

    def __init__(self, index: MemberIndex, member: str, chosen: ImageFolder | None) -> None:
        self._index, self._chosen = index, chosen
        self._folder, _, base = member.rpartition("/")
        self._stem, self._suffix = posixpath.splitext(base)
        self._roots = self._index.roots(self._folder, self._stem)
        self._ground = self._own_ground()
        self._is_mine = cache(self._may_ask)
        self._number = lru_cache(1)(self._folder_name)  # asked for each picture of an ad
        self.is_one_ad = False
        """Whether the file holds a single ad, so that what lies beside it is that ad's."""

    def find(self, names: Sequence[ImageName], untrusted_id: str) -> tuple[ImageRef, ...]:
        """Each picture named, once; if none was found, those of the ad's own folder or name."""
        refs: dict[str, ImageRef] = {}
        seen_urls: set[str] = set()
        for name in names:
            member = self._member(name, untrusted_id)
            ref = self._ref(name, member)
            if not ref.is_found and name.untrusted_url in seen_urls:
                continue  # Scrapy names each picture twice: image_urls and images
            if name.untrusted_url:
                seen_urls.add(name.untrusted_url)
            where = f"{member.name}\0" if member else ref.path  # no name of a picture has a NUL
            refs.setdefault(where or ref.untrusted_name, ref)
        if not any(ref.is_found for ref in refs.values()):
            own = self._own_folder(untrusted_id)
            if not own and may_be_called_after(names) and is_plain(untrusted_id):
                own = self._index.after(untrusted_id, self._folder, self._is_mine)
            for member in own:
                own_name = f"{untrusted_id}/{member.base}"
                refs[member.name] = ImageRef(own_name, read=reader_of(member))
            for member in self._beside() if self.is_one_ad and not own else ():
                refs[member.name] = ImageRef(member.name, read=reader_of(member))
        return tuple(refs.values())[:MAX_IMAGES_PER_AD]

    def named(self, untrusted_paths: Sequence[str], untrusted_urls: Sequence[str]) -> Member | None:
        """The file of one picture that a page names in several ways.

        Where one of them is a path from the page on, its bare name is not looked for in folders
        beside the page's: ``1.jpg`` there is the picture of another ad.
        """
        near = any(not (x.startswith("/") or _ADDRESS.match(x)) for x in untrusted_paths)
        names = [
            ImageName(untrusted_url=path) if _ADDRESS.match(path) else ImageName(self._kept(path))
            for path in untrusted_paths
        ]
        names.sort(key=lambda name: not name.untrusted_path)  # a path says most surely which file
        names += [ImageName(untrusted_url=url) for url in untrusted_urls]
        there = (found for name in names if (found := self._there(name)))
        named = (found for name in names if (found := self._named(name, near=near)))
        return next(there, None) or next(named, None)

    def _ref(self, name: ImageName, found: Member | None) -> ImageRef:
        if found is not None:
            file = f"{self._index.prefix}{found.name}"
            return ImageRef(name.shown, read=reader_of(found), file=file)
        if self._chosen is not None:
            return next(iter(self._chosen.find([name], "")), ImageRef(name.shown))
        return ImageRef(name.shown)

    def _member(self, name: ImageName, untrusted_id: str) -> Member | None:
        return self._there(name, untrusted_id) or self._named(name, untrusted_id)

    def _there(self, name: ImageName, untrusted_id: str = "") -> Member | None:
        """The file at a path that a name gives, or that programs make of it.

        What names a file beyond doubt is looked for in all folders from the file's own upwards;
        the rest only as far as no other file of the kind has its place.
        """
        hosted, plain = _mirrored(name.untrusted_url)
        usual = usual_paths(name, self._number(untrusted_id))
        sure = [*hosted, *filter(_HASHED.search, usual)]
        tried = [*_relative(name.untrusted_path), *usual, *plain]
        climbs = _is_from_top(name)
        around = self._roots if climbs else self._ground
        return self._at(sure, self._roots) or self._at(tried, around, climbs=climbs)

    def _at(
        self, tried: Sequence[str], roots: Sequence[str], *, climbs: bool = True
    ) -> Member | None:
        likely = [path for path in tried if self._index.may_hold(path)]
        for root in roots if likely else ():
            for candidate in likely:
                if not (climbs or self._may_climb(candidate, root)):
                    continue
                path = posixpath.normpath(joined(root, candidate))
                found = self._index.at(path) if not path.startswith(("..", "/")) else None
                if found is not None:
                    return found
        return None

    def _may_climb(self, candidate: str, root: str = "") -> bool:
        """Whether a path is looked for there: not above, where its folder is beside the file."""
        first, inner, _ = candidate.partition("/")
        is_below = not self._folder or f"{root}/".startswith(f"{self._folder}/")
        return is_below or not inner or not self._index.is_folder(joined(self._folder, first))

    def _is_below(self, folder: str) -> bool:
        return f"{folder}/".startswith(f"{self._folder}/") and self._is_mine(folder)

    def _named(
        self, name: ImageName, untrusted_id: str = "", *, near: bool = False
    ) -> Member | None:
        base = unquote(name.untrusted_path).replace("\\", "/").rpartition("/")[2]
        if name.untrusted_path and not (
            _relative(name.untrusted_path) or usual_paths(name, untrusted_id)
        ):
            base = base_of_absolute(name.untrusted_path)
            return None if near else self._index.named(base, self._folder, self._is_mine)
        bases = [base_name(name.untrusted_url) or base]
        bases += [
            path.rpartition("/")[2] for path in usual_paths(ImageName("", name.untrusted_url), "")
        ]
        asked = self._is_near if near else self._is_mine
        given = () if _is_from_top(name) else _relative(name.untrusted_path)
        if self._folder and not all(map(self._may_climb, given)):
            asked = self._is_below
        named = (self._index.named(x, self._folder, asked) for x in bases if is_plain(x))
        found = next(filter(None, named), None)
        if found and is_of_another(name, untrusted_id, found.name, self._index.has_folder):
            return None
        return found

    def _beside(self) -> list[Member]:
        """Pictures called like the file, else all in its folder where no other ads lie."""
        called = [
            member
            for member in self._index.after(self._stem, self._folder, self._folder.__eq__)
            if self._owner(self._folder, posixpath.splitext(member.base)[0]) in ("", self._stem)
        ]
        if called or not self._folder or self._index.ads_in(self._folder) > 1:
            return called
        return self._index.pictures_in(self._folder)

    def _owner(self, folder: str, inner: str) -> str:
        return self._index.owner(folder, self._suffix, inner)

    def _kept(self, untrusted_path: str) -> str:
        """A page's path, in the folder that was renamed with the page, as Windows does it."""
        first, _, inner = untrusted_path.removeprefix("./").partition("/")
        owner = self._owner(self._folder, unquote(first)) if inner else ""
        renamed = f"{self._stem}{unquote(first)[len(owner) :]}"
        if owner in ("", self._stem) or not self._index.is_folder(joined(self._folder, renamed)):
            return untrusted_path
        return f"{renamed}/{inner}"

    def _own_ground(self) -> Sequence[str]:
        """Folders from the file's own upwards, up to one that has a file of the kind itself.

        Of lists only one that is called alike: a batch in a batch, and no list of something else.
        """
        top, stem = self._folder, "" if self._suffix.lower() in _OWN_PLACE else self._stem
        for _ in range(MAX_FOLDERS_UPWARD if top else 0):
            above = top.rpartition("/")[0]
            if self._index.holds(above, self._suffix, stem):
                return [root for root in self._roots if f"{root}/".startswith(f"{top}/")]
            if not above:
                break
            top = above
        return self._roots

    def _is_near(self, folder: str) -> bool:
        """Whether a folder that may be asked lies above or below that of the file, or is it."""
        one, other = (f"{path}/" if path else "" for path in (folder, self._folder))
        return (one.startswith(other) or other.startswith(one)) and self._is_mine(folder)

    def _may_ask(self, folder: str) -> bool:
        """Whether a picture in a folder may be the file's, going by its name alone.

        Not where another file that may hold ads lies with it or on the way to it: numbers and
        names like ``1.jpg`` begin anew in every batch of ads, in every chat and beside every page.
        """
        inner = f"{folder}/"
        roots = [root for root in self._ground if not root or inner.startswith(f"{root}/")]
        if not roots:
            return False
        below = {root: inner[len(root) :].strip("/").split("/") for root in roots}
        owners = {
            (place, self._owner(place, way[0]))
            for root, way in below.items()
            for place in (root, self._folder)
        }
        if (self._folder, self._stem) in owners:
            return True
        nearest = max(roots, key=len)
        ways = accumulate(filter(None, [nearest, *below[nearest]]), joined)
        is_others = any(self._holds_others(way) for way in ways if way != nearest)
        return not is_others and not any(owner for _, owner in owners)

    def _holds_others(self, folder: str) -> bool:
        return bool(self._index.ads_in(folder)) or self._index.holds(folder, self._suffix)

    def _folder_name(self, untrusted_id: str) -> str:
        """The ad's number as the name of a folder; no text where that folder is a batch of ads."""
        folders = (joined(root, untrusted_id) for root in self._ground if untrusted_id)
        is_batch = any(map(self._holds_others, folders))
        return "" if is_batch else untrusted_id

    def _own_folder(self, untrusted_id: str) -> list[Member]:
        number = self._number(untrusted_id)
        if not is_plain(number):
            return []
        folders = (joined(root, number) for root in self._ground)
        return next((x for folder in folders if (x := self._index.pictures_in(folder))), [])


def _is_from_top(name: ImageName) -> bool:
    return name.untrusted_path.lstrip().startswith(("/", "\\"))


@lru_cache(100)
def _relative(untrusted_path: str) -> tuple[str, ...]:
    """A path as it stands and as a page would write it, seen from the top where it begins so."""
    path = untrusted_path.replace("\\", "/").strip()
    if not path or len(path) > _MAX_PATH or path.startswith(("~", "data:")) or "\0" in path:
        return ()
    if ":" in path.split("/")[0]:
        return ()
    bare = path.split("?")[0].split("#")[0]
    forms = (path, unquote(path), bare, unquote(bare))
    return tuple(x for form in dict.fromkeys(forms) if (x := form.lstrip("/")) and "\0" not in x)


def _mirrored(untrusted_url: str) -> tuple[list[str], list[str]]:
    """Where programs that copy a site put what an address names: under its host, and without.

    Where a file system has no ``:`` and ``?``, wget writes ``+`` and ``@``.
    """
    try:
        parts = urlsplit(untrusted_url)
    except ValueError:
        return [], []
    if not parts.netloc or not parts.path.strip("/") or len(untrusted_url) > _MAX_PATH:
        return [], []
    hosts = dict.fromkeys(f"{x}/" for x in (parts.netloc, parts.netloc.replace(":", "+")))
    ends = (f"?{parts.query}", f"@{parts.query}", "") if parts.query else ("",)
    path, plain = parts.path.lstrip("/"), unquote(parts.path).lstrip("/")
    ways = [f"{host}{name}{end}" for end in ends for host in hosts for name in (path, plain)]
    return list(dict.fromkeys(ways)), [f"{plain}{end}" for end in ends]


def reader_of(member: Member) -> Callable[[int], bytes | None]:
    """Reads at most so many bytes of a member, None where it cannot be read."""

    def read(limit: int) -> bytes | None:
        try:
            with member.open() as file:
                return file.read(limit)
        except OSError:
            return None

    return read
