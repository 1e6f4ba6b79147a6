"""How much a file may hold before it is refused, far above what any customer system exports.

A limit is there so that a damaged or hostile file ends in a sentence and not in a full memory.
What a whole import may take (memory, time, disk) is stated beside the process that reads.
"""

__all__ = [
    "ARCHIVE_RATIO",
    "ARCHIVE_UNPACKED",
    "CELL",
    "COLUMNS",
    "DATABASE_MEMORY",
    "DATABASE_THREADS",
    "DIRECTORY",
    "FILES",
    "FILE_NAME",
    "FOOTER",
    "HEADER",
    "LARGE_ENTRY",
    "NAME",
    "ROW",
    "ROWS",
    "ROWS_PER_BYTE",
    "ROW_GROUPS",
    "SPILL",
    "TABLE_TEXT",
    "TEXT_RATIO",
    "TEXT_UNJUDGED",
    "WORKBOOK_ENTRIES",
    "WORKBOOK_RATIO",
    "WORKBOOK_TEXT",
    "WORKBOOK_UNPACKED",
]

#: Columns of a table: as many as a spreadsheet has.
COLUMNS = 16_384
#: Characters of the name of one column, and of the whole header.
NAME = 1_000
HEADER = 1 << 22
#: Characters of one cell (a spreadsheet: 32,767), and of one row of a text file.
CELL = 1 << 20
ROW = 1 << 23
#: Rows of one table, and the bytes of its text in the columns that are used.
ROWS = 50_000_000
TABLE_TEXT = 16 << 30
#: How many times the bytes of its file that text may be, judged beyond so many bytes of it.
TEXT_RATIO = 200
TEXT_UNJUDGED = 1 << 30

#: Files of a folder, an upload or an archive, and sheets of a workbook.
FILES = 1_000
#: Characters of the name of a file.
FILE_NAME = 255

#: Bytes of the directory of a ZIP archive, workbooks included.
DIRECTORY = 4 << 20

#: What a ZIP archive of tables may unpack to, in bytes, and how many times its size.
ARCHIVE_UNPACKED = 4 << 30
ARCHIVE_RATIO = 200
#: The ratio of an entry is judged only where it unpacks to more bytes than this.
LARGE_ENTRY = 20 << 20

#: The same of a workbook, which is an archive of many small entries.
WORKBOOK_ENTRIES = 10_000
WORKBOOK_UNPACKED = 1 << 30
WORKBOOK_RATIO = 100
#: Characters of all its sheets together.
WORKBOOK_TEXT = 2 << 30

#: Bytes of the part of a Parquet file that describes it, and the groups of rows it may name.
FOOTER = 64 << 20
ROW_GROUPS = 100_000
#: Rows for every byte of a Parquet file, judged beyond a million rows.
ROWS_PER_BYTE = 100

#: What the database that an import builds takes of memory, in bytes, with how many threads, and
#: what it writes to disk beyond that.
DATABASE_MEMORY = 400 << 20
DATABASE_THREADS = 4
SPILL = 16 << 30
