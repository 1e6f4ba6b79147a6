"""Office files hold no moment of writing, also not within what they hold."""

import io
import zipfile
from datetime import date

from data.pack.settled import settled

CORE = (
    b'<x xmlns:dcterms="d"><dcterms:created xsi:type="dcterms:W3CDTF">2026-11-30T12:00:00Z'
    b"</dcterms:created><dcterms:modified>2026-11-30T12:00:01Z</dcterms:modified></x>"
)


def packed(parts: dict[str, bytes], moment: tuple[int, int, int, int, int, int]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, moment), content)
    return made.getvalue()


def test_two_moments_of_writing_give_one_file() -> None:
    files = [
        packed(
            {
                "docProps/core.xml": CORE.replace(b"12:00", f"{hour}:00".encode()),
                "chart.xlsx": packed({"docProps/core.xml": CORE}, (2026, 11, 30, hour, 0, 0)),
            },
            (2026, 11, 30, hour, 0, 0),
        )
        for hour in (10, 22)
    ]
    first, second = (settled(each, date(2026, 6, 30)) for each in files)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert file.read("docProps/core.xml").count(b"2026-06-30T00:00:00Z") == 2


def test_other_parts_stay_as_they_are() -> None:
    file = settled(packed({"word/document.xml": CORE}, (2026, 1, 1, 0, 0, 0)), date(2026, 6, 30))
    with zipfile.ZipFile(io.BytesIO(file)) as found:
        assert found.read("word/document.xml") == CORE
