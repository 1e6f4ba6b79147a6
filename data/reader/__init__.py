"""One process that reads what came from outside, under limits; it takes only itself down.

:class:`~data.reader.process.Reader` starts it and lets it run functions of :mod:`data`;
:mod:`data.reader.limits` says in numbers what one reading may take.
"""
