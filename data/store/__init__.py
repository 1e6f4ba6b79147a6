"""What people enter themselves: kept with author, time and version, undone with one click.

One table of entries serves every kind of entry (statements, mappings, settings). An entry never
changes: a new one about the same subject takes its place under the next version, so that of two
people who save at once the second is told, and undoing an entry brings back the one before.

``place`` says where the store lies: the file ``store.sqlite`` of the home, or the PostgreSQL
database that LINCHPIN_STORE names. ``connecting`` opens it, ``migrating`` brings it to the form of
this program, ``entries`` reads and writes, ``failures`` has the sentences; ``statements`` is what
people state about the figures, ``handovers`` who hands over to whom.
"""
