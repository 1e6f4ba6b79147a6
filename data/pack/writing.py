"""A pack as the file that is asked for."""

from collections.abc import Callable, Mapping

from analytics.pack.model import Pack
from data.pack.pdf import pack_pdf, pack_png
from data.pack.said import Say
from data.pack.slides import pack_pptx
from data.pack.word import pack_docx
from data.pack.workbook import pack_xlsx

__all__ = ["FORMS", "pack_bytes"]

_WRITERS: Mapping[str, Callable[[Pack, Say], bytes]] = {
    "pdf": pack_pdf,
    "pptx": pack_pptx,
    "xlsx": pack_xlsx,
    "docx": pack_docx,
    "png": pack_png,
}

#: The endings of the files that a pack can be, in the order in which they are offered.
FORMS = tuple(_WRITERS)


def pack_bytes(pack: Pack, form: str, say: Say) -> bytes:
    """The pack as a file of one of :data:`FORMS`; ``say`` writes values in its language.

    Raises
    ------
    InputError
        A PDF or picture cannot be written with the fonts of this computer.
    """
    return _WRITERS[form](pack, say)
