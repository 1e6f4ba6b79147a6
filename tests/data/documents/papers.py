"""A document with every kind of block, and texts that a program could take for its own."""

from data.documents.model import (
    Break,
    Checklist,
    Document,
    Facts,
    Grid,
    Heading,
    Lines,
    Paragraph,
    Signatures,
    Step,
)

__all__ = ["HOSTILE", "SHOWN", "every_block"]

#: Markup, code, escapes and what a terminal or a writing direction would obey.
HOSTILE = (
    '#sys.inputs *b* _i_ $x$ `c` @a <l> \\u{41} // -- [x] "q" =h {fldSimple}\x00\x1b\n\u202e\ufffe'
)
#: How it reads.
SHOWN = (
    '#sys.inputs *b* _i_ $x$ `c` @a <l> \\u{41} // -- [x] "q" =h {fldSimple}'
    "\\x00\\x1b\\n\\u202e\ufffd"
)


def every_block(text: str, language: str = "en", *, letter: bool = False) -> Document:
    """A document whose every text is ``text``."""
    blocks = (
        Heading(text, 1),
        Paragraph(text),
        Paragraph(text, quiet=True),
        Lines((text, text), aside=True),
        Facts(((text, text),)),
        Facts(()),
        Grid((text, text), ((text, text),) * 2, (1, 3)),
        Checklist((text, text, text), (Step(text, text), Step(text, text, text))),
        Break(),
        Heading(text, 2),
        Heading(text, 3),
        Signatures(text, (text, text)),
    )
    return Document(text, language, blocks, letter=letter)
