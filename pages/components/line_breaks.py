"""Where a long text of a table goes on in the next line.

The browser breaks at spaces only, and now and then not at all where Chinese and Latin are mixed.
"""

import re

__all__ = ["broken", "text_width"]

#: Pixels of a Latin character, and of the space at both sides of a cell.
_CHARACTER, _PADDING = 5.9, 18

#: From here on characters are Chinese, and take the room of two.
_WIDE = "\u2e80"

#: A Latin word with its spaces, or one Chinese character with the signs that stay behind it.
_PIECE = re.compile(
    r"[^\u2e80-\U0010ffff\s]+\s*|\s+|[\u2e80-\U0010ffff][，。；：、！？）】」』”’]*\s*"
)


def text_width(text: str) -> int:
    """How wide a text is, in Latin characters; a Chinese one takes the room of two."""
    return sum(2 if character >= _WIDE else 1 for character in text)


def broken(text: str, pixels: int) -> str:
    """The text with line breaks, for a column of so many pixels.

    >>> broken("orders 中的 shipVia 不是已知的列，已忽略。", 150).split("\\n")
    ['orders 中的 shipVia 不', '是已知的列，已忽略。']
    """
    most = max(int((pixels - _PADDING) / _CHARACTER), 1)
    lines, line, width = [], "", 0
    whole = _PIECE.findall(text)
    for piece in (each[at : at + most] for each in whole for at in range(0, len(each), most)):
        wide = text_width(piece.rstrip())
        if line and width + wide > most:
            lines.append(line)
            line, width = "", 0
        line, width = line + piece, width + text_width(piece)
    return "\n".join([*lines, line])
