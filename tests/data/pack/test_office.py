"""Office programs open what was written: LibreOffice reads each file and prints it."""

import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from data.pack.writing import pack_bytes
from pages.components.catalogue import Language
from tests.packs import made_pack, say_in

OFFICE = shutil.which("soffice")
WANTED = "apt-get install libreoffice-impress-nogui libreoffice-calc-nogui libreoffice-writer-nogui"
SECONDS = 180

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason=f"no LibreOffice here ({WANTED})"),
]


@pytest.mark.parametrize("form", ["pptx", "xlsx", "docx"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_opens_and_prints_every_part(tmp_path: Path, form: str, language: Language) -> None:
    pack = made_pack(language, sources={"demo": True})
    file = tmp_path / f"pack.{form}"
    file.write_bytes(pack_bytes(pack, form, say_in(language)))
    subprocess.run(
        [
            *(str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(file)),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    pages = pypdf.PdfReader(tmp_path / "pack.pdf").pages
    printed = "".join("".join(each.extract_text().split()) for each in pages)
    say = say_in(language)
    for section in pack.sections:
        assert "".join(say(section.title).split()) in printed
    assert "".join(say_in(language)(pack.page_one.answer).split()) in printed
