"""Mappings as statements: the rows of canonical tables from the tables of another system.

:func:`part_select` makes one select of one part of a mapping, on every engine: in a database it is
read in place, of files it is what an import reads. Within, ``scope`` holds the columns that an
expression may name, ``values`` makes expressions, ``times`` and ``numbers`` their steps, ``tables``
the records of a table, and ``rows`` puts the steps below each other.
"""

from data.sources.mapped.parts import counts, part_select, table_select
from data.sources.mapped.stored import Stored

__all__ = ["Stored", "counts", "part_select", "table_select"]
