# SPDX-License-Identifier: GPL-3.0-or-later
"""What the analyst does: operations, history, queries. No Qt."""
