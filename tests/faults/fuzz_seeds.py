# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fuzz run begins with: the real files of each format, and what the tests' writers write."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from indexing.sandbox.worker import _samples
from tests.indexing.importers import web_archives, workbooks
from tests.indexing.importers.conformance import COLUMNS, ROWS

REAL = Path(__file__).parents[1] / "app" / "commands" / "real_files"
DATA = Path(__file__).parents[1] / "indexing" / "importers" / "data"
ROOT = Path(__file__).parents[2]

_FILES: Mapping[str, tuple[str, ...]] = {
    "csv": ("tables/rooms.csv", "crawler/ads.csv", "actor/*.csv"),
    "tsv": ("tables/rooms.tsv",),
    "json": ("crawler/ads.json", "actor/dataset.json", "actor/default/*.json"),
    "jsonl": ("crawler/ads.jsonl", "crawler/ads.jsonl.gz", "stored/ads.jl"),
    "xml": ("crawler/ads.xml",),
    "cdr": ("dump/*.jl",),
    "xlsx": ("tables/rooms.xlsx",),
    "ods": ("tables/rooms.ods",),
    "xls": ("tables/rooms.xls",),
    "sheet-html": ("tables/rooms-page.xls",),
    "sheet-xml": ("tables/rooms.xml",),
    "html": ("saved/*.html", "mirror/*/ad/*.html"),
    "mhtml": ("saved/*.mhtml",),
    "meta": (),
    "telegram": ("chats/telegram/result.json",),
    "telegram-html": ("chats/telegram-html/messages.html",),
    "whatsapp": ("chats/whatsapp-android/*.txt",),
    "warc": ("archives/rooms.warc.gz",),
    "wacz": ("archives/rooms.wacz",),
    "zip": ("saved.zip", "chats/*.zip"),
    "pictures-table": ("tables/rooms.csv", "crawler/ads.csv"),
    "cells": ("mirror/*/ad/*.html",),
    "compound": ("tables/rooms.xls",),
    "ods-limits": ("tables/rooms.ods",),
    "image": ("dump/media/*", "crawler/images/thumbs/small/*"),
}
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "csv": (
        'sep=;\nid;title;text\n1;Room;"two\nlines; and a quote """\n',
        "a|b|c\n1|2|3\n\n4|5\n",
        "reject place,reject code,reject reason,reject row,id,title\nrow 3,x,y,z,7,'=Room\n",
    ),
    "tsv": ("id\ttitle\tdescription\n1\tRoom\tA <b>quiet</b> room&eacute;\n",),
    "json": (
        '{"meta": {"n": 1}, "items": [{"id": 1e5, "seller": {"name": "A"}, "x": [1, [2]]}, 7]}',
        '[{"_id": {"$oid": "5f"}, "date": {"$date": 1700000000000}, "images": ["a.png"]}]',
        '{"title": "Room", "price": NaN, "images": [{"url": "a"}]}',
    ),
    "jsonl": ('{"id": 1, "a/b": [1, 2, null, true]}\n\n{"id": 2}\n{broken\n',),
    "xml": (
        '<rss version="2.0"><channel><title>Rooms</title><item><title>Room</title><link>'
        "https://example.org/1</link><guid isPermaLink='no'>1</guid><![CDATA[<b>quiet</b>]]>"
        '<enclosure url="a.jpg"/></item></channel></rss>',
        "<ads><ad id='1'><title>Room &amp; desk</title><p><v>1</v><v>2</v></p></ad><ad/></ads>",
    ),
    "sheet-html": (
        "<table><tr><th>ID<th>Title<th>Text</tr><tr><td>1<td rowspan=2><a href='https://example."
        "org/1'>Room</a><td>A &amp; B<br>c<img src=a.jpg></tr><tr><td x:num='123456789012'>1E+11"
        "<td colspan=2>x<table><tr><td>y</table></tr></table><table><tr><td>a<td>b</table>",
    ),
    "sheet-xml": (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Ads"><Table>'
        "<Row><Cell><Data>id</Data></Cell><Cell><Data>title</Data></Cell></Row>"
        '<Row ss:Index="4"><Cell ss:HRef="https://example.org/1"><Data ss:Type="Number">1E+3</Data>'
        '</Cell><Cell ss:Index="2" ss:MergeAcross="1"><ss:Data ss:Type="DateTime">2024-05-06T07:08:'
        "00.000</ss:Data><Comment><Data>x</Data></Comment></Cell></Row></Table></Worksheet>"
        "</Workbook>",
    ),
    "whatsapp": (
        "[15/04/2016, 15:04:33] Ana: Room\nnear the tram\n"
        "\u200e[15/04/2016, 15:05:33] Ana: \u200eimage omitted\n",
        "4/15/16, 3:04 PM - Ana: Room\n4/15/16, 3:05 PM - +44 7700 900123: IMG-1.jpg (file "
        "attached)\n",
    ),
    "meta": (
        '{"participants": [{"name": "Ana"}], "messages": [{"sender_name": "Ana", "timestamp_ms": '
        '1691064311000, "content": "Chambre \\u00c3\\u00a0 louer", "photos": [{"uri": "a/b.jpg"}],'
        ' "share": {"link": "https://rooms.example.org/7"}}], "title": "x", '
        '"thread_path": "inbox/rooms_1"}',
    ),
    "pictures-table": ("ad_id,path,url\n1,full/a.jpg,https://example.org/a.jpg\n1,b.png,\n2,,\n",),
    "hash-csv": (
        "md5,category\nd41d8cd98f00b204e9800998ecf8427e,1\n",
        "type,value\nsha1,da39a3ee5e6b4b0d3255bfef95601890afd80709\npdq," + "f8" * 32 + "\n",
        "d41d8cd98f00b204e9800998ecf8427e\n" + "0a" * 32 + "\n",
    ),
    "hash-vics": (
        '{"odata.metadata": "x", "value": [{"MediaID": 1, "Category": 2, "MD5": "d41d8cd98f00b204'
        'e9800998ecf8427e", "SHA1": "da39a3ee5e6b4b0d3255bfef95601890afd80709", '
        '"MediaFiles": [{"MD5": "d41d8cd98f00b204e9800998ecf8427e", "FileName": "a"}]}]}',
    ),
    "cells": (
        "first<br>second <p class=a>Caf&eacute; &#233; &#x1F600;</p> 5 < 7 & 7",
        'call <a href="tel:+33639980001">me</a> &lt;br&gt; <name@example.org> <!-- x -->',
    ),
    "extract": (
        "Room to let in Leeds, 12/05/2024. Call 07700 900 123 or O7700 9oo i23, £85 a week.\n"
        "ana (at) rooms (dot) example (dot) org, @rooms_leeds, wa.me/447700900123",
        "Chambre à louer près de Lyon, 350 € par mois. Tél. zéro six, trente-neuf, 98 01 02.\n"
        "hxxps://rooms[.]example[.]org/7 · FR76 3000 6000 0112 3456 7890 189",
    ),
    "rules": (
        "Work in a hotel, no experience needed. We pay your visa and flight, you pay it back later."
        " Passports are kept by the manager.\nFree room! Two shifts, 12 hours a day.",
        "Se busca personal para limpieza. Alojamiento incluido; los gastos se descuentan.",
    ),
    "profile": (
        "format: faisceau-profile/1\nname: Room lists\nversion: 2\nfields:\n  title: [titre]\n"
        "  body: [texte, suite]\ndrop: [origine]\nmask: [pseudo]\nread_as:\n  encoding: cp1252\n"
        "  date_order: dmy\n",
        '{"fields": {"title": "a"}, "reasons": {"title": {"code": "name", "detail": {}}}}',
    ),
}


