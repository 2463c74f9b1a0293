# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine that does, undoes and redoes random acts of two people on one case.

Beside the case stands a pure model: what stood after each act, and the acts in order. State and
history have to agree with it after every step, also after the case was closed, indexed again, or
an act failed or was stopped half way.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.case_session import CaseSession
from app.triage.items import Changed, NewTag
from app.triage.reading_items import NewReading
from indexing.store import clusters, judgements, marks, rulings
from tests.properties import desk_world, worlds
from tests.properties.desk_model import COUNTS, Agreeing, Model, of, without

PICK = st.integers(0, 10_000)
BY = st.sampled_from(("ann", "bob"))
NOTE = st.sampled_from(("", "seen", "Zwei Läden"))
JUDGEMENTS = st.sampled_from(("same", "not-same", "unsure", "none"))
STATUSES = st.sampled_from(("todo", "looking", "done", "set_aside"))
STANDINGS = st.sampled_from(("open", "leaning", "held", "set_aside", "withdrawn", None))
READINGS = st.sampled_from(("benign", "scam", "Two shops", "two SHOPS"))
INDICATORS = st.sampled_from(("FEE-01", "SMG-04", "COE-03"))
TAGS = st.sampled_from(("accepted", "rejected", "added", "unsure"))


class Desk(Agreeing):
    """Two people at one desk."""

    @rule(a=PICK, b=PICK, word=JUDGEMENTS, by=BY)
    def decide(self, a: int, b: int, word: str, by: str) -> None:
        first, second = sorted((self._ad(a), self._ad(b)))
        before = self.model.now
        if not self._act("decide", by, lambda: self.session.decide(first, second, word)):
            return
        wanted = without(of(before, "judgement"), "judgement", (first, second))
        if word != "none":
            wanted["judgement", (first, second), word, by, ""] += 1
        now = self.model.now
        assert of(now, "judgement") == wanted
        self._same_but_clusters(before, now, "mark", "ruling", "protocol")

    @rule(pick=PICK, part=PICK, by=BY, note=NOTE)
    def split(self, pick: int, part: int, by: str, note: str) -> None:
        members = clusters.members(self.case, cluster := self._cluster(pick))
        chosen = members[: 1 + part % max(1, len(members) - 1)]
        before = self.model.now
        if self._act("split", by, lambda: self.session.split(cluster, chosen, note)):
            homes = clusters.current(self.case)
            rest = set(members) - set(chosen)
            assert {homes[ad] for ad in chosen}.isdisjoint(homes[ad] for ad in rest)
            self._same_but_clusters(before, self.model.now, "mark", "ruling", "protocol")

    @rule(picks=st.lists(PICK, min_size=2, max_size=3), by=BY, note=NOTE)
    def merge(self, picks: list[int], by: str, note: str) -> None:
        wanted = [self._cluster(pick) for pick in picks]
        members = clusters.members_of(self.case, wanted)
        before = self.model.now
        if self._act("merge", by, lambda: self.session.merge(wanted, note)):
            homes = clusters.current(self.case)
            assert len({homes[ad] for ad in members}) == 1
            self._same_but_clusters(before, self.model.now, "mark", "ruling", "protocol")

    @rule(pick=PICK, to=PICK, part=PICK, by=BY, note=NOTE)
    def move(self, pick: int, to: int, part: int, by: str, note: str) -> None:
        places = self._cluster(pick), self._cluster(to)
        members = clusters.members(self.case, places[0])
        chosen = members[: 1 + part % len(members)]
        wanted = clusters.members(self.case, places[1])
        before = self.model.now
        if self._act("move", by, lambda: self.session.move(places, chosen, note)):
            homes = clusters.current(self.case)
            assert len({homes[ad] for ad in (*chosen, *wanted)}) == 1
            rest = {homes[ad] for ad in set(members) - set(chosen)}
            assert homes[chosen[0]] not in rest
            self._same_but_clusters(before, self.model.now, "mark", "ruling", "protocol")

    @rule(pick=PICK, word=st.sampled_from(("joins", "held", "none")), by=BY)
    def rule_on_a_thing(self, pick: int, word: str, by: str) -> None:
        things = [
            (kind, value)
            for kind, value in self.case.db.conn.execute(
                "SELECT kind, value FROM mentions WHERE kind IN ('phone', 'email') "
                "GROUP BY kind, value HAVING count(DISTINCT ad) > 1 ORDER BY value"
            ).fetchall()
        ]
        if not things:
            return
        thing = things[pick % len(things)]
        key = rulings.key_of(self.case, thing)
        before = self.model.now

        def ruled() -> Changed:
            from app.triage import regrouping
            from indexing.records import ReasonKind, Ruling

            named = (ReasonKind(thing[0]), thing[1])
            return regrouping.rule(self.case, named, Ruling(word), "")

        if self._act("rule", by, ruled):
            assert key
            self._same_but_clusters(before, self.model.now, "mark", "judgement", "protocol")

    @rule(pick=PICK, status=STATUSES, by=BY)
    def status(self, pick: int, status: str, by: str) -> None:
        cluster = self._cluster(pick)
        wanted = without(self.model.now, "status", cluster)
        if status != "todo":
            wanted["status", cluster, status] += 1
        self._act("status", by, lambda: self.session.set_status(cluster, status))
        assert self.model.now == wanted

    @rule(pick=PICK, on_ad=st.booleans(), indicator=INDICATORS, status=TAGS, by=BY, note=NOTE)
    def tag(self, pick: int, on_ad: bool, indicator: str, status: str, by: str, note: str) -> None:
        target = self._target(pick, on_ad)
        tag = NewTag(target, indicator, "low", note, status)
        before = self.model.now
        if not self._act("tag", by, lambda: self.session.add_tag(tag)):
            return
        about = (marks.Target(target.ad, target.cluster), indicator, by)
        wanted = without(of(before, "mark"), "mark", about)
        wanted["mark", about, status, "low", note] += 1
        assert of(self.model.now, "mark") == wanted
        same = ("judgement", "status", "cluster", "reading", "ruling")
        assert of(self.model.now, *same) == of(before, *same)

    @rule(pick=PICK, by=BY)
    def withdraw(self, pick: int, by: str) -> None:
        held = [row for row in marks.current(self.case) if row.mark.by == by]
        if not held:
            return
        row = held[pick % len(held)]
        wanted = without(self.model.now, "mark", (row.mark.target, row.mark.indicator, row.mark.by))
        if self._act("withdraw", by, lambda: self.session.withdraw_tag(row.row)):
            assert self.model.now == wanted

    @rule(pick=PICK, on_ad=st.booleans(), text=NOTE, by=BY)
    def note(self, pick: int, on_ad: bool, text: str, by: str) -> None:
        target = self._target(pick, on_ad)
        about = (marks.Target(target.ad, target.cluster), "", by)
        wanted = without(self.model.now, "mark", about)
        if text:
            wanted["mark", about, "added", "", text] += 1
        if self._act("note", by, lambda: self.session.add_note(target, text)):
            assert self.model.now == wanted

    @rule(
        pick=PICK, reading=READINGS, standing=STANDINGS, by=BY, note=NOTE, ad=PICK,
        more=st.sampled_from(("", "for", "against")), drop=st.booleans(),
    )  # fmt: skip
    def reading(
        self, pick: int, reading: str, standing: str | None, by: str, note: str, ad: int,
        more: str, drop: bool,
    ) -> None:  # fmt: skip
        cluster = self._cluster(pick)
        point = (f"A{self._ad(ad)} why",) if more else ()
        new = NewReading(
            cluster, reading, standing, note or None,
            point if more == "for" else (), point if more == "against" else (),
            (1,) if drop else (),
        )  # fmt: skip
        before = self.model.now
        if not self._act("reading", by, lambda: self.session.say_reading(new)):
            assert self.model.now == before
            return
        gone, came = before - self.model.now, self.model.now - before
        about = (cluster, reading.casefold(), by)
        assert {fact[:2] for fact in (*gone, *came)} == {("reading", about)}
        assert gone.total() <= 1
        assert came.total() == (0 if standing == "withdrawn" else 1)

    @rule(pick=PICK, status=STATUSES, few=PICK, by=BY, stop=st.booleans())
    def status_of_many(self, pick: int, status: str, few: int, by: str, stop: bool) -> None:
        everything = clusters.ids(self.case)
        chosen = tuple(one for place, one in enumerate(everything) if (few >> place) & 1)
        self._many(BulkAct("status", status), BulkScope("", chosen), by, stop=stop)

    @rule(reading=READINGS, standing=STANDINGS, by=BY, stop=st.booleans())
    def reading_of_many(self, reading: str, standing: str | None, by: str, stop: bool) -> None:
        act = BulkAct("reading", reading, standing or "open")
        self._many(act, BulkScope("", ()), by, stop=stop)

    @rule(kind=st.sampled_from(("tag", "note")), each=st.sampled_from(("ads", "clusters")),
          indicator=INDICATORS, how=st.sampled_from(("added", "rejected", "withdrawn")), by=BY,
          stop=st.booleans())  # fmt: skip
    def marks_on_many(
        self, kind: str, each: str, indicator: str, how: str, by: str, stop: bool
    ) -> None:
        is_tag = kind == "tag"
        act = BulkAct(kind, indicator if is_tag else "looked through", how if is_tag else "")
        self._many(act, BulkScope("", (), each), by, stop=stop)

    @rule(pick=PICK, protocol=st.sampled_from(("urgent", "protect_migrants")), by=BY)
    def protect(self, pick: int, protocol: str, by: str) -> None:
        ad = self._ad(pick)
        wanted = without(self.model.now, "protocol", (protocol, ad))
        wanted["protocol", (protocol, ad), "applied", by] += 1
        if self._act("protect", by, lambda: self.session.protect(protocol, ad)):
            assert self.model.now == wanted

    @rule(pick=PICK, protocol=st.sampled_from(("urgent", "protect_migrants")), by=BY,
          act=st.sampled_from(("lifted", "applied", "refer_now", "not_urgent")))  # fmt: skip
    def answer_protocol(self, pick: int, protocol: str, by: str, act: str) -> None:
        ad = self._ad(pick)
        wanted = without(self.model.now, "protocol", (protocol, ad))
        wanted["protocol", (protocol, ad), act, by] += 1
        if self._act("answer", by, lambda: self.session.answer_protocol(protocol, ad, act)):
            assert self.model.now == wanted

    # -- back and forth

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(times):
            if not self.model.standing:
                assert self.purged or not self.session.undo().sentence
                return
            assert self.session.undo().sentence
            self.model.undo()
            COUNTS["undo"] += 1
            self._agree()

    @rule(times=st.integers(1, 3))
    def redo(self, times: int) -> None:
        for _ in range(times):
            if not self.model.undone:
                assert not self.session.redo().sentence
                return
            assert self.session.redo().sentence
            self.model.redo()
            COUNTS["redo"] += 1
            self._agree()

    @precondition(lambda self: len(self.model.operations) > 2)
    @rule(pick=PICK)
    def turn_to(self, pick: int) -> None:
        model = self.model
        place = pick % len(model.operations)
        number, state = model.operations[place]
        assert isinstance(number, int)
        if self.purged and place not in (*model.standing, *model.undone):
            return  # before the purge, of which the model knows nothing
        told = self.session.preview_turn(number)
        self.session.turn_to(number)
        steps = 0
        while state == "done" and model.standing[-1] != place:
            model.undo()
            steps += 1
        while state == "undone" and model.operations[place][1] == "undone":
            model.redo()
            steps += 1
        assert told.count == steps
        COUNTS["turn"] += 1
        self._agree()

    @rule()
    def close_and_open(self) -> None:
        self.case.close()
        self.case = desk_world.reopened(Path(self._folder.name))
        self.session = CaseSession(self.case)
        COUNTS["reopen"] += 1
        self._agree()

    @rule()
    def index_again(self) -> None:
        worlds.indexed(self.case)
        COUNTS["index"] += 1
        self._agree()

    @precondition(lambda self: len(clusters.current(self.case)) > 6)
    @rule(pick=PICK, chance=st.integers(0, 9))
    def purge(self, pick: int, chance: int) -> None:
        """What is deleted for good is not in the model any more: it begins anew here."""
        if chance:
            return
        ad = self._ad(pick)
        self.session.purge_ad(ad, "asked for")
        assert ad not in clusters.current(self.case)
        told = desk_world.history(self.case)
        self.model = Model([desk_world.facts(self.case)])
        self.model.operations = [[number, state] for number, state in told]
        self.purged = True
        for row in judgements.history(self.case):
            assert ad not in (row.a, row.b)
        # what was undone before the purge is not done again in this run
        if any(state == "undone" for _number, state in told):
            self._act("status", "ann", lambda: self._other_status())
        COUNTS["purge"] += 1

    def _other_status(self) -> Changed:
        cluster = self._cluster(0)
        status = clusters.get(self.case, cluster).status
        return self.session.set_status(cluster, "done" if status == "looking" else "looking")


_QUICK = settings(
    max_examples=6,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

TestDesk = Desk.TestCase
TestDesk.settings = _QUICK


@pytest.mark.slow
@pytest.mark.timeout(7_200)
def test_the_same_for_many_more_acts() -> None:
    many = settings(_QUICK, max_examples=120, stateful_step_count=50, derandomize=False)
    run_state_machine_as_test(Desk, settings=many)
