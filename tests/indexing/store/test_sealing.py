# SPDX-License-Identifier: GPL-3.0-or-later
"""A sealed ad is nowhere but in its package, which opens for its roles alone."""

from __future__ import annotations

import hashlib
import json

import pytest

from indexing.errors import BadInputError, CaseDamagedError, CaseLockedError, RefusedError
from indexing.records import ImageStatus, Judgement, Mention, MentionKind, Stamp
from indexing.store import (
    ads,
    audit,
    checks,
    erasure,
    images,
    judgements,
    marks,
    mentions,
    picture_texts,
    protected,
    protected_rows,
    protection_roles,
    sealed_packages,
    sealing,
)
from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase
from indexing.store.picture_texts import PictureText
from indexing.store.protected import State
from indexing.store.protection_roles import RoleKey
from indexing.store.sealing import Sealed
from tests.indexing.store.conftest import CHEAP, PASSPHRASE
from tests.indexing.store.filled import fill, image_file, secret_words
from tests.indexing.store.test_purge import readable

SECRET = Passphrase(PASSPHRASE)


@pytest.fixture
def filled(case: Case) -> Case:
    """Six ads; the last two show one picture. A note and a judgement on the fifth."""
    fill(case)
    marks.note(case, marks.Target(ad=5), f"look at {secret_words(5)[0]}", by="one")
    judgements.decide(case, 1, 5, Judgement.SAME, by="one", note=secret_words(5)[1])
    return case


def seal(case: Case, *numbers: int) -> Sealed:
    found = sealing.seal(case, numbers, code="analyst", indicator="MIN-01", by=case.actor)
    sealing.finish(case, found.words)
    return found


def role(case: Case) -> RoleKey:
    sealing.name_role(case, "Desk", "grey geese", cost=CHEAP)
    return protection_roles.unlock(case, "Desk", "grey geese")


def item(case: Case, number: int = 1) -> protected.Item:
    return protected.get(case, number)


