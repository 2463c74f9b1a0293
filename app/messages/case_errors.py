# SPDX-License-Identifier: GPL-3.0-or-later
"""Known errors around a case: code -> (what happened, what to do)."""

from __future__ import annotations

from app.messages.marking import later as _l

CASE_ERRORS: dict[str, tuple[str, str]] = {
    "cancelled": (_l("Cancelled; what was confirmed stays."), ""),
    "case_missing": (
        _l("There is no case at {path}."),
        _l("Check the folder's name, or create the case first: faisceau new."),
    ),
    "case_not_a_case": (
        _l("{path} is not a case."),
        _l("A case is a folder that holds header, case.db, blobs and index."),
    ),
    "case_exists": (
        _l("There is already something at {path}; nothing was changed."),
        _l("Choose another name for the new case."),
    ),
    "case_unwritable": (
        _l("The case cannot be written at {path}: {reason}."),
        _l("Check the rights of the folder and the free space of the disk."),
    ),
    "case_read_only": (
        _l("The case at {path} is write-protected; nothing was changed."),
        _l("Lift the protection of the folder and the disk, or work on a copy of the case folder."),
    ),
    "case_unreadable": (
        _l("{path} cannot be read: {reason}."),
        _l("Check the rights of the folder and that the disk is connected."),
    ),
    "case_in_use": (
        _l("The case is open in another window or command."),
        _l("Close it there, or wait until that work has ended, then try again."),
    ),
    "case_newer": (
        _l("The case was written by a newer version of Faisceau."),
        _l("Open it with that version or a later one; nothing was changed."),
    ),
    "case_older": (
        _l("The case was written by an older version and has to be brought up to date."),
        _l("Open it once for writing, for example in the window."),
    ),
    "case_purged": (
        _l("The case was purged; its key is gone and nothing can be read."),
        _l("The purge certificate says when and why. The folder may be deleted."),
    ),
    "case_not_encrypted": (
        _l("The database of the case is not encrypted; it is not opened."),
        _l("Somebody replaced it. Restore the case folder from a copy."),
    ),
    "case_part_strange": (
        _l("{path} is a link, a pipe or a device; a case has a plain file or folder there."),
        _l("Nothing was opened. Restore the case folder from a copy that you trust."),
    ),
    "case_db_missing": (
        _l("The database of the case is missing: {path}."),
        _l("Restore the case folder from a copy."),
    ),
    "case_db_empty": (
        _l("The database of the case is empty: {path}."),
        _l("Restore the case folder from a copy."),
    ),
    "case_db_damaged": (
        _l("The database of the case is damaged: {path}."),
        _l("Restore case.db from a copy; faisceau check names what else is damaged."),
    ),
    "case_db_older": (
        _l("The database is older than the header says: it was cut or swapped for an old copy."),
        _l("Restore the whole case folder from one copy, not single files."),
    ),
    "case_field_missing": (
        _l("A case needs a purpose, a legal basis, a responsible person and a retention date."),
        _l("What is missing: {field}."),
    ),
    "case_date_unreadable": (
        _l("{value} is not a date for {field}."),
        _l("Write the date as YYYY-MM-DD, for example 2027-12-31."),
    ),
    "retention_overdue": (
        _l("The retention date of this case, {date}, has passed: it opens only to be purged."),
        _l("Purge it: faisceau purge --expired --reason …"),
    ),
    "retention_running": (
        _l("The retention date of this case has not passed; nothing was purged."),
        _l("To delete it all the same: faisceau purge --all --reason …"),
    ),
    "retention_past": (
        _l("The retention date {value} lies in the past."),
        _l("Give a day on which the data will have to go, as YYYY-MM-DD."),
    ),
    "header_damaged": (
        _l("The header of the case is damaged in both copies."),
        _l("Restore the files header and header.bak from a copy of the case."),
    ),
    "blob_missing": (
        _l("A stored picture is missing from the case: {path}."),
        _l("Restore the folder blobs from a copy; faisceau check lists all that is missing."),
    ),
    "codebook_damaged": (
        _l("The codebook that the case keeps ({place}) is damaged."),
        _l("Restore case.db from a copy, or pin a codebook file: faisceau codebook upgrade."),
    ),
    "blob_damaged": (
        _l("A stored picture is damaged: {path}."),
        _l("Restore the file from a copy; faisceau check lists all that is damaged."),
    ),
    "passphrase_wrong": (
        _l("The passphrase or key does not open this case."),
        _l("Try again; with the recovery key a new passphrase can be set: faisceau recover."),
    ),
    "passphrase_needed": (
        _l("A passphrase is needed and there is no terminal to ask on."),
        _l("Give --passphrase-file, or set the variable FAISCEAU_PASSPHRASE."),
    ),
    "passphrase_empty": (
        _l("The passphrase is empty."),
        _l("Choose one of several words that only you know."),
    ),
    "recovery_key_wrong": (
        _l("This recovery key belongs to another case."),
        _l("Look for the key that was shown when this case was made."),
    ),
    "recovery_key_mistyped": (
        _l("The recovery key has a typing error."),
        _l("Compare it with the paper, group by group; O and 0, I and 1 count as the same."),
    ),
    "disk_full": (
        _l("The disk is full; what was confirmed before is kept."),
        _l("Make room on the disk of {path}, then do it again: nothing is done twice."),
    ),
    "disk_error": (
        _l("The disk of {path} could not be read or written: {reason}."),
        _l("Check the disk and its cable; what was confirmed before is kept."),
    ),
    "reason_missing": (
        _l("This act is logged and needs a reason."),
        _l("Say in a few words why, without names or numbers of persons."),
    ),
    "purge_busy": (
        _l("The case is being read elsewhere; nothing was purged."),
        _l("Close the other windows and commands, then try again."),
    ),
    "purge_incomplete": (
        _l("After the purge something was still found; the case is left as it is."),
        _l("Places found: {found}. Run it again; if it stays, purge the whole case: --all."),
    ),
    "id_unknown": (
        _l("There is no {id} in this case."),
        _l("Look the id up in the list of ads or clusters; ids are never reused."),
    ),
    "span_outside": (
        _l("The marked passage {start}-{end} lies outside the text of {place}."),
        _l("Mark a passage inside the text; positions count characters from 0."),
    ),
    "target_unreadable": (
        _l("{target} is neither an ad, a cluster nor a passage."),
        _l("Write A12 for an ad, C7 for a cluster, A12:30-42 for a passage."),
    ),
    "judgement_of_one_ad": (
        _l("{id} cannot be compared with itself."),
        _l("Name two different ads."),
    ),
    "split_outside": (
        _l("{id} is not in {cluster}."),
        _l("Name ads of that cluster; the list of ads tells the cluster of each."),
    ),
    "split_whole": (
        _l("A split of {cluster} would leave nothing on one side."),
        _l("Name some of its ads, and not all of them."),
    ),
    "merge_one": (
        _l("One cluster cannot be merged with itself."),
        _l("Name two clusters or more."),
    ),
    "thing_unknown": (
        _l("No two ads of this case share what {key} names."),
        _l("The list of hubs shows the short names; a value is written as it is stored."),
    ),
    "thing_unreadable": (
        _l("A shared thing is named by its kind and value, or by its short name."),
        _l("Kinds are: {kinds}. Short names stand in the list of hubs."),
    ),
    "bundle_exists": (
        _l("There is already something at {path}; no bundle was written."),
        _l("Choose a name that is not taken yet."),
    ),
    "bundle_missing": (
        _l("There is no bundle at {path}."),
        _l("Name the folder that holds bagit.txt and seal.json."),
    ),
    "bundle_unwritable": (
        _l("The bundle cannot be written at {path}: {reason}."),
        _l("Check the rights of the folder and the free space of the disk."),
    ),
    "bundle_inside_case": (
        _l("A bundle cannot be written into the folder of the case."),
        _l("Choose a folder outside of it."),
    ),
    "bundle_encrypted": (
        _l("{path} is an encrypted bundle."),
        _l("Decrypt and unpack it first: age -d -i KEY FILE | tar -x; then verify the folder."),
    ),
    "bundle_not_a_folder": (
        _l("{path} is not a bundle."),
        _l("Name the folder that holds bagit.txt and seal.json; unpack an archive first."),
    ),
    "redaction_unread": (
        _l("Some ads were not read for contacts yet; a redacted bundle could show them: {ads}."),
        _l("Run faisceau index, then write the bundle again."),
    ),
    "bundle_empty": (
        _l("The selection holds no ad; no bundle was written."),
        _l("Select less narrowly, or leave --select out."),
    ),
    "bundle_not_valid": (
        _l("The bundle is not what was sealed."),
        _l("The problems are listed; ask the sender for a new copy."),
    ),
    "filter_unreadable": (
        _l("The filter is not understood at: {term}"),
        _l("Examples: cluster:>5  site:example  lang:fr  from:2026-01-01  has:image  -word"),
    ),
    "filter_key_unknown": (
        _l("The filter language has no key “{key}”."),
        _l("Near to it: {near} (words with a colon stand in quotes)"),
    ),
    "view_name_unreadable": (
        _l("A view needs a name of at most {most} letters."),
        _l("Give it a short name."),
    ),
    "view_name_taken": (
        _l("You keep a view named {name} already."),
        _l("Choose another name."),
    ),
    "views_too_many": (
        _l("More than {most} views, or one as long as this, cannot be kept."),
        _l("Remove a view that you do not need, or shorten the filter."),
    ),
    "recipient_wrong": (
        _l("This is not an age recipient."),
        _l("It begins with age1 and comes from the person who will open the bundle."),
    ),
}
