"""Dialects of drivers whose own ones fall short of what is asked of them.

Each is loaded by its name in an address of SQLAlchemy, and only then its driver, which need not
be installed.
"""