def sha256_of(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()


def test_nothing_of_it_can_be_read_and_the_record_stands(filled: Case) -> None:
    sealed = seal(filled, 5)
    assert (sealed.items, sealed.ads, sealed.neighbours) == ((1,), (5,), (6,))
    assert readable(filled, list(secret_words(5))) == set()
    assert not (filled.path / image_file(filled, b"drawing 4")).exists()
    found = item(filled)
    assert (found.ad, found.place, found.code, found.indicator) == (5, "row 6", "analyst", "MIN-01")
    assert [one.sha256 for one in found.pictures] == [sha256_of(b"drawing 4")]
    assert (
        found.pictures[0].md5 == hashlib.new("md5", b"drawing 4", usedforsecurity=False).hexdigest()
    )
    assert [one.step for one in found.steps] == ["sealed"]
    assert audit.verify(filled) == []
    filled.close()
    assert checks.check(filled.path, SECRET) == []


def test_it_is_gone_from_every_reading_at_once(filled: Case) -> None:
    sealing.seal(filled, [5], code="analyst", indicator="MIN-01", by="one")
    assert 5 not in ads.ids(filled)
    with pytest.raises(RefusedError) as caught:
        ads.get(filled, 5)
    assert caught.value.code == "item_protected"
    assert images.of_ad(filled, 5) == []
    assert 5 not in {ad for shown in images.ads_by_image(filled).values() for ad in shown}


def test_a_shared_picture_is_held_back_in_the_other_ad(filled: Case) -> None:
    seal(filled, 5)
    (shown,) = images.of_ad(filled, 6)
    assert (shown.status, shown.sha256) == (ImageStatus.PROTECTED, "")
    assert ads.get(filled, 6).title == f"Room to let {secret_words(6)[1]}"
    with pytest.raises(CaseDamagedError):
        images.read(filled, sha256_of(b"drawing 4"))


def test_what_was_read_in_a_held_back_picture_goes_from_the_other_ad(filled: Case) -> None:
    read = PictureText(sha256_of(b"drawing 4"), "Ring Zaffre")
    picture_texts.put(filled, read, Stamp("read", "1"))
    said = Mention(MentionKind.HANDLE, "zaffre", "Zaffre", "picture 1", 5, 11)
    mentions.replace(filled, {6: [said]}, Stamp("test", "1"))
    seal(filled, 5)
    assert mentions.of_ad(filled, 6) == []
    assert readable(filled, ["Zaffre"]) == set()


def test_every_table_that_hangs_on_ads_is_kept_or_made_again(case: Case) -> None:
    tables = [
        name
        for (name,) in case.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if any(row[2] == "ads" for row in case.db.execute(f'PRAGMA foreign_key_list("{name}")'))
    ]
    known = set(protected_rows.KEPT) | protected_rows.MADE_AGAIN
    assert set(tables) <= known, set(tables) - known


def test_killed_before_the_commit_it_is_as_before(
    filled: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sealing, "_forget_matches", killed)
    with pytest.raises(KeyboardInterrupt):
        sealing.seal(filled, [5], code="analyst", indicator="MIN-01", by="one")
    assert ads.get(filled, 5).ad == 5
    assert images.read(filled, sha256_of(b"drawing 4")) == b"drawing 4"
    assert protected.items(filled) == []


def test_killed_after_the_commit_the_next_open_finishes_it(filled: Case) -> None:
    sealing.seal(filled, [5], code="analyst", indicator="MIN-01", by="one")
    assert erasure.is_pending(filled)
    filled.close()
    with open_case(filled.path, secret=SECRET, mode="write") as again:
        assert not erasure.is_pending(again)
        assert readable(again, list(secret_words(5))) == set()
        assert item(again).state is State.SEALED


def test_only_the_role_reads_it_and_that_is_recorded(filled: Case) -> None:
    opened = role(filled)
    seal(filled, 5)
    with pytest.raises(CaseLockedError) as caught:
        protection_roles.unlock(filled, "Desk", "grey goose")
    assert caught.value.code == "role_passphrase_wrong"
    assert '"action":"protection_role_refused"' in list(audit.lines(filled))[-1]
    stranger = RoleKey("Desk", b"\1" * 32)
    with pytest.raises(RefusedError):
        sealing.read(filled, item(filled), stranger)
    assert sealing.read(filled, item(filled), opened)["title"].endswith(secret_words(5)[1])
    assert [one.step for one in item(filled).steps] == ["sealed", "opened"]
    assert any("protected_opened" in line for line in audit.lines(filled))


def test_the_case_key_alone_opens_nothing_where_a_role_is_named(filled: Case) -> None:
    role(filled)
    seal(filled, 5)
    boxes = dict(filled.db.execute("SELECT role, box FROM protected_keys").fetchall())
    assert set(boxes) == {"Desk"}
    with pytest.raises(RefusedError) as caught:
        protection_roles.unwrap(filled, boxes, item(filled).uid, None)
    assert caught.value.code == "role_needed"


def test_naming_a_role_takes_the_case_key_off(filled: Case) -> None:
    seal(filled, 5)
    assert item(filled).roles == ()
    made, shared = sealing.name_role(filled, "Desk", "grey geese", cost=CHEAP)
    sealing.finish(filled)
    assert (made.name, shared, item(filled).roles) == ("Desk", 1, ("Desk",))
    opened = protection_roles.unlock(filled, "Desk", "grey geese")
    assert sealing.read(filled, item(filled), opened)["id"] == 5


def test_a_second_role_is_named_by_the_first(filled: Case) -> None:
    first = role(filled)
    seal(filled, 5)
    with pytest.raises(RefusedError) as caught:
        sealing.name_role(filled, "Own", "mine alone", cost=CHEAP)
    assert caught.value.code == "role_holder"
    sealing.name_role(filled, "Court", "old oaks", holder=first, cost=CHEAP)
    second = protection_roles.unlock(filled, "Court", "old oaks")
    assert sealing.read(filled, item(filled), second)["id"] == 5
    with pytest.raises(BadInputError):
        sealing.name_role(filled, "desk", "again", holder=first, cost=CHEAP)


def test_another_passphrase_opens_and_the_old_one_no_more(filled: Case) -> None:
    first = role(filled)
    protection_roles.change_passphrase(filled, first, "new geese", cost=CHEAP)
    assert protection_roles.unlock(filled, "Desk", "new geese") == first
    with pytest.raises(CaseLockedError):
        protection_roles.unlock(filled, "Desk", "grey geese")


def test_one_slot_does_not_open_under_another_name(filled: Case) -> None:
    role(filled)
    filled.db.execute("UPDATE protection_roles SET name = 'Court'")
    with pytest.raises(CaseLockedError):
        protection_roles.unlock(filled, "Court", "grey geese")


def test_the_first_person_is_no_second_reader(filled: Case) -> None:
    opened = role(filled)
    seal(filled, 5)
    for alias in (
        "  analyst ONE ",
        "Analyst\N{ZERO WIDTH SPACE} One",
        "Analyst\N{NO-BREAK SPACE}One",
    ):
        filled.actor = alias
        with pytest.raises(RefusedError) as caught:
            sealing.say(filled, item(filled), State.NO_CONCERN, role=opened)
        assert caught.value.code == "second_person"
    assert item(filled).state is State.SEALED


@pytest.mark.parametrize("state", [State.PRESERVED, State.DELETED, State.RELEASED])
def test_no_step_is_skipped(filled: Case, state: State) -> None:
    opened = role(filled)
    seal(filled, 5)
    filled.actor = "Reader Two"
    with pytest.raises(RefusedError) as caught:
        sealing.order(filled, item(filled), state, role=opened, reference="Order 7")
    assert caught.value.code == "protected_step"
    sealing.say(filled, item(filled), State.NO_CONCERN, role=opened)
    for nothing in (" ", "\N{ZERO WIDTH SPACE}", "-"):
        with pytest.raises(RefusedError) as caught:
            sealing.order(filled, item(filled), state, role=opened, reference=nothing)
        assert caught.value.code == "order_reference"
    with pytest.raises(RefusedError) as caught:
        sealing.order(filled, item(filled), state, role=None, reference="Order 7")
    assert caught.value.code == "role_needed"


def test_what_was_confirmed_is_not_released(filled: Case) -> None:
    opened = role(filled)
    seal(filled, 5)
    filled.actor = "Reader Two"
    sealing.say(filled, item(filled), State.CONFIRMED, role=opened)
    with pytest.raises(RefusedError):
        sealing.order(filled, item(filled), State.RELEASED, role=opened, reference="Order 7")
    sealing.order(filled, item(filled), State.PRESERVED, role=opened, reference="Order 7")
    assert item(filled).steps[-1].reason == "Order 7"


def released(case: Case, number: int, opened: RoleKey | None) -> None:
    case.actor = "Reader Two"
    sealing.say(case, item(case, number), State.NO_CONCERN, role=opened)
    sealing.order(case, item(case, number), State.RELEASED, role=opened, reference="Order 7")
    sealing.finish(case)


@pytest.mark.parametrize("with_role", [True, False])
def test_a_released_ad_is_what_it_was(filled: Case, with_role: bool) -> None:
    before, pictures = ads.get(filled, 5), images.of_ad(filled, 5)
    opened = role(filled) if with_role else None
    seal(filled, 5)
    released(filled, 1, opened)
    after = ads.get(filled, 5)
    assert (after.title, after.body, after.contacts, after.place) == (
        *(before.title, before.body, before.contacts, before.place),
    )
    assert [one.sha256 for one in images.of_ad(filled, 5)] == [one.sha256 for one in pictures]
    assert [one.sha256 for one in images.of_ad(filled, 6)] == [sha256_of(b"drawing 4")]
    assert images.read(filled, sha256_of(b"drawing 4")) == b"drawing 4"
    assert sha256_of(b"drawing 4") in set(images.pending(filled))
    assert [row.mark.note for row in marks.notes(filled)] == [f"look at {secret_words(5)[0]}"]
    assert len(judgements.current(filled)) == 1
    assert filled.db.execute("SELECT count(*) FROM protected_keys").fetchone()[0] == 0
    found = filled.db.execute(
        "SELECT rowid FROM ads_words WHERE ads_words MATCH ?", (secret_words(5)[0],)
    ).fetchall()
    assert found == [(5,)]
    filled.close()
    assert checks.check(filled.path, SECRET) == []


def test_deleted_by_order_only_the_hashes_stay(filled: Case) -> None:
    opened = role(filled)
    seal(filled, 5)
    uid = item(filled).uid
    filled.actor = "Reader Two"
    sealing.say(filled, item(filled), State.CONFIRMED, role=opened)
    sealing.order(filled, item(filled), State.DELETED, role=opened, reference="Order 7")
    sealing.finish(filled)
    assert not sealed_packages.is_there(filled, uid, sealed_packages.DOCUMENT)
    assert not sealed_packages.is_there(filled, uid, sha256_of(b"drawing 4"))
    assert filled.db.execute("SELECT count(*) FROM protected_keys").fetchone()[0] == 0
    assert [one.sha256 for one in item(filled).pictures] == [sha256_of(b"drawing 4")]
    with pytest.raises(RefusedError):
        sealing.read(filled, item(filled), opened)
    filled.close()
    assert checks.check(filled.path, SECRET) == []


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
@pytest.mark.parametrize("together", [True, False])
def test_a_picture_of_two_items_comes_back_with_the_last(
    filled: Case, order: tuple[int, int], together: bool
) -> None:
    if together:
        seal(filled, 5, 6)
    else:
        seal(filled, 5)
        seal(filled, 6)
    first, last = order
    released(filled, first, None)
    (one,) = images.of_ad(filled, item(filled, first).ad)
    assert one.status is ImageStatus.PROTECTED
    filled.actor = "Analyst One"
    released(filled, last, None)
    for ad in (5, 6):
        (one,) = images.of_ad(filled, ad)
        assert one.sha256 == sha256_of(b"drawing 4")
    assert images.read(filled, sha256_of(b"drawing 4")) == b"drawing 4"
    filled.close()
    assert checks.check(filled.path, SECRET) == []


def test_a_picture_of_a_deleted_item_stays_away(filled: Case) -> None:
    seal(filled, 5, 6)
    filled.actor = "Reader Two"
    sealing.say(filled, item(filled, 1), State.CONFIRMED, role=None)
    sealing.order(filled, item(filled, 1), State.DELETED, role=None, reference="Order 7")
    sealing.finish(filled)
    released(filled, 2, None)
    assert images.of_ad(filled, 6)[0].status is ImageStatus.PROTECTED
    filled.close()
    assert checks.check(filled.path, SECRET) == []


def test_a_missing_part_is_found_by_the_check(filled: Case) -> None:
    seal(filled, 5)
    name = sealed_packages.file_of(filled, item(filled).uid, sealed_packages.DOCUMENT)
    file = filled.path / "blobs" / name[:2] / name
    filled.close()
    file.unlink()
    assert [(one.path, one.problem) for one in checks.check(filled.path, SECRET)] == [
        (f"blobs/{name[:2]}/{name}", "blob_missing")
    ]


def test_records_tell_no_word_of_the_ad(filled: Case) -> None:
    seal(filled, 5)
    told = json.dumps([str(one) for one in protected.items(filled)]) + "".join(audit.lines(filled))
    assert not [word for word in secret_words(5) if word in told]
