# SPDX-License-Identifier: GPL-3.0-or-later
"""WhatsApp chats: forms of both kinds of phone, days, attached files, lines of the program."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexing.errors import KnownError
from indexing.importers.registry import Source, open_source
from indexing.importers.whatsapp import chat_name
from indexing.importers.whatsapp_headers import header_of
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.chat_conformance import ChatConformance
from tests.indexing.importers.conformance import every

LRM = "\u200e"
NNBSP = "\u202f"


def written(folder: Path, text: str, name: str = "_chat.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def ads_of(source: Source) -> list[AdRecord]:
    return [item for item in every(source) if isinstance(item, AdRecord)]


def read(folder: Path, text: str) -> list[AdRecord]:
    return ads_of(open_source(written(folder, text)))


class _Written(ChatConformance):
    format = "whatsapp"
    suffix = ".txt"
    fields = frozenset(
        ["site", "url", "title", "body", "posted_at", "author", "contacts", "images"],
    )
    head = ""

    def written_id(self, number: str) -> str:
        return ""  # the export gives no ids

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        lines = (f"{self.head}{sender}: {text}\n" for _, sender, text, *_ in rows)
        path.write_text("".join(lines), encoding="utf-8")


class TestAndroid(_Written):
    head = "15.04.2016, 15:04 - "


class TestIos(_Written):
    head = f"{LRM}[4/15/16, 3:04:33{NNBSP}PM] "


@pytest.mark.parametrize(
    ("head", "posted"),
    [
        ("15.04.2016, 15:04 - ", "2016-04-15T15:04"),
        ("15/04/2016 15:04 - ", "2016-04-15T15:04"),
        ("15/04/2016 à 15:04 - ", "2016-04-15T15:04"),
        ("15/4/16, 3:04 p. m. - ", "2016-04-15T15:04"),
        (f"15/4/16, 12:04{NNBSP}a.{NNBSP}m. - ", "2016-04-15T00:04"),
        (f"4/15/16, 3:04{NNBSP}PM - ", "2016-04-15T15:04"),
        ("4/15/16, 12:04 PM - ", "2016-04-15T12:04"),
        ("2016-04-15 15:04 - ", "2016-04-15T15:04"),
        ("2016. 04. 15. 15:04 - ", "2016-04-15T15:04"),
        ("2016/4/15 下午3:04 - ", "2016-04-15T15:04"),
        ("15.4.2016 klo 15.04 - ", "2016-04-15T15:04"),
        ("15/04/2559, 15:04 - ", "2016-04-15T15:04"),
        ("\u200f١٥\u200f/٤\u200f/٢٠١٦، ٣:٠٤ م - ", "2016-04-15T15:04"),
        ("[15.04.16, 15:04:33] ", "2016-04-15T15:04:33"),
        (f"{LRM}[15/04/2016 15:04:33] ", "2016-04-15T15:04:33"),
        (f"[4/15/16, 3:04:33{NNBSP}PM] ", "2016-04-15T15:04:33"),
        (f"[2016-04-15, 3:04:33{NNBSP}p.m.] ", "2016-04-15T15:04:33"),
    ],
)
def test_forms_of_time(tmp_path: Path, head: str, posted: str) -> None:
    [ad] = read(tmp_path, f"{head}Ana: Room near the tram\n")
    assert (ad.posted_at, ad.author, ad.body) == (posted, "Ana", "Room near the tram")
    assert ad.site == "WhatsApp"
    assert ad.extra["date.raw"].translate({0x200F: None}) in head.translate({0x200F: None})


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["01/02/16", "25/02/16"], "dmy"),
        (["01/02/16", "02/25/16"], "mdy"),
        (["15/12/31", "16/01/02"], "ymd"),  # else a year before the program was made
        (["01/02/16"], "unknown"),
        (["01/02/16", "02/02/16", "03/02/16"], "unknown"),
        (["01/02/16", "12/02/16", "01/03/16"], "dmy"),  # else December before January
        (["15/01/20", "15/01/21", "15/02/03"], "ymd"),  # else 2021 before 2003
        (["2016/02/01"], "ymd"),
        (["40/40/16", "01/02/16"], "unknown"),
    ],
)
def test_the_order_of_day_and_month(tmp_path: Path, days: list[str], order: str) -> None:
    text = "".join(f"{day}, 10:00 - Ana: Room {day}\n" for day in days)
    source = open_source(written(tmp_path, text))
    ads = ads_of(source)
    assert [note.code for note in source.notes] == ["date_order_unknown"] * (order == "unknown")
    assert {ad.extra["date_order"] for ad in ads} == {order}
    if order == "unknown":
        assert [ad.posted_at for ad in ads] == [f"{day}, 10:00" for day in days]
        source.field_map = replace(source.field_map, date_order="dmy")  # as a person says
        assert not source.notes
    else:
        assert all(ad.posted_at.startswith("20") for ad in ads)
        assert [ad.extra["date.raw"] for ad in ads] == [f"{day}, 10:00" for day in days]


def test_one_message_goes_on_over_lines(tmp_path: Path) -> None:
    text = (
        "[15.04.16, 15:04:33] Ana: First line\r\n\r\nNote: third\u2028line\r\n"
        "[15.04.2016, 15:04] Bo: pasted from another chat\r\n"
        "16.04.16, 10:00 - Bo: and in another form\r\n"
        "[16.04.16, 15:04:33] Bo: Second\r\n"
    )
    first, second = read(tmp_path, text)
    assert first.body.split("\n") == [
        "First line",
        "",
        "Note: third\u2028line",
        "[15.04.2016, 15:04] Bo: pasted from another chat",
        "16.04.16, 10:00 - Bo: and in another form",
    ]
    assert (second.place, second.body) == ("message 2", "Second")


ANDROID = "15.04.2016, 15:04 - "
IOS = f"{LRM}[15.04.16, 15:04:33] "


@pytest.mark.parametrize(
    "line",
    [
        f"{ANDROID}Messages and calls are end-to-end encrypted. No one outside of this chat can.",
        f"{ANDROID}Ana joined using this group's invite link",
        f"{ANDROID}Ana left",
        f'{ANDROID}Ana created group "Rooms: Lille"',
        f"{ANDROID}Ana changed the subject from “Rooms: Lille” to “Rooms: all”",
        f"{IOS}Rooms Lille: {LRM}Messages and calls are end-to-end encrypted.",
        f"{IOS}Rooms Lille: {LRM}Les messages et les appels sont chiffrés de bout en bout.",
        f"{IOS}Rooms Lille: {LRM}Los mensajes y llamadas están cifrados de extremo a extremo.",
        f"{IOS}Rooms Lille: {LRM}Ana created this group",
        f"{IOS}Ana: {LRM}Missed voice call",
    ],
)
def test_lines_of_the_program_are_no_ads(tmp_path: Path, line: str) -> None:
    head = IOS if line.startswith(LRM) else ANDROID
    source = open_source(written(tmp_path, f"{line}\n{head}Ana: A room\n"))
    assert [(ad.place, ad.body) for ad in ads_of(source)] == [("message 2", "A room")]
    assert source.skipped == {"system_line": 1}


@pytest.mark.parametrize(
    "text",
    ["This message was deleted", f"{LRM}Ce message a été supprimé.", "Eliminaste este mensaje."],
)
def test_what_was_taken_back_is_counted(tmp_path: Path, text: str) -> None:
    source = open_source(written(tmp_path, f"{IOS}Ana: {text}\n{IOS}Ana: A room\n"))
    assert [ad.body for ad in ads_of(source)] == ["A room"]
    assert source.skipped == {"deleted_message": 1}


@pytest.mark.parametrize(
    "text",
    [
        f"{LRM}A room whose text begins with a mark",
        "I created this group of rooms near the tram: call",
        "Missed voice call from you, call again about the room",
        "<b>Room</b> (near the tram)",
        "see plan.pdf (second page)",
        "Rooms: see https://example.org/a.jpg",
        "image omitted from the list, ask me",
    ],
)
def test_what_a_person_wrote_stays_whole(tmp_path: Path, text: str) -> None:
    [ad] = read(tmp_path, f"{IOS}Ana: {text}\n")
    assert ad.body == text
    assert ad.images == ()


@pytest.mark.parametrize(
    ("text", "body", "picture"),
    [
        ("IMG-20160415-WA0001.jpg (file attached)\nA room", "A room", True),
        (f"{LRM}IMG-20160415-WA0001.jpg (fichier joint)\nA room", "A room", True),
        ("IMG-20160415-WA0001.jpg (archivo adjunto)", "", True),
        ("IMG-20160415-WA0001.jpg (Datei angehängt)", "", True),
        ("IMG-20160415-WA0001.jpg (arquivo anexado)\nTwo\nlines", "Two\nlines", True),
        ("IMG-20160415-WA0001.jpg (words of another tongue)", "", True),
        ("room, back.jpg (file attached)", "", True),
        (f"{LRM}<attached: 00000012-PHOTO-2016-04-15-15-04-33.jpg>", "", True),
        (f"A room {LRM}<attached: 00000012-PHOTO-2016-04-15-15-04-33.jpg>", "A room", True),
        (f"{LRM}<pièce jointe : 00000012-PHOTO-2016-04-15-15-04-33.jpg>", "", True),
        (f"{LRM}<adjunto: 00000012-PHOTO-2016-04-15-15-04-33.jpg>", "", True),
        (f"{LRM}<Anhang: 00000012-PHOTO-2016-04-15-15-04-33.jpg>", "", True),
        ("<Media omitted>\nA room", "A room", False),
        ("<Médias omis>", "", False),
        ("<Multimedia omitido>", "", False),
        ("<Medien ausgeschlossen>", "", False),
        ("<Mídia oculta>", "", False),
        (f"{LRM}image omitted", "", False),
        (f"{LRM}image absente", "", False),
        (f"A room {LRM}<This message was edited>", "A room", None),
        (f"{LRM}video omitted", "", None),
        (f"plan.pdf • {LRM}2 pages {LRM}document omitted", "", None),
        ("STK-20160415-WA0001.webp (file attached)", "", None),
        ("PTT-20160415-WA0001.opus (file attached)", "", None),
    ],
)
def test_attached_files(tmp_path: Path, text: str, body: str, picture: bool | None) -> None:
    for name in ("IMG-20160415-WA0001.jpg", "00000012-PHOTO-2016-04-15-15-04-33.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "room, back.jpg").write_bytes(b"back")
    [ad] = read(tmp_path, f"{ANDROID}Ana: {text}\n")
    assert ad.body == body
    assert [x.path is not None for x in ad.images] == ([] if picture is None else [picture])


def test_names_of_files_and_notes_are_kept(tmp_path: Path) -> None:
    text = (
        f"{ANDROID}Ana: VID-20160415-WA0002.mp4 (file attached)\n"
        f"{ANDROID}Ana: plan.pdf • {LRM}2 pages {LRM}document omitted\n"
        f"{ANDROID}Ana: A room {LRM}<This message was edited>\n"
    )
    film, plan, edited = read(tmp_path, text)
    assert film.extra["file"] == "VID-20160415-WA0002.mp4"
    assert plan.extra["omitted"] == "plan.pdf • 2 pages document omitted"
    assert edited.extra["note"] == "<This message was edited>"


def test_senders(tmp_path: Path) -> None:
    text = (
        f"{ANDROID}\u202a+33 6 39 98 00 01\u202c: A room\n"
        f"{ANDROID}~{NNBSP}Ana 🏠 (board): A room: near the tram\n"
        f"{ANDROID}Ana:\nA room\n"
    )
    ads = read(tmp_path, text)
    assert [ad.author for ad in ads] == ["+33 6 39 98 00 01", f"~{NNBSP}Ana 🏠 (board)", "Ana"]
    assert [ad.body for ad in ads] == ["A room", "A room: near the tram", "A room"]


@pytest.mark.parametrize(
    ("name", "chat"),
    [
        ("WhatsApp Chat with Rooms Lille.txt", "Rooms Lille"),
        ("Discussion WhatsApp avec Rooms Lille (1).txt", "Rooms Lille"),
        ("Chat de WhatsApp con Rooms Lille.txt", "Rooms Lille"),
        ("WhatsApp Chat mit Rooms Lille.txt", "Rooms Lille"),
        ("Conversa do WhatsApp com Rooms Lille.txt", "Rooms Lille"),
        ("WhatsApp Chat - Rooms Lille/_chat.txt", "Rooms Lille"),
        ("WhatsApp Chat - Rooms Lille.zip/_chat.txt", "Rooms Lille"),
        ("somewhere/_chat.txt", ""),
        ("board.txt", ""),
    ],
)
def test_the_name_of_the_chat(name: str, chat: str) -> None:
    assert chat_name(Path("cases") / name) == chat


def test_lines_before_the_first_message_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, f"Copied from my phone\ntoday\n{ANDROID}Ana: A room\n", "a.txt")
    source = open_source(path, format="whatsapp")
    first, second = every(source)
    assert isinstance(first, Rejected)
    assert (first.place, first.code) == ("message 1", "not_a_message")
    assert isinstance(second, AdRecord)


def test_tables_are_no_chats(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text("date,title\n15.04.2016,A room\n")
    assert open_source(path).format == "csv"
    path.write_text("[date],title - text\n15.04.2016 15:04 - A,Ana: b\n")
    assert open_source(path).format == "csv"


def test_odd_values(tmp_path: Path) -> None:
    text = (
        f"{ANDROID}Ana: \u202egnihton\u202c\n31.02.2016, 25:99 - Ana: b\n"
        f"00.00.0000, 10:00 - Ana: c\n{ANDROID}Ana: a\0b\n{ANDROID}Ana: \n{ANDROID}Ana: d\n"
    )
    found = every(open_source(written(tmp_path, text)))
    assert [x.code if isinstance(x, Rejected) else x.body for x in found] == [
        "\u202egnihton\u202c",
        "b",
        "c",
        "row_nul",
        "",
        "d",
    ]


def test_a_cut_gzip_file_loses_its_last_message_only(tmp_path: Path) -> None:
    import gzip

    lines = "".join(f"{ANDROID}Ana: Room {number} {number**9}\n" for number in range(200))
    path = tmp_path / "_chat.txt"
    path.write_bytes(gzip.compress(lines.encode())[:-300])
    *kept, last = every(open_source(path))
    assert isinstance(last, Rejected)
    assert (last.code, last.place) == ("file_cut", f"message {len(kept) + 1}")
    assert all(isinstance(x, AdRecord) and len(x.body) > 6 for x in kept)


def test_a_message_over_the_limit_is_rejected_alone(tmp_path: Path) -> None:
    text = f"{ANDROID}Ana: {'x' * 10_000_000}\n{'y' * 10_000_000}\n{ANDROID}Ana: A room\n"
    found = every(open_source(written(tmp_path, text)))
    assert [x.code if isinstance(x, Rejected) else x.body for x in found] == [
        "cell_too_long",
        "A room",
    ]


def _long(path: Path, count: int, times: int = 1) -> Path:
    said = "Call in the evening. " * times
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(f"{ANDROID}Ana: Room {number} near the tram\n{said}\n")
    return path


def _peak(path: Path) -> int:
    tracemalloc.start()
    assert sum(1 for _ in open_source(path).records()) > 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_messages(tmp_path: Path) -> None:
    # both are longer than the pieces in which a file is read
    small = _long(tmp_path / "a.txt", 2_000, 50)
    large = _long(tmp_path / "b.txt", 6_000, 50)
    assert _peak(large) < 1.2 * _peak(small)


@pytest.mark.slow
def test_a_hundred_thousand_messages(tmp_path: Path) -> None:
    path = _long(tmp_path / "_chat.txt", 100_000)
    assert len(ads_of(open_source(path))) == 100_000


PIECES = st.sampled_from(
    [
        *("15.04.2016", "4/15/16", "[", "]", ", ", " - ", "15:04", ":33", "PM", NNBSP, LRM, "\n"),
        *("Ana", ": ", "<attached: ", ">", "a.jpg", " (file attached)", "x", "\u202e", "١٥", "\r"),
        *(ANDROID, IOS, "<Media omitted>", "This message was deleted", "99.99.9999, 99:99 - "),
    ]
)


def _never_crashes(folder: Path, text: str) -> None:
    path = written(folder, f"{ANDROID}Ana: first\n{text}")
    try:
        source = open_source(path)
    except KnownError:
        return
    found = every(source)
    assert len({item.place for item in found}) == len(found)
    assert found == every(source)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES | st.text(max_size=5), max_size=30))
@example(pieces=[f"{ANDROID}Ana: ", "<attached: a.jpg>"])
def test_any_lines_are_read(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "replace").decode()
    _never_crashes(tmp_path_factory.getbasetemp(), text)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@settings(max_examples=50_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES | st.text(max_size=5), max_size=60))
def test_any_lines_at_length(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "replace").decode()
    _never_crashes(tmp_path_factory.getbasetemp(), text)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from("0123456789./-,: []APMapm\u200e\u202f-–\n"), max_size=150)
)
def test_headers_of_any_text(text: str) -> None:
    header = header_of(text)
    assert header is None or 0 < header.end <= len(text)
