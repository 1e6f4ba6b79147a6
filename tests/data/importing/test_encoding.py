"""Encodings: those that are read, and those that are not guessed."""

import io

import pytest

from data.importing.encoding import TextForm, detect, open_text, unmarked

TEXT = "customer_id,name\nC1,上海云帆科技有限公司\nC2,Müller & Söhne\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("gb18030", "gb18030"),
    ],
)
def test_encoding_is_found_and_read_back(encoding: str, found: str) -> None:
    stream = io.BytesIO(TEXT.encode(encoding))
    form = detect(stream)
    assert form == TextForm(found, damaged=False)
    assert open_text(stream, form).read() == TEXT


def test_utf_16_of_either_byte_order_is_read() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        stream = io.BytesIO(mark + TEXT.encode(encoding))
        assert open_text(stream, detect(stream)).read() == TEXT


def test_gbk_is_read_as_its_superset() -> None:
    assert detect(io.BytesIO("客户编号,名称\n一,二\n".encode("gbk"))) == TextForm("gb18030", False)


def test_latin_letters_are_not_guessed_to_be_chinese() -> None:
    stream = io.BytesIO("name\nMüller\nJosé Ibáñez Gómez\n".encode("latin-1"))
    assert detect(stream) == TextForm("utf-8-sig", damaged=True)


def test_one_bad_byte_in_chinese_utf_8_stays_utf_8() -> None:
    stream = io.BytesIO("客户一\n客户二\n".encode() + b"\xff\n")
    form = detect(stream)
    assert form == TextForm("utf-8-sig", damaged=True)
    assert unmarked(open_text(stream, form).read()) == "客户一\n客户二\n\\xff\n"


def test_one_bad_byte_in_gbk_stays_gbk() -> None:
    stream = io.BytesIO("客户一号\n客户二号\n".encode("gbk") + b"\xff\n")
    assert detect(stream) == TextForm("gb18030", damaged=True)


def test_nul_is_damage() -> None:
    assert detect(io.BytesIO(b"a,b\n1,\x002\n")) == TextForm("utf-8-sig", damaged=True)


def test_character_across_two_chunks_is_not_damage() -> None:
    stream = io.BytesIO(b"x" * ((1 << 20) - 4) + "户".encode() * 3)
    assert detect(stream) == TextForm("utf-8-sig", damaged=False)


def test_empty_stream_is_plain_text() -> None:
    assert detect(io.BytesIO(b"")) == TextForm("utf-8-sig", damaged=False)
