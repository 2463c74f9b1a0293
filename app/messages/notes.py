# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be known of a source as a whole: code -> sentence."""

from __future__ import annotations

from app.messages.marking import later as _l

NOTES: dict[str, str] = {
    "beside_picture": _l("Pictures, found by the ads that name them: {n}"),
    "pictures_shared": _l(
        "Picture files found for several ads that name different ones ({n}): {files}. Perhaps one"
        " picture on several servers, perhaps a program that kept only the last of one name. Look"
        " at them before you trust a link by picture."
    ),
    "nothing_mapped": _l(
        "No column was taken for a title, a text, contacts, pictures or an address: these ads are"
        " empty ({n}; {names}). Say which column is which, and import again. A chat or a text"
        " that is no table has to be exported in another form."
    ),
    "contacts_came": _l(
        "Ads that were known and now give a telephone number, address or name to write to that they"
        " did not give before ({n}): {places}. Perhaps the same people with another telephone,"
        " perhaps other people under an old number of an ad. Look at the history of these ads."
    ),
    "beside_furniture": _l("Styles, scripts and files of the system, not read: {n}"),
    "beside_film": _l("Films and sound, not read: {n}"),
    "wacz_hashes_right": _l("Files of the web archive whose hash is the one it states: {n}"),
    "wacz_hashes_wrong": _l("Files of the web archive changed or missing: {n} ({files})"),
    "wacz_hashes_none": _l("The web archive states no hash that fits any of its files."),
    "wacz_unlisted": _l("Files in the web archive that its list does not name: {n} ({files})"),
    "wacz_digest_right": _l("The list of the web archive has the hash that was signed."),
    "wacz_digest_wrong": _l("The list of the web archive is not the one that was signed."),
    "wacz_digest_none": _l("The list of the web archive was not signed."),
    "wacz_signature_unverified": _l("The signature itself ({by}) was not verified."),
    "skipped_service_message": _l(
        "Messages of the program itself (joined, left, pinned, called), no ads: {n}"
    ),
    "skipped_system_line": _l(
        "Lines that the program wrote (encryption, joined, left), no ads: {n}"
    ),
    "skipped_deleted_message": _l("Messages that their sender took back: {n}"),
    "skipped_album_part": _l("Pictures of albums, told with the message they belong to: {n}"),
    "date_order_unknown": _l(
        "Nothing in the file tells whether the day or the month comes first: its dates stay as they"
        " are written."
    ),
    "other_form": _l(
        "Lines that begin like messages, but in another form of day and time than the first of the"
        " file ({n}): they were read as text of the message above them. If two chats were put into"
        " one file, import each as a file of its own."
    ),
    "sheets_hidden": _l("Hidden sheets, not read: {n} ({sheets})"),
    "links_left": _l("Links behind cells beyond the first {limit} were not read."),
    "tables_passed": _l("Tables of the page whose header names nothing of an ad, not read: {n}"),
    "pages_followed": _l("Pages that follow this one were read with it: {n} ({files})"),
}
