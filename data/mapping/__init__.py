"""What the tables of another system mean here: one description a source, as data.

A :class:`~data.mapping.model.Mapping` says how canonical tables are made from the tables of a
source, whether these are files or lie in a database. People write it as TOML (docs/mapping.md),
pages write it by clicks, recognition proposes it, and presets ship with the product. Nothing here
reads a source: :mod:`data.sources.mapped` makes statements of it.
"""
