# SPDX-License-Identifier: GPL-3.0-or-later
"""Facebook and Instagram downloads: broken letters, posts, comments, messages, pictures, damage."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.importers.meta_download import mended
from indexing.importers.minimise import Minimise, MinimisedReader
from indexing.importers.registry import Source, open_source
from indexing.limits import MAX_JSON_PARTS
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.chat_conformance import ChatConformance
from tests.indexing.importers.conformance import every

SECONDS, MILLISECONDS = 1_691_064_311, 1_691_064_311_123


def broken(text: str) -> str:
    """A text as the download writes it: each byte of UTF-8 as a character."""
    return text.encode().decode("latin-1")


def said(text: object, *, sender: str = "Ana", **more: object) -> dict[str, Any]:
    return {"sender_name": broken(sender), "timestamp_ms": MILLISECONDS, "content": text, **more}


def thread(*messages: object, title: str = "Rooms") -> dict[str, Any]:
    return {
        "participants": [{"name": "Ana"}, {"name": "Bo"}],
        "messages": list(messages),
        "title": broken(title),
        "is_still_participant": True,
        "thread_path": "inbox/rooms_1",
        "magic_words": [],
    }


def written(path: Path, document: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1), encoding="ascii")
    return path


def ads_of(source: Source) -> list[AdRecord]:
    return [item for item in every(source) if isinstance(item, AdRecord)]


def read(folder: Path, document: object) -> list[AdRecord]:
    source = open_source(written(folder / "posts.json", document))
    assert source.format == "meta"
    return ads_of(source)


def codes(source: Source) -> list[tuple[str, str]]:
    return [(x.place, x.code if isinstance(x, Rejected) else "") for x in every(source)]


class TestMeta(ChatConformance):
    format = "meta"
    suffix = ".json"
    fields = frozenset(
        "site url title posted_at author body contacts images place_text".split(),  # noqa: SIM905
    )

    def written_id(self, number: str) -> str:
        return ""  # the download gives no ids

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        written(path, thread(*(said(broken(x[2]), sender=x[1]) for x in rows)))


@pytest.mark.parametrize(
    "text",
    [
        "Chambre à louer près de la gare – 450 €",
        "São Paulo: habitación “tranquila”",
        "Кімната біля станції",
        "غرفة للإيجار هادئة",
        "חדר להשכרה",
        "部屋を貸します ＡＢＣ １２３",
        "한국어 과외",
        "Ćwiczenia języka łotewskiego",
        "🏠 👩‍👩‍👧",
        "é",
    ],
)
def test_letters_are_mended_and_the_raw_text_kept(text: str) -> None:
    assert mended({"text": broken(text)}) == {"text": text, "text.raw": broken(text)}
    assert mended({"text": text}) == {"text": text}  # what is right stays as it is


def test_a_message(tmp_path: Path) -> None:
    more: dict[str, Any] = {
        "share": {"link": "https://rooms.example.org/7", "share_text": broken("Chambre à louer")},
        "reactions": [{"reaction": broken("👍"), "actor": "Cy"}],
        "type": "Generic",
    }
    [ad] = read(tmp_path, thread(said(broken("Près du tram"), **more), title="Été à Lille"))
    assert (ad.place, ad.author, ad.body) == ("item 1", "Ana", "Près du tram")
    assert ad.posted_at == "2023-08-03T12:05:11Z"
    assert ad.contacts == ("https://rooms.example.org/7",)
    assert ad.extra == {
        "chat": "Été à Lille",
        "chat.raw": broken("Été à Lille"),
        "thread_path": "inbox/rooms_1",
        "date": str(MILLISECONDS),
        "text.raw": broken("Près du tram"),
        "share_text": "Chambre à louer",
        "share_text.raw": broken("Chambre à louer"),
        "type": "Generic",
    }


def test_the_raw_name_goes_where_the_mended_one_goes(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json", thread(said("A room", sender="Zoé")))
    [kept] = ads_of(open_source(path))
    assert (kept.author, kept.extra["from.raw"]) == ("Zoé", broken("Zoé"))
    how = Minimise(dropped=("from",))
    [ad] = ads_of(open_source(path, around=lambda reader: MinimisedReader(reader, how)))
    assert "Zo" not in repr(ad)


def test_messages_of_the_encrypted_download(tmp_path: Path) -> None:
    message = {
        "isUnsent": False,
        "media": [{"uri": "./media/a.jpg"}],
        "senderName": "Ana",
        "text": "Chambre près du tram",
        "timestamp": MILLISECONDS,
        "type": "text",
    }
    path = tmp_path / "m.json"
    whole = {"participants": ["Ana"], "threadName": "Rooms_1", "messages": [message]}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.jpg").write_bytes(b"one")
    [ad] = ads_of(open_source(path))
    assert (ad.author, ad.body, ad.extra["chat"]) == ("Ana", "Chambre près du tram", "Rooms_1")
    assert [x.is_found for x in ad.images] == [True]


def test_what_is_no_ad_is_counted(tmp_path: Path) -> None:
    messages = [said("", is_unsent=True), said("Ana called", type="Call"), said("A room")]
    source = open_source(written(tmp_path / "m.json", thread(*messages)))
    assert codes(source) == [("item 3", "")]
    assert source.skipped == {"deleted_message": 1, "service_message": 1}


def test_a_post(tmp_path: Path) -> None:
    media = {
        "uri": "posts/media/x/1.jpg",
        "creation_timestamp": SECONDS,
        "description": broken("Près du tram"),
        "media_metadata": {"photo_metadata": {"exif_data": [{"upload_ip": "192.0.2.1"}]}},
    }
    place = {"name": "Gare", "address": "Lille", "coordinate": {"latitude": 1.5}}
    post = {
        "timestamp": SECONDS,
        "attachments": [
            {"data": [{"media": media}, {"external_context": {"url": "https://example.org/r"}}]},
            {"data": [{"place": place}]},
        ],
        "data": [{"post": broken("Chambre à louer")}, {"update_timestamp": SECONDS}],
        "title": "Ana posted in Rooms.",
        "tags": [{"name": "Bo"}],
    }
    [ad] = read(tmp_path, [post])
    assert ad.body == "Chambre à louer\n\nPrès du tram"
    assert (ad.site, ad.title, ad.posted_at) == ("Facebook", "", "2023-08-03T12:05:11Z")
    assert ad.contacts == ("https://example.org/r",)
    assert ad.place_text == "Gare\n\nLille"
    assert ad.extra["activity"] == "Ana posted in Rooms."
    assert json.loads(ad.extra["tags"]) == ["Bo"]
    assert [x.untrusted_name for x in ad.images] == ["posts/media/x/1.jpg"]
    assert "192.0.2" not in repr(ad)


def test_a_comment(tmp_path: Path) -> None:
    comment = {
        "timestamp": SECONDS,
        "comment": broken("Chambre à louer"),
        "author": "Ana",
        "group": "Rooms",
    }
    entry = {"timestamp": SECONDS, "data": [{"comment": comment}], "title": "Ana commented."}
    [ad] = read(tmp_path, {"comments_v2": [entry]})
    assert (ad.body, ad.author, ad.extra["chat"]) == ("Chambre à louer", "Ana", "Rooms")


def test_instagram(tmp_path: Path) -> None:
    one = {"uri": "media/posts/1.jpg", "creation_timestamp": SECONDS, "title": broken("À louer")}
    two = {"uri": "media/posts/2.jpg", "creation_timestamp": SECONDS + 1, "title": ""}
    film = {"uri": "media/posts/3.mp4", "creation_timestamp": SECONDS}
    album = {"media": [two, film], "title": "A ride", "creation_timestamp": SECONDS + 60}
    first, second = read(tmp_path, [{"media": [one]}, album])
    assert (first.site, first.body, len(first.images)) == ("Instagram", "À louer", 1)
    assert first.posted_at == "2023-08-03T12:05:11Z"
    assert (second.body, second.posted_at) == ("A ride", "2023-08-03T12:06:11Z")
    assert json.loads(second.extra["file"]) == ["media/posts/3.mp4"]
    [story] = read(tmp_path, {"ig_stories": [one]})
    assert story.body == "À louer"
    strings = {
        "Commentaire": {"value": broken("Chambre à louer")},
        broken("Propriétaire"): {"value": "bo"},
        "Heure": {"timestamp": SECONDS},
    }
    [comment] = read(tmp_path, [{"media_list_data": [], "string_map_data": strings}])
    assert comment.body == "Chambre à louer"
    assert comment.posted_at == "2023-08-03T12:05:11Z"
    assert comment.extra["Propriétaire"] == "bo"


def test_pictures_lie_below_the_top_of_the_download(tmp_path: Path) -> None:
    top = tmp_path / "facebook-ana"
    folder = top / "your_facebook_activity" / "messages" / "inbox" / "rooms_1"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "1.jpg").write_bytes(b"one")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "own.jpg").write_bytes(b"of somebody else")
    (top / "secret.jpg").write_bytes(b"no")
    uri = "your_facebook_activity/messages/inbox/rooms_1/photos/1.jpg"
    names = [uri, uri.replace("1.jpg", "2.jpg"), "posts/own.jpg", "secret.jpg"]
    names += ["messages/../../secret.jpg", "/etc/passwd.jpg"]
    message = said("A room", photos=[{"uri": name, "creation_timestamp": 1} for name in names])
    path = written(folder / "message_1.json", thread(message))
    [ad] = ads_of(open_source(path))
    assert [(x.untrusted_name, x.path) for x in ad.images] == [
        (uri, str(folder / "photos" / "1.jpg")),
        *((name, None) for name in names[1:]),
    ]


def test_a_link_out_of_the_download_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "own.jpg").write_bytes(b"of somebody else")
    folder = tmp_path / "top" / "posts"
    folder.mkdir(parents=True)
    (folder / "a.jpg").symlink_to(tmp_path / "own.jpg")
    media = {"uri": "posts/a.jpg", "creation_timestamp": SECONDS}
    post = {"timestamp": SECONDS, "attachments": [{"data": [{"media": media}]}]}
    [ad] = ads_of(open_source(written(folder / "posts_1.json", [post])))
    assert [x.path for x in ad.images] == [None]


def test_a_download_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "facebook-ana.zip"
    uri = "your_facebook_activity/messages/inbox/rooms_1/photos/1.jpg"
    document = thread(said(broken("Près du tram"), photos=[{"uri": uri}]))
    with zipfile.ZipFile(path, "w") as archive:
        name = "your_facebook_activity/messages/inbox/rooms_1/message_1.json"
        archive.writestr(name, json.dumps(document))
        archive.writestr(uri, b"one")
    [ad] = ads_of(open_source(path))
    assert ad.body == "Près du tram"
    assert [x.is_found for x in ad.images] == [True]


def test_other_json_is_no_download(tmp_path: Path) -> None:
    for document in (
        [{"id": 1, "title": "A room", "timestamp": SECONDS, "data": [1]}],
        {"participants": [], "ads": [{"id": 1, "title": "A room"}]},
        [{"media": ["a.jpg"], "title": "A room"}],
    ):
        assert open_source(written(tmp_path / "ads.json", document)).format == "json"


def test_entries_of_an_unknown_kind_keep_their_keys(tmp_path: Path) -> None:
    items = [{"title": broken("Étagère"), "price": "10", "created_timestamp": SECONDS}]
    path = written(tmp_path / "items.json", {"items_selling_v2": items})
    [ad] = ads_of(open_source(path, format="meta"))
    assert (ad.title, ad.price_text, ad.posted_at) == ("Étagère", "10", "2023-08-03T12:05:11Z")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_file_gives_what_is_whole(tmp_path: Path, share: float) -> None:
    path = written(tmp_path / "m.json", thread(*(said(f"Room {x}") for x in range(40))))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    *kept, last = every(open_source(path))
    assert all(isinstance(item, AdRecord) for item in kept)
    assert isinstance(last, Rejected)
    assert (last.code, last.place) == ("json_cut", f"item {len(kept) + 1}")


def test_what_is_no_entry_is_rejected_by_place(tmp_path: Path) -> None:
    many = said("x", photos=[{"uri": "a.jpg"}] * MAX_JSON_PARTS)
    messages = [said("ok"), [1], 5, {}, many, said("a\0b"), said("x" * 10_000_000), said("ok")]
    assert codes(open_source(written(tmp_path / "m.json", thread(*messages)))) == [
        ("item 1", ""),
        ("item 2", "not_an_object"),
        ("item 3", "not_an_object"),
        ("item 4", "row_empty"),
        ("item 5", "too_many_columns"),
        ("item 6", "row_nul"),
        ("item 7", "cell_too_long"),
        ("item 8", ""),
    ]


VALUES: list[Any] = [None, True, -5, 2.5, "", "tëxt", [], [[]], ["a", 1, None], {}, {"uri": 1}]
KEYS = [
    *("sender_name", "timestamp_ms", "content", "photos", "media", "share", "sticker", "type"),
    *("timestamp", "data", "attachments", "title", "tags", "uri", "creation_timestamp"),
    *("string_map_data", "media_list_data", "is_unsent"),
]


@pytest.mark.parametrize("key", KEYS)
def test_wrong_types_in_every_field_lose_no_entry(tmp_path: Path, key: str) -> None:
    entries = [{**said("A room"), key: value} for value in VALUES]
    posts = [{"timestamp": 1, "data": [{"post": "A"}], key: value} for value in VALUES]
    for document in (thread(*entries), posts):
        source = open_source(written(tmp_path / "m.json", document), format="meta")
        assert len(every(source)) + sum(source.skipped.values()) == len(VALUES)


def test_odd_values(tmp_path: Path) -> None:
    bidi = "\u202egnihton\u202c A room"
    messages = [said(bidi, timestamp_ms=-86_400_000), said(bidi, timestamp_ms=10**20)]
    ads = read(tmp_path, thread(*messages))
    assert [ad.body for ad in ads] == [bidi, bidi]
    assert [ad.posted_at for ad in ads] == ["-86400000", str(10**20)]


def _peak(path: Path, count: int) -> int:
    with path.open("w", encoding="ascii") as file:
        file.write('{"participants": [], "messages": [')
        file.write(",\n".join(json.dumps(said(broken("Près du tram") * 20)) for _ in range(count)))
        file.write("]}")
    source = open_source(path)
    tracemalloc.start()
    assert sum(1 for _ in source.records()) == count
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_entries(tmp_path: Path) -> None:
    assert _peak(tmp_path / "b.json", 3_000) < 1.2 * _peak(tmp_path / "a.json", 1_000)


@pytest.mark.slow
def test_a_hundred_thousand_messages(tmp_path: Path) -> None:
    assert _peak(tmp_path / "a.json", 100_000) < 30_000_000


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*KEYS, "post", "comment", "external_context", "url", "name", "value"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def _never_crashes(folder: Path, entries: list[object]) -> None:
    source = open_source(written(folder / "any.json", thread(said("A room"), *entries)))
    found = every(source)
    assert len({item.place for item in found}) == len(found)
    assert 1 + len(entries) == len(found) + sum(source.skipped.values())
    assert found == every(source)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries=st.lists(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=8), max_size=5))
def test_any_entries_are_read_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, entries: list[object]
) -> None:
    _never_crashes(tmp_path_factory.getbasetemp(), entries)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries=st.lists(ANY, max_size=6))
def test_any_entries_at_length(
    tmp_path_factory: pytest.TempPathFactory, entries: list[object]
) -> None:
    _never_crashes(tmp_path_factory.getbasetemp(), entries)
