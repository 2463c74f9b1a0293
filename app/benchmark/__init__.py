# SPDX-License-Identifier: GPL-3.0-or-later
"""The window measured from within: it is opened offscreen in a child process and worked with."""
