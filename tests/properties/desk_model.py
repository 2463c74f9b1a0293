# SPDX-License-Identifier: GPL-3.0-or-later
"""A pure model of what stands in a case, and how a case has to agree with it after each act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis.stateful import (
    RuleBasedStateMachine,
)

from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.case_session import CaseSession
from app.triage.items import Changed, Target
from indexing.errors import KnownError
from indexing.store import audit, clusters
from tests.properties import desk_world
from tests.properties.desk_world import Fact, Facts

COUNTS: Counter[str] = Counter()
"""How often each act ran, over all examples of a run."""


@dataclass(slots=True)
class Model:
    """What stood at the beginning and after each act; ``at`` is how many acts stand."""

    states: list[Facts]
    operations: list[list[object]] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)

    @property
    def now(self) -> Facts:
        return self.states[len(self.standing)]

    def did(self, number: int, after: Facts) -> None:
        """An act was done: what was undone before it can be done no more."""
        for one in self.operations:
            one[1] = "dropped" if one[1] == "undone" else one[1]
        self.undone.clear()
        del self.states[len(self.standing) + 1 :]
        self.operations.append([number, "done"])
        self.standing.append(len(self.operations) - 1)
        self.states.append(after)

    def undo(self) -> None:
        place = self.standing.pop()
        self.operations[place][1] = "undone"
        self.undone.append(place)

    def redo(self) -> None:
        place = self.undone.pop()
        self.operations[place][1] = "done"
        self.standing.append(place)


def without(found: Facts, kind: str, about: object) -> Facts:
    """Facts but those of one kind about one thing."""
    return Counter({fact: n for fact, n in found.items() if fact[:2] != (kind, about)})


def of(found: Facts, *kinds: str) -> Facts:
    """Facts of some kinds."""
    return Counter({fact: n for fact, n in found.items() if fact[0] in kinds})


def readings_at_rest(found: Facts) -> Facts:
    """Readings without the place that they belong to now."""
    rest = Counter[Fact]()
    for fact, n in of(found, "reading").items():
        about = fact[1]
        assert isinstance(about, tuple)
        rest[about[1:], *fact[2:]] += n
    return rest


class Agreeing(RuleBasedStateMachine):
    """A desk whose case and model are compared; the acts are told by who inherits."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.case = desk_world.copied(Path(self._folder.name))
        self.session = CaseSession(self.case)
        self.model = Model([desk_world.facts(self.case)])
        self.purged = False

    # -- what has to agree

    def _act(self, name: str, by: str, work: Callable[[], Changed]) -> bool:
        """Do one act; False when it was refused or changed nothing, and then nothing changed."""
        self.case.actor = by
        before = self.model.now
        known = len(self.model.operations)
        refused = True
        with suppress(KnownError):
            work()
            refused = False
        COUNTS[f"{name} refused" if refused else name] += 1
        told = desk_world.history(self.case)
        after = desk_world.facts(self.case)
        assert len(told) - known in ((0,) if refused else (0, 1))
        if len(told) == known:
            assert after == before
            return False
        self.model.did(told[-1][0], after)
        self._agree()
        return True

    def _many(self, act: BulkAct, scope: BulkScope, by: str, *, stop: bool) -> None:
        self.case.actor = by
        try:
            preview = self.session.preview_bulk(act, scope)
        except KnownError:
            return
        before = self.model.now

        def work() -> Changed:
            return self.session.apply_bulk(
                act, scope, preview.changes, lambda done, _total: not (stop and done == 0)
            )

        did = self._act(f"many {act.kind}", by, work)
        if stop or not preview.changes:
            assert not did
        else:
            kinds = {"status": "status", "reading": "reading"}.get(act.kind, "mark")
            assert did
            changed = (before - self.model.now) + (self.model.now - before)
            assert {fact[0] for fact in changed} <= {kinds, "protocol"}
            assert self.session.preview_bulk(act, scope).changes == 0

    def _same_but_clusters(self, before: Facts, now: Facts, *kinds: str) -> None:
        assert of(now, *kinds) == of(before, *kinds)
        assert readings_at_rest(now) == readings_at_rest(before)

    def _agree(self) -> None:
        assert desk_world.facts(self.case) == self.model.now
        wanted = [(number, state) for number, state in self.model.operations]
        assert desk_world.history(self.case) == wanted
        shown = [item for item in self.session.history(500) if not item.is_final]
        assert [item.op for item in shown if not item.undone] == [
            number for number, state in reversed(wanted) if state == "done"
        ]
        assert all(item.sentence for item in shown)

    def teardown(self) -> None:
        """Everything undone is the beginning, everything redone the end; the log is whole."""
        try:
            end, steps = self.model.now, len(self.model.standing)
            if not self.purged:
                while self.model.standing:
                    assert self.session.undo().sentence
                    self.model.undo()
                self._agree()
                assert self.model.now == self.model.states[0]
                for _ in range(steps):
                    assert self.session.redo().sentence
                    self.model.redo()
                self._agree()
                assert self.model.now == end
            assert audit.verify(self.case) == []
            COUNTS["examples"] += 1
        finally:
            self.case.close()
            self._folder.cleanup()

    # -- picking

    def _ad(self, pick: int) -> int:
        there = sorted(clusters.current(self.case))
        return there[pick % len(there)]

    def _cluster(self, pick: int) -> int:
        there = sorted(set(clusters.current(self.case).values()))
        return there[pick % len(there)]

    def _target(self, pick: int, on_ad: bool) -> Target:
        return Target(ad=self._ad(pick)) if on_ad else Target(cluster=self._cluster(pick))
