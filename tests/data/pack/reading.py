"""What stands in a pack, read back from its file by other programs than those that wrote it."""

import io
import re
import zipfile

import docx
import pptx
import pypdf
from python_calamine import CalamineWorkbook

__all__ = ["cells_of_xlsx", "parts_of", "text_of"]


def parts_of(file: bytes) -> dict[str, bytes]:
    """The parts of an Office file by name."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def text_of(form: str, file: bytes) -> str:
    """Every text of a file, blanks and ends of lines as one blank each."""
    found = {"pdf": _pdf, "pptx": _pptx, "docx": _docx, "xlsx": _xlsx}[form](file)
    return re.sub(r"\s+", " ", found)


def cells_of_xlsx(file: bytes) -> dict[str, list[list[object]]]:
    """The rows of every sheet, by its name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _pdf(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)


def _pptx(file: bytes) -> str:
    lines = []
    for slide in pptx.Presentation(io.BytesIO(file)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines.append(shape.text_frame.text)
            if shape.has_table:
                lines += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(lines)


def _docx(file: bytes) -> str:
    document = docx.Document(io.BytesIO(file))
    lines = [each.text for each in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for row in table.rows for cell in row.cells]
    foots = [each.text for section in document.sections for each in section.footer.paragraphs]
    return "\n".join([*lines, *foots])


def _xlsx(file: bytes) -> str:
    sheets = cells_of_xlsx(file).values()
    return "\n".join(str(cell) for rows in sheets for row in rows for cell in row)
