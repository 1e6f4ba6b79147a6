"""The fonts of this computer for a PDF: which one is used, and what none of them can write.

A PDF carries its fonts, so that it looks the same everywhere; what no font has would come out as
boxes. Such a document is refused, with the reason and what to install, never written.
"""

from functools import cache
from typing import TYPE_CHECKING

from analytics.errors import InputError
from analytics.messages import message

if TYPE_CHECKING:
    import typst

__all__ = ["STANDARDS", "check_writable", "families", "fonts"]

#: PDF/A-2a and PDF/UA-1: for archives and for screen readers; both refuse a character without a
#: picture, which is how it is told here.
STANDARDS: list["typst.PDFStandard"] = ["a-2a", "ua-1"]

#: Sans-serif fonts with Chinese, the first that is there: of Linux distributions, Windows, macOS.
_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
    "Droid Sans Fallback",
)
#: Comes along with the program that writes the PDF.
_LATIN = "Libertinus Serif"
#: A character that every font with Chinese has.
_USUAL_CHINESE = "中"


@cache
def fonts(*, of_system: bool = True) -> "typst.Fonts":
    """The fonts of this computer, looked for once; ``of_system``: not only those that come along
    with the program."""
    import typst  # here: what it costs to load is paid by who makes a PDF

    return typst.Fonts(include_system_fonts=of_system)


def families(found: "typst.Fonts") -> list[str]:
    """The families to write with, best first; others stand in for what these lack."""
    known = set(found.families())
    return [*[each for each in _CHINESE if each in known][:1], _LATIN]


def check_writable(letters: frozenset[str], found: "typst.Fonts") -> None:
    """Nothing, where some font has every one of these characters.

    Raises
    ------
    InputError
        One is in no font of this computer; the message says what to do.
    """
    if _writable("".join(sorted(letters)), found):
        return
    if not _writable(_USUAL_CHINESE, found):
        raise InputError(
            message(
                "There is no PDF: this computer has no font with Chinese characters. Take the Word "
                "file, or install one (Debian and Ubuntu: apt-get install fonts-noto-cjk; Fedora: "
                "google-noto-sans-cjk-fonts) and start Linchpin again."
            )
        )
    raise InputError(
        message(
            "There is no PDF: no font of this computer has the character {letter}. Take the Word "
            "file, or install a font that has it and start Linchpin again.",
            letter=_first_missing(sorted(letters), found),
        )
    )


def _writable(letters: str, found: "typst.Fonts") -> bool:
    import typst

    page = b'#set document(title: "-")\n#sys.inputs.letters'
    try:
        typst.compile(
            page, font_paths=found, sys_inputs={"letters": letters}, pdf_standards=STANDARDS
        )
    except typst.TypstError:
        return False
    return True


def _first_missing(letters: list[str], found: "typst.Fonts") -> str:
    """The first character that no font has, by halving: some character is none."""
    low, high = 0, len(letters)
    while high - low > 1:
        middle = (low + high) // 2
        if _writable("".join(letters[low:middle]), found):
            low = middle
        else:
            high = middle
    return letters[low]
