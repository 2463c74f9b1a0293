# SPDX-License-Identifier: GPL-3.0-or-later
"""The link graph: clusters, and the contacts and pictures that their ads share.

It begins at one cluster or one shared thing and grows where a person opens it out. A contact is
covered and a picture is a word; what goes beyond the limits stands together in a group.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.i18n import _, ngettext, number
from app.messages.kinds import kind_word
from app.triage.documents import covered_value
from app.triage.overview_items import (
    EdgeItem,
    GraphItem,
    GraphWanted,
    NodeItem,
    NodeKind,
)
from app.triage.overview_layout import laid_out
from indexing.records import Hub, ReasonKind
from indexing.store import overview_links, pairs, rulings
from indexing.store.case import Case
from indexing.store.overview import Overview, Scope
from indexing.store.overview_links import Thing
from indexing.store.queue_filter import Filter

MOST_NODES = 150
"""Nodes before anything is opened out by a person."""
MOST_OPENED = 600
_MOST_THINGS = 24
_MOST_LINKED = 12
_MOST_CLUSTERS = 16
_MOST_WIDE = 24
_FIRST_OPENED = 10
_ADS_READ = 5_000
_ADS_READ_WIDE = 400


@dataclass(slots=True)
class Known:
    """Shared things that were shown, by the key that stands for them outside."""

    things: dict[str, Thing] = field(default_factory=dict)

    def key(self, case: Case, thing: Thing) -> str:
        """The key of a thing; it tells nothing of it."""
        key = rulings.key_of(case, thing)
        self.things[key] = thing
        return key


@dataclass(slots=True)
class _Drawing:
    """A graph under way."""

    case: Case
    ads_of: Callable[[int, int], list[int]]
    known: Known
    stopped: frozenset[str]
    hubs: dict[Thing, Hub]
    nodes: dict[str, NodeItem] = field(default_factory=dict)
    edges: dict[tuple[str, str], EdgeItem] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    most: int = MOST_NODES


def build(
    case: Case, overview: Overview, scope: Scope, part: GraphWanted, known: Known,
    stopped: frozenset[str] = frozenset(),
) -> GraphItem:  # fmt: skip
    """The graph around a cluster or a thing, or of the largest clusters of a scope.

    Args:
        case: to read.
        overview: counts of it.
        scope: which ads; without its filter where the graph has a centre.
        part: centre, what was opened out, where nodes stood.
        known: keys of things shown before.
        stopped: pictures that are out of sight in this sitting.
    """
    within = scope if not part.center else replace(scope, only=None)

    def ads_of(cluster: int, most: int) -> list[int]:
        only = replace(within.only or Filter(), cluster=cluster)
        return overview.ads(replace(within, only=only), most)

    hubs = {(hub.kind, hub.value): hub for hub in pairs.hubs(case)}
    drawing = _Drawing(case, ads_of, known, stopped, hubs)
    if part.center:
        _begin(drawing, part.center)
    else:
        _wide(drawing, overview, scope)
    drawing.most = MOST_OPENED
    for key in part.opened:
        if key in drawing.nodes:
            _open(drawing, key)
    return _finished(drawing, part)


def _finished(drawing: _Drawing, part: GraphWanted) -> GraphItem:
    places = laid_out(list(drawing.nodes), list(drawing.edges), part.kept)
    nodes = tuple(replace(node, place=places[key]) for key, node in drawing.nodes.items())
    return GraphItem(
        part.center, nodes, tuple(drawing.edges.values()), " ".join(dict.fromkeys(drawing.told))
    )


def _begin(drawing: _Drawing, center: str) -> None:
    """The centre, its neighbours, and the other clusters of what it does not share with many."""
    if center.startswith("C"):
        cluster = int(center[1:])
        if not _add_cluster(drawing, cluster, len(drawing.ads_of(cluster, _ADS_READ))):
            return
        _open(drawing, center)
        shared = [key for key, node in drawing.nodes.items() if _is_thing(node) and not node.is_hub]
        for key in shared[:_FIRST_OPENED]:
            _open(drawing, key)
    elif center in drawing.known.things:
        thing = drawing.known.things[center]
        _add_thing(drawing, thing, overview_links.carried(drawing.case, thing, 0).ads)
        _open(drawing, center)


def _is_thing(node: NodeItem) -> bool:
    return node.kind not in ("cluster", "group")


def _open(drawing: _Drawing, key: str) -> None:
    if key.startswith("C"):
        _open_cluster(drawing, int(key[1:]))
    elif key in drawing.known.things:
        _open_thing(drawing, key, drawing.known.things[key])


def _open_cluster(drawing: _Drawing, cluster: int) -> None:
    ads, key = drawing.ads_of(cluster, _ADS_READ), f"C{cluster}"
    if len(ads) == _ADS_READ:
        drawing.told.append(
            _("{cluster}: read from its first {n} ads.").format(cluster=key, n=number(_ADS_READ))
        )
    found = _visible(drawing, overview_links.things(drawing.case, ads))
    kept = found[:_MOST_THINGS]
    for thing, n in kept:
        _add_thing(drawing, thing, n)
        _join_thing(drawing, key, thing, n)
    _rest(drawing, key, len(found) - len(kept), _things_more)
    linked = overview_links.linked(drawing.case, cluster, ads)
    order = sorted(linked, key=lambda other: (-sum(linked[other].values()), other))
    for other in order[:_MOST_LINKED]:
        if _add_cluster(drawing, other):
            words = ", ".join(f"{kind_word(kind)} {n}" for kind, n in linked[other].items())
            told = _("{a} and {b}: seen and held back, too weak to join them: {words}.").format(
                a=key, b=f"C{other}", words=words
            )
            _join(drawing, EdgeItem(key, f"C{other}", told, is_weak=True))


def _open_thing(drawing: _Drawing, key: str, thing: Thing) -> None:
    carried = overview_links.carried(drawing.case, thing, _MOST_CLUSTERS)
    for cluster, n in carried.clusters:
        if _add_cluster(drawing, cluster):
            _join_thing(drawing, f"C{cluster}", thing, n)
    _rest(drawing, key, carried.of - len(carried.clusters), _clusters_more)


def _wide(drawing: _Drawing, overview: Overview, scope: Scope) -> None:
    """The largest clusters of a scope, and what more than one of them shares."""
    found, of = overview.clusters(scope, _MOST_WIDE)
    held: dict[Thing, list[tuple[int, int]]] = {}
    for cluster, n in found:
        _add_cluster(drawing, cluster, n)
        ads = drawing.ads_of(cluster, _ADS_READ_WIDE)
        for thing, m in _visible(drawing, overview_links.things(drawing.case, ads)):
            held.setdefault(thing, []).append((cluster, m))
    shared = sorted((t for t in held if len(held[t]) > 1), key=lambda t: (-len(held[t]), t))
    for thing in shared[:_MOST_THINGS]:
        _add_thing(drawing, thing, sum(m for _cluster, m in held[thing]))
        for cluster, m in held[thing]:
            _join_thing(drawing, f"C{cluster}", thing, m)
    if of > len(found):
        words = _(
            "The {n} largest of {of} clusters, and what they share by their first {ads} ads each. "
            "Open one to see its own links."
        )
        drawing.told.append(
            words.format(n=number(len(found)), of=number(of), ads=number(_ADS_READ_WIDE))
        )


def _visible(drawing: _Drawing, found: Sequence[tuple[Thing, int]]) -> list[tuple[Thing, int]]:
    return [
        (thing, n)
        for thing, n in found
        if thing[0] is not ReasonKind.SAME_IMAGE or thing[1] not in drawing.stopped
    ]


def _add_cluster(drawing: _Drawing, cluster: int, ads: int | None = None) -> bool:
    key = f"C{cluster}"
    if key not in drawing.nodes:
        if len(drawing.nodes) >= drawing.most:
            _full(drawing)
            return False
        n = len(drawing.ads_of(cluster, _ADS_READ)) if ads is None else ads
        count = ngettext("{n} ad", "{n} ads", n).format(n=number(n))
        told = _("{cluster}, {ads}").format(cluster=key, ads=count)
        drawing.nodes[key] = NodeItem(key, "cluster", key, told, n)
    return True


def _add_thing(drawing: _Drawing, thing: Thing, ads: int) -> None:
    key = drawing.known.key(drawing.case, thing)
    if key in drawing.nodes:
        return
    if len(drawing.nodes) >= drawing.most:
        _full(drawing)
        return
    hub = drawing.hubs.get(thing)
    n = hub.ads if hub else ads
    label = thing_label(thing)
    count = ngettext("in {n} ad", "in {n} ads", n).format(n=number(n))
    told = f"{thing_words(thing)}, {count}"
    if hub is not None:
        told += ". " + _("Shared by so many that it joins nothing.")
    kinds: dict[ReasonKind, NodeKind] = {
        ReasonKind.PHONE: "phone", ReasonKind.EMAIL: "email", ReasonKind.HANDLE: "handle",
        ReasonKind.WALLET: "wallet", ReasonKind.IBAN: "iban", ReasonKind.SAME_IMAGE: "same_image",
    }  # fmt: skip
    drawing.nodes[key] = NodeItem(key, kinds[thing[0]], label, told, n, is_hub=hub is not None)


def thing_label(thing: Thing) -> str:
    """A contact covered; a picture is no more than a word."""
    kind, value = thing
    if kind is ReasonKind.SAME_IMAGE:
        return _("picture")
    return f"\u2066{covered_value(kind.value, value)}\u2069"  # reads from the left in any layout


def thing_words(thing: Thing) -> str:
    """Its kind and, of a contact, what is not covered of it."""
    if thing[0] is ReasonKind.SAME_IMAGE:
        return _("picture")
    return f"{kind_word(thing[0].value)} {thing_label(thing)}"


def _join_thing(drawing: _Drawing, cluster: str, thing: Thing, ads: int) -> None:
    key = drawing.known.key(drawing.case, thing)
    if thing[0] is ReasonKind.SAME_IMAGE:
        words = ngettext(
            "{n} ad of {cluster} shows this picture.",
            "{n} ads of {cluster} show this picture.",
            ads,
        )
    else:
        words = ngettext(
            "{n} ad of {cluster} gives this contact.",
            "{n} ads of {cluster} give this contact.",
            ads,
        )
    _join(drawing, EdgeItem(cluster, key, words.format(n=number(ads), cluster=cluster)))


def _join(drawing: _Drawing, edge: EdgeItem) -> None:
    is_there = edge.a in drawing.nodes and edge.b in drawing.nodes
    if is_there and (edge.b, edge.a) not in drawing.edges:
        drawing.edges.setdefault((edge.a, edge.b), edge)


def _rest(drawing: _Drawing, key: str, n: int, say: Callable[[int], str]) -> None:
    """What is not drawn of a node's neighbours stands together."""
    if n <= 0:
        return
    told = say(n)
    drawing.nodes[f"+{key}"] = NodeItem(f"+{key}", "group", f"\u2066+{number(n)}\u2069", told, n)
    _join(drawing, EdgeItem(key, f"+{key}", told))


def _things_more(n: int) -> str:
    return ngettext(
        "and {n} more contact or picture, in fewer ads",
        "and {n} more contacts and pictures, in fewer ads",
        n,
    ).format(n=number(n))


def _clusters_more(n: int) -> str:
    return ngettext(
        "and {n} more cluster, with fewer ads", "and {n} more clusters, with fewer ads", n
    ).format(n=number(n))


def _full(drawing: _Drawing) -> None:
    words = _("No more than {n} are drawn at once; open one of them to see what is around it.")
    drawing.told.append(words.format(n=number(drawing.most)))
