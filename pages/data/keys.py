"""Keys of the Data page's widgets and of what it remembers between runs."""

from enum import StrEnum

__all__ = ["DataKey"]


class DataKey(StrEnum):
    """Widgets (found by tests) and session state."""

    UPLOAD = "data-upload"
    CHECK = "data-check"
    SKIP_FAULTY = "data-skip-faulty"
    IMPORT = "data-import"
    UNDO = "data-undo"
    TEMPLATES = "data-templates"
    #: Counts imports, so that the upload is empty again after one.
    ROUND = "data-round"
    #: The outcome of the last check: a :class:`pages.data.checking.Outcome`.
    OUTCOME = "data-outcome"
    #: True right after an import, until something else is done.
    IMPORTED = "data-imported"
    #: Why the last change of the data in use was refused: a Message, until it has been said.
    REFUSED = "data-refused-why"
    #: Begins the keys of the buttons that choose other data where that in use is damaged.
    MEND = "data-mend"
