# SPDX-License-Identifier: GPL-3.0-or-later
"""Every limit on untrusted input, in one place; each is checked before the input is used."""

from __future__ import annotations

MAX_TEXT_CHARACTERS = 2_000_000
"""Longest body kept; a longer cell rejects its row."""
MAX_CELL_CHARACTERS = 4_000_000
MAX_SAME_AD_CHARACTERS = 50_000
"""So much of each text is compared where a row may be an ad that was seen before."""
MAX_REJECT_CHARACTERS = 20_000
"""So much of a rejected row is kept for mending it."""
MAX_REJECTS_KEPT = 100_000
"""Rejected rows of one source whose text is kept; of further ones only place and reason."""
MAX_REJECTS_TOLD = 100_000
"""Rejected rows of one source that its report lists; the case keeps place and reason of all."""
MAX_NOT_FOUND_TOLD = 1_000
"""Pictures of one source that were not found and are told one by one; of all there is a count."""
MAX_KNOWN_HASHES = 20_000_000
"""Hashes of one list; they are kept in the case."""
MAX_HASH_LINE_CHARACTERS = 100_000
"""Longest line of a list of hashes; what is longer is passed over."""
MAX_HASH_LIST_CHARACTERS = 8_000_000_000
MAX_HASH_CATEGORIES = 200
MAX_JOINED_PICTURES = 2_000_000
"""Pictures that a second file may name; they are held in memory while the ads are read."""
MAX_CLAIMED_FILES = 200_000
"""Picture files of one import of which it is known what the first ad called them."""
MAX_EMPTY_LINES = 1_000_000
"""Empty lines one after the other after which a table is given up."""
MAX_COLUMNS = 2_000
MAX_COLUMN_CHARACTERS = 1_000
"""Longest name of a column, of JSON with the names of the objects it stands in before it. A longer
cell of a header is cut there, a row of JSON with a longer one rejected."""
MAX_GUESSED_COLUMNS = 10_000
"""Columns of one source for which a field is guessed; what further ones hold stays in the extra."""
MAX_TRIED_CHARACTERS = 32_000_000
"""Read in vain for quotes that may go on over many lines, beside some for each character read."""
MAX_IMAGES_PER_AD = 200
MAX_SHEETS = 100
MAX_SHEET_ROWS = 1_048_576
"""Rows written out one by one in a sheet; no spreadsheet program has more."""
MAX_SHEET_COLUMNS = 16_384
"""The same of columns: an XLSX file with a cell beyond either is refused."""
MAX_XLSX_INFLATED_BYTES = 2_000_000_000
MAX_XLSX_RATIO = 200
"""Inflated over packed size above which a workbook is refused as a bomb."""
SMALL_WORKBOOK_BYTES = 20_000_000
"""Below this no workbook is called a bomb for its ratio."""
MAX_XLS_BYTES = 150_000_000
"""Largest workbook of the old kind; it is held in memory whole."""
MAX_XLS_RECORD_BYTES = 8_224
"""Longest formula of one cell in such a workbook; by its format no record is longer."""
MAX_FORMULA_MOVED_BYTES = 50_000_000_000
"""Bytes that its reader moves at most to write out long formulas; some seconds."""
MAX_SHEET_ROW_CHARACTERS = 12_000_000
"""Longest row of a sheet written as markup, its tags with it; it is held in memory."""
MAX_SHEET_LINKS = 300_000
"""Addresses behind cells of a workbook; they are held in memory."""
MAX_SHEET_NAMES = 10_000
"""Sheets of a workbook in XML behind which they are called by their numbers."""
MAX_SHEET_RUNS = 200
"""Runs of cells of a page that reach down into rows below, at a time: each of those rows looks at
them. A row that would add to them is rejected."""
MAX_SHEETS_WITHIN = 20
"""Tables of a page within each other; what lies deeper is text of its cell."""
MAX_SHEET_CELLS = 40_000_000
"""Cells of the rectangle that a sheet spans; the reader holds a sheet in memory."""
MAX_EMPTY_CELLS = 10_000_000
"""The same for a rectangle of which less than one cell in twenty is filled."""
MAX_REPEATED_BYTES = 1_000_000_000
"""Text of cells that a workbook holds once and refers to again and again, when written out."""
MAX_XLSX_TEXTS = 10_000_000
"""Texts that a workbook may say its cells share; its reader takes 24 bytes for each, there or not.
"""
MAX_XLSX_PIECE_BYTES = 64_000_000
"""Longest run of a workbook's XML without a tag."""
MAX_JSON_DEPTH = 40
MAX_JSON_NESTING = 200
"""Where a JSON document is given up; a row nested deeper than the limit above is only rejected."""
MAX_JSON_PATH_BYTES = 32_000
"""Of the names that lead to a value; the parser writes them out anew for each value below them."""
MAX_JSON_DIGITS = 1_000
"""Of one number; Python converts no whole number over 4,300 digits, and then ijson 3.6 crashes."""
MAX_JSON_STRING_BYTES = 64_000_000
"""Where a JSON document is given up: its string is held in memory until it ends."""
MAX_JSON_ITEM_BYTES = 12_000_000
"""Longest item of a JSON document; it is held in memory until it ends. A longer one is rejected."""
MAX_JSON_PASSED_BYTES = 100_000_000
"""Where a JSON document is given up: a rejected item that is passed over goes on for so long."""
MAX_JSON_PASSED_PARTS = 500_000
"""The same for the keys and values of such an item."""
MAX_JSON_LINE_PARTS = 1_000_000
"""Objects, lists, keys and items of one JSON line; each takes many times the memory of its text."""
MAX_JSON_WHOLE_CHARACTERS = 50_000_000
"""Longest document that is held whole: only one that the parser which reads piece by piece refuses.
"""
MAX_JSON_WHOLE_OBJECTS = 1_000_000
"""Objects and lists of such a document."""
MAX_JSON_WHOLE_VALUES = 4_000_000
MAX_JSON_ARRAYS = 10_000
"""Arrays of a JSON document of which the one with the most objects is taken for the ads."""
MAX_JSON_PARTS = 100_000
"""Keys and items of one message of an export; one with more is rejected."""
MAX_COMPARED_CHARACTERS = 20_000_000
"""Of texts of one post that are compared with each other, so that none is kept twice."""
MAX_CODEBOOK_BYTES = 4_000_000
MAX_QDC_ELEMENTS = 50_000
MAX_QDC_DEPTH = 40
"""Elements within elements of a codebook of another program."""
MAX_QDC_TEXT_CHARACTERS = 2_000_000
MAX_QDC_CODES = 2_000
"""More are no codebook: people apply them, and each new one gets an id of its own."""
MAX_YAML_PARTS = 300_000
"""Keys, values and brackets; the largest file that is known has a twentieth of it."""
MAX_YAML_NUMBER_CHARACTERS = 200
"""Whatever is shorter fits a float, also in base 16."""
MAX_PATTERN_PARTS = 20_000
"""Parts of a pattern with its counted repeats written out; more would fill the memory."""
PATTERN_TRIAL_CHARACTERS = (250, 1_000, 2_000)
"""Lengths of the hostile texts on which the pattern of a rule is tried when it is loaded."""
PATTERN_TRIAL_SECONDS = 1.0
"""Processor time above which such a trial refuses the pattern; plain ones take a thousandth."""
MAX_PROFILE_BYTES = 1_000_000
MAX_SETTINGS_BYTES = 1_000_000
"""Of the file of settings; it is read again for each of them."""
MAX_PASSPHRASE_BYTES = 10_000
"""Of the first line of a file; what is longer is a device, or a file of something else."""