def seeds(name: str) -> list[bytes]:
    """The seeds of a parser, each once."""
    found = [text.encode() for text in _TEXTS.get(name, ())]
    for pattern in _FILES.get(name.removesuffix("-worker"), ()):
        found += [path.read_bytes() for path in sorted(REAL.glob(pattern)) if path.is_file()]
    with tempfile.TemporaryDirectory() as folder:
        found += _MADE[name](Path(folder)) if name in _MADE else ()
    if name in ("csv", "tsv", "json", "whatsapp", "html"):
        text = found[0].decode("utf-8")
        found += [text.encode("utf-16"), text.encode("cp1252", "replace")]
    return list(dict.fromkeys(found))


def _csv(_folder: Path) -> list[bytes]:
    import csv

    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *ROWS])
    plain = text.getvalue().encode()
    return [plain, gzip.compress(plain)]


def _xlsx(folder: Path) -> list[bytes]:
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (COLUMNS, *ROWS):
        sheet.append(row)
    sheet["B2"].hyperlink = "https://example.org/1"
    link = '=HYPERLINK("https://example.org/2","x")'
    book.create_sheet("more").append(["id", 1.5, True, None, "=1+1", link])
    book.save(folder / "a.xlsx")
    return [(folder / "a.xlsx").read_bytes(), (DATA / "locked.xlsx").read_bytes()]


