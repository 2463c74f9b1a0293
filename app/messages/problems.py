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
    "header_copy_damaged": _l("This copy of the header is damaged; the other one is good."),
    "header_damaged": _l("The header is damaged."),
    "blob_missing": _l("The picture is missing."),
    "blob_damaged": _l("The picture is damaged."),
    "blob_unknown": _l("This file does not belong to the case."),
}