MAX_IMAGE_BYTES = 50_000_000
MAX_IMAGE_PIXELS = 50_000_000
IMAGE_CPU_SECONDS = 10
IMAGE_WALL_SECONDS = 40
"""Waited for one picture at most; the only clock where a system does not tell CPU time."""
IMAGE_MEMORY_BYTES = 600_000_000
READ_CPU_SECONDS = 40
"""Given for reading the text of one picture."""
READ_WALL_SECONDS = 160
READ_MEMORY_BYTES = 600_000_000
READ_SIDE = 1600
"""Long side that a picture is brought down to before its text is read."""
MAX_PICTURE_LINES = 300
MAX_PICTURE_LINE_CHARACTERS = 500
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")

REGEX_TEXT_CHARACTERS = 200_000
"""Only this much of a text is searched for mentions; the rest is kept but not read."""
MAX_MENTIONS_PER_AD = 500
MAX_FURTHER_MENTIONS_PER_AD = 5_000

MAX_CASE_HEADER_BYTES = 1_000_000
MAX_KDF_MEMORY_KIB = 1_048_576
MAX_KDF_ITERATIONS = 20
MAX_KDF_LANES = 16
MAX_KDF_WORK = 4 * MAX_KDF_MEMORY_KIB
"""Memory times iterations; a case has a twentieth, and what a changed header asks for is tried
before anything shows that it was changed."""

MAX_BUNDLE_SEAL_BYTES = 65_536
MAX_BUNDLE_LINE_BYTES = 4_096
MAX_BUNDLE_TAG_BYTES = 1_000_000
"""Of a file beside the payload, its list of files excepted; a header of a case is no longer."""
MAX_BUNDLE_LOG_LINE_BYTES = 32_000_000
"""A line that names a million ads has less than half of them."""
MAX_BUNDLE_FILES_MISSING = 1_000_000
"""A list that names so many files more than there are is not as it was written."""
MAX_BUNDLE_PROBLEMS = 10_000
"""Problems that are told one by one; the rest are counted."""

