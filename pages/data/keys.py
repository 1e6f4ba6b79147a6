"""Keys of the Data page's widgets and of what it remembers between runs."""

from enum import StrEnum

__all__ = ["DataKey"]


class DataKey(StrEnum):
    """Widgets (found by tests) and session state."""

    UPLOAD = "data-upload"
    CHECK = "data-check"
    SKIP_FAULTY = "data-skip-faulty"
    ACCEPT_LOSSES = "data-accept-losses"
    IMPORT = "data-import"
    UNDO = "data-undo"
    TEMPLATES = "data-templates"
    EXAMPLE = "data-example"
    #: Begins the keys of the questions, which end with the question's id.
    QUESTION = "data-question"
    #: Begins the keys of the buttons that choose where the mapping comes from.
    WAY = "data-way"
    #: The mapping as a file: down, up, and the text that can be changed in place.
    MAPPING_DOWN = "data-mapping-download"
    MAPPING_UP = "data-mapping-upload"
    MAPPING_TEXT = "data-mapping-text"
    MAPPING_APPLY = "data-mapping-apply"
    #: Begins the keys of the fields of the mapping by hand.
    HAND = "data-hand"
    #: The mapping that is being changed by hand.
    DRAFT = "data-draft"
    #: Begins the keys of what the reader's own report says.
    REPORTED = "data-reported"
    #: Begins the keys of what joins two spellings of one, or takes them apart.
    SAME = "data-same"
    #: Begins the keys of the names of columns without a header.
    NAMES = "data-names"
    #: The day as of which figures are wanted, and the way back to the newest.
    AS_OF = "data-as-of"
    SELLS = "data-sells"
    SELLS_SAVE = "data-sells-save"
    #: Begins the keys of the fields of a database.
    DATABASE = "data-database"
    #: Begins the keys of how often a database is asked for what is new.
    REFRESH = "data-refresh"
    #: Counts imports, so that the upload is empty again after one.
    ROUND = "data-round"
    #: The outcome of the last check: a :class:`pages.data.checking.Outcome`.
    OUTCOME = "data-outcome"
    #: The folder in which lies what was read of the files at hand.
    HELD = "data-held"
    #: What was chosen for the files at hand: a :class:`pages.data.choices.Choices`.
    CHOICES = "data-choices"
    #: True right after an import, until something else is done.
    IMPORTED = "data-imported"
    #: Why the last change of the data in use was refused: a Message, until it has been said.
    REFUSED = "data-refused-why"
    #: Begins the keys of the buttons that choose other data where that in use is damaged.
    MEND = "data-mend"