def _ods(folder: Path) -> list[bytes]:
    path = folder / "a.ods"
    table = workbooks.ods_table("ads", [COLUMNS, *ROWS])
    found = [(DATA / "list.ods").read_bytes()]
    for more in ("", '<table:table-row table:number-rows-repeated="9"/>'):
        workbooks.write_ods(path, table.replace("</table:table>", more + "</table:table>"))
        found.append(path.read_bytes())
    return found


def _xls(folder: Path) -> list[bytes]:
    path = folder / "a.xls"
    workbooks.write_xls(path, [COLUMNS, *ROWS])
    return [(DATA / "list.xls").read_bytes(), path.read_bytes()]


def _html(_folder: Path) -> list[bytes]:
    from tests.indexing.importers.test_hostile_pages import seed_pages

    return seed_pages()


def _mhtml(_folder: Path) -> list[bytes]:
    from tests.indexing.importers.test_hostile_pages import seed_messages

    return seed_messages()


def _warc(folder: Path) -> list[bytes]:
    plain = gzip.decompress((REAL / "archives" / "rooms.warc.gz").read_bytes())
    made = [web_archives.small(folder / name).read_bytes() for name in ("a.warc", "a.warc.gz")]
    return [*made, plain]


def _wacz(folder: Path) -> list[bytes]:
    path = web_archives.wacz(folder / "a.wacz", web_archives.small(folder / "a.warc.gz", 2))
    return [path.read_bytes()]


def _zip(_folder: Path) -> list[bytes]:
    inner = _zipped({"ads.csv": b"id,title\n1,Room\n2,Flat\n"})
    page = b"<html><title>Room</title><body><h1>Room</h1><p>quiet<img src=a.png></body></html>"
    many = {"x/ads.json": b'[{"id": 1, "title": "Room"}]', "p.html": page, "inner.zip": inner,
            "result.txt": b"4/15/16, 3:04 PM - Ana: Room\n", "a.png": _samples()[3]}  # fmt: skip
    return [_zipped(many), inner]


def _meta(_folder: Path) -> list[bytes]:
    with zipfile.ZipFile(REAL / "chats" / "facebook-example.zip") as archive:
        return [archive.read(x) for x in archive.namelist() if x.endswith(".json")]


def _qda(_folder: Path) -> list[bytes]:
    from app.triage import codebook
    from app.triage.codebook_exchange import to_qda
    from indexing.suggest import refi_qda

    whole = to_qda(codebook.shipped(), origin="fuzz")
    code = refi_qda.QdaCode("0" * 8 + "-0000" * 3 + "-" + "0" * 12, "Own", True, "#ff0000", "What")
    return [
        refi_qda.write(refi_qda.QdaCodebook("x", (*whole.codes[:count], code), whole.sets[:1]))
        for count in (0, 1, 3)
    ]


def _codebook(_folder: Path) -> list[bytes]:
    import yaml

    from tests.indexing.suggest.small_book import book

    return [yaml.safe_dump(book(), sort_keys=False).encode(), json.dumps(book()).encode()]


def _images(_folder: Path) -> list[bytes]:
    return _samples()


