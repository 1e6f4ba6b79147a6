"""A local copy of the tables of a database, which is asked only for what is new.

The copy holds the columns that are read, as they are stored; everything else (mapping, checks,
sums) is done on it as it would be on the database itself, so that figures are the same. Every
change is a new file that never changes again, and a pointer to it that is replaced in one step
together with how far each table was read.
"""
