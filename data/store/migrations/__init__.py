"""The forms that the store has had, one file each in ``versions``; forward only.

A file is named ``v<revision>_<what>.py`` and says ``revision``, ``down_revision`` and
``upgrade()``, as Alembic asks; :data:`data.store.schema.HEAD` names the newest.
"""