def _zipped(members: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return whole.getvalue()


_MADE: Mapping[str, Callable[[Path], list[bytes]]] = {
    "csv": _csv,
    "hash-csv": lambda _folder: [],
    "xlsx": _xlsx,
    "ods": _ods,
    "ods-limits": _ods,
    "xls": _xls,
    "compound": _xls,
    "html": _html,
    "mhtml": _mhtml,
    "warc": _warc,
    "wacz": _wacz,
    "zip": _zip,
    "meta": _meta,
    "qda": _qda,
    "codebook": _codebook,
    "image": _images,
    "image-worker": _images,
}
_WORDS: Mapping[str, str] = {
    "text": ', ; \t | " "" \n \r\n \r sep=; \' \0 \ufeff \u2028 \x1a = @',
    "json": '{ } [ ] : , " null true NaN Infinity -0 1e999 1E-999 \\ud800 \\u0000 "$date" "$oid" '
    '"images" "messages" "text" "date" "id" "photo" "type" "participants" "chats" {"a":[[[[',
    "yaml": "& * ! !!binary !!int !!float !!python/object: --- ... : - | > % {} [] [[ ? ~ .inf "
    ".nan 1:30:00 0x 2001-01-01 <<: fields: extends: regex pattern: (?P<n> (a+)+$ {1000} \\p{L}",
    "markup": "< > </ <!-- --> <script> </script> <title> <svg> <main> <nav> <template> <base "
    "<iframe srcdoc='<p>'> <frameset><frame src=a> <![CDATA[ ]]> <!DOCTYPE <!ENTITY <?xml?> &# "
    "&#x110000; &amp; &lt; ' \" = data:image/png;base64, <meta charset=utf-7> charset=utf-16 "
    "srcset= href=tel: http://[ Code Codes Sets guid= isCodable= color=",
    "message": "=?utf-8?b?/w==?= Content-Type: multipart/mixed boundary= charset*=x'y'%ff Date: -- "
    "Content-Transfer-Encoding: base64 quoted-printable =\n =FF Content-ID: Content-Location: cid:",
    "warc": "WARC/1.0\r\n WARC-Type: response revisit resource conversion Content-Length: 0 -1 "
    "99999999999 WARC-Target-URI: WARC-Refers-To-Target-URI: WARC-Date: HTTP/1.1 200 301 "
    "Location: Transfer-Encoding: chunked Content-Encoding: gzip br deflate \r\n\r\n ffffffff\r\n",
    "zip": 'mimetype content.xml <row <c r="A1" t="s"> <v> table:number-columns-repeated= '
    "table:number-rows-repeated= 1048576 <table:table-cell> <text:s text:c= xl/workbook.xml "
    "hidden <definedName> ../ \\ / <!DOCTYPE <!ENTITY &x; sharedStrings <mergeCell ref= <f>",
    "ad": "06 39 98 00 11 +33 +44 (0) O6 l Il oo ⓪ ① ٣ ３ zero six vingt dos é € £ $ 5€ /h . .. … "
    ", - _ @a a@ [at] (dot) .com example.org http:// www. wa.me/ t.me/ hxxp:// tel: FR76 GB 0x bc1 "
    "1/ 12/ 2020-01- Jan lundi A.M. in Paris near • | ** ~ ! ? : ; ( ) [ ] < > & &amp; <br> \u200b "
    "\u0301 \u202e \ufe0f\u20e3 \n \n\n \r\n \t ع א ж 中 ก 👩\u200d🌾 🇫🇷 no free visa fee passport",
    "xls": "",
    "picture": "IHDR IDAT PLTE tRNS eXIf acTL fcTL iCCP VP8X VP8L VP8 ANIM ANMF ICCP EXIF RIFF "
    "GIF89a MPF\0 Exif\0\0 JFIF Adobe",
}


def words(form: str) -> list[bytes]:
    """Pieces that mean something in a format."""
    text = _WORDS.get({"lines": "json"}.get(form, form), "")
    return [word.encode() for word in text.split(" ") if word] + list(_binary_words(form))


def _binary_words(form: str) -> Iterator[bytes]:
    yield from (b"\xff\xfe", b"\xed\xa0\x80", b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f")
    if form in ("xls", "picture", "zip"):
        for number in (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF):
            yield number.to_bytes(2, "little")
            yield number.to_bytes(2, "big")
    if form == "xls":
        for kind in (0x0809, 0x000A, 0x00FC, 0x003C, 0x0085, 0x00FD, 0x0203, 0x027E, 0x0200):
            yield kind.to_bytes(2, "little")
        for number in (0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC, 0x80000000):
            yield number.to_bytes(4, "little")


def made_of(value: Any) -> bytes:
    """A value as JSON, also where JSON has no such value."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
