# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws that hold for every case, whatever stands in it."""