MAX_GZIP_SINGLE_BYTES = 200_000
"""Of names, comments and padding in a gzip file, which are read byte by byte; unless they are less
than a quarter of it."""
INFLATED_FREE_BYTES = 50_000_000
MAX_INFLATED_RATIO = 200
"""Inflated over packed size above which a packed stream of more than the bytes above is a bomb."""
MAX_ARCHIVE_ENTRIES = 100_000
MAX_ARCHIVE_DIRECTORY_BYTES = 64_000_000
MAX_ARCHIVE_DEPTH = 1
"""An archive inside an archive is read; one inside that is not."""
MAX_FOLDER_FILES = 1_000_000
MAX_FOLDERS_UPWARD = 20
"""From its own folder up, in which pictures of a file of an archive or folder are looked for."""
MAX_PICTURE_FOLDERS = 100
"""The same of all such folders, those called ``images`` and the like with them."""
MAX_PARTS = 5_000
"""Tables of one archive or folder that are read; saved pages are not counted."""
MAX_PARTS_TRIED = 20_000
"""Files of an archive or folder that are opened as tables, whether or not any ad is in them."""
MAX_WEB_PAGE_BYTES = 50_000_000
MAX_WEB_HEADER_BYTES = 131_072
MAX_WEB_HEADER_LINES = 2_000
"""Of one record, those of the answer in it among them."""
MAX_WEB_RECORDS = 5_000_000
MAX_WEB_LINES_LOST = 500_000
"""Of headers that turned out to be none; each damaged record may read the same ones again."""
MAX_WEB_BYTES_LOST = 2_000_000_000
"""Unpacked for damaged records of an archive in one piece, whose lengths led nowhere."""
MAX_WEB_FAULTS = 10_000
"""Damaged records after which the rest of a web archive is given up."""
MAX_WEB_INFLATED_BYTES = 1_000_000_000
"""Below this no web archive is called a bomb for its ratio as a whole."""
MAX_WEB_RATIO = 100
MAX_WEB_CAPTURES = 1_000
"""Captures of one picture; where there are more, those are kept that are spread over time."""
MAX_HTTP_ENCODINGS = 5
"""Encodings of one answer over each other."""
MAX_HTTP_CHUNKS = 200_000
MAX_WACZ_LIST_BYTES = 100_000_000
"""Of each list of pages; what follows is passed over."""
MAX_WACZ_LINE_BYTES = 4_000_000
MAX_WACZ_LINES = 1_000_000
"""Of all lists of pages together."""
MAX_WACZ_DOCUMENT_BYTES = 4_000_000
"""Of the list of files, and of what was signed; each is parsed whole."""
MAX_WACZ_PAGES = 200_000
"""Listed pages that are held in memory."""
MAX_WACZ_PAGES_ALIKE = 16
"""Those of one address; where there are more, those are kept that are spread over time."""
MAX_REDIRECTS = 5
MAX_CDR_PICTURES = 1_000_000
"""Pictures of a crawler's dump that stand on lines of their own."""

MAX_XML_DEPTH = 200
"""Where XML is given up; an item nested deeper than JSON may be is only rejected."""
MAX_XML_TOKEN_BYTES = 4_000_000
"""Longest tag or comment; the parser reads it from its begin for each piece of the file."""

MAX_SAVED_PAGE_BYTES = 100_000_000
"""Largest saved page, its pictures within it."""
MAX_PAGE_MARKUP_BYTES = 20_000_000
"""Largest page without the pictures that are written into it."""
MAX_PAGE_PIECES = 1_000_000
"""Tags, texts and comments of one page."""
MAX_PAGE_ADDRESS = 4_000
"""Characters of a link or of the name of a picture; longer ones are passed over."""
MAX_PAGE_NAMES = 10_000
"""Names of pictures of one page that are made absolute; each is as long as the page's address."""
MAX_IMAGE_SET_WORDS = 1_000
"""Words of one list of the sizes of a picture (``srcset``)."""
MAX_PAGE_DATA_CHARACTERS = 1_000_000
"""Longest description of a page for machines (JSON-LD) that is read."""
MAX_FRAME_DEPTH = 3
"""Pages written into pages."""
MAX_PAGE_FRAMES = 20
MAX_FRAME_BYTES = 5_000_000
"""Of all files of frames of one page together."""
MAX_MIME_DEPTH = 10
MAX_MIME_PARTS = 10_000
MAX_MIME_HEADER_BYTES = 65_536
