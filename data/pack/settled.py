"""Office files that are the same for the same content: no moment of writing stands in them."""

import io
import re
import zipfile
from datetime import date

__all__ = ["settled"]

#: The earliest moment that the format knows.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def settled(file: bytes, day: date) -> bytes:
    """A file of zipped parts with every moment in it set: of its parts to none, of the document
    and of workbooks within it to ``day``."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, _part(name, before.read(name), day))
    return made.getvalue()


def _part(name: str, content: bytes, day: date) -> bytes:
    if name.endswith(".xlsx"):
        return settled(content, day)
    if name != "docProps/core.xml":
        return content
    return _CREATED.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<3>", content)
