# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves the case: bundles, redaction, verification. No Qt."""
