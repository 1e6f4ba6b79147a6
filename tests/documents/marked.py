"""Parts of a document that a program writes stand between two marks."""

__all__ = ["rewritten"]


def rewritten(document: str, name: str, text: str) -> str:
    """The document with the part of that name replaced; ValueError where it has no such part."""
    begin, end = f"<!-- {name}: written by `make docs` -->\n", f"<!-- end of {name} -->\n"
    if document.count(begin) != 1 or document.count(end) != 1:
        raise ValueError(f"the marks of {name} are not in the document once")
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{text.rstrip()}\n\n{end}{after}"
