# SPDX-License-Identifier: GPL-3.0-or-later
"""What checks and verifications find: code -> sentence."""

from __future__ import annotations

from app.messages.marking import later as _l

PROBLEMS: dict[str, str] = {
    "audit_line_missing": _l("A line of the audit log is missing."),
    "audit_line_edited": _l("A line of the audit log was changed."),
    "audit_chain_broken": _l("The audit log does not follow on from the line before."),
    "audit_line_moved": _l("A line of the audit log was moved."),
    "audit_signer_changed": _l("The signing key of the case was changed."),
    "audit_seal_missing": _l("The seal of the audit log is missing."),
    "audit_signature_bad": _l("The signature of the audit log is not valid."),
    "audit_cut": _l("The end of the audit log was cut off."),
    "audit_rewritten": _l("The audit log was rewritten."),
    "header_damaged": _l("This copy of the header is damaged."),
    "header_missing": _l("This copy of the header is missing."),
    "header_copy_older": _l("This copy of the header is older than the other one."),
    "stray_file": _l("This file does not belong to the case."),
    "page_damaged": _l("A page of the database is damaged."),
    "row_orphaned": _l("A row of the database refers to something that is not there."),
    "index_damaged": _l("A part of the index is damaged: faisceau index makes it anew."),
    "blob_missing": _l("The picture is missing."),
    "blob_damaged": _l("The picture is damaged."),
    "case_not_encrypted": _l("The database is not encrypted: somebody replaced it."),
    "case_part_strange": _l("This is a link, a pipe or a device, not a part of a case."),
    "case_db_missing": _l("The database is missing."),
    "case_db_empty": _l("The database is empty."),
    "case_db_damaged": _l("The database is damaged."),
    "case_db_older": _l("The database is older than its sealed log says, or was cut."),
    "bundle_file_changed": _l("This file was changed."),
    "bundle_file_missing": _l("This file is missing."),
    "bundle_file_added": _l("This file was added."),
    "bundle_folder_empty": _l("This empty folder was added."),
    "bundle_not_a_file": _l("This is a link or a device, not a file."),
    "bundle_manifest_unreadable": _l("The list of files is not as it was written."),
    "bundle_signature_bad": _l("The signature does not belong to the seal."),
    "bundle_signer_differs": _l("This names another key than the one that signed."),
    "bundle_signer_other": _l("The bundle was signed by another key than the one asked for."),
    "bundle_seal_unreadable": _l("The seal cannot be read; the bundle may be newer than this."),
    "bundle_count_differs": _l("The seal counts other files, bytes or ads than there are."),
    "bundle_no_bag": _l("The folder is not a valid BagIt bag."),
}
