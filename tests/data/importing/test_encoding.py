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
    text = "name\nMüller\nJosé Ibáñez Gómez\n"
    stream = io.BytesIO(text.encode("latin-1"))
    form = detect(stream)
    assert form == TextForm("cp1252", damaged=False)
    assert open_text(stream, form).read() == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "客户编号,名称\n一,二\n"),
        ("gb18030", "R1,王伟\nR2,李娜\nR3,刘洋\n"),
        ("gb18030", "C1,赤杨工业\nC2,桦木食品\nC3,雪松实验室\n"),
        ("cp950", "C1,赤楊印刷股份有限公司\nC2,樺木工業\nC3,雪松食品\n"),
        ("cp932", "株式会社アルダー\n山田太郎\n東京商事\n"),
        ("euc_jp", "株式会社アルダー\n山田太郎\n東京商事\n"),
        ("cp949", "주식회사 알더\n김철수\n서울전자\n"),
        ("cp1251", "C1;ООО Осина\nC2;Берёза Плюс\n"),
        ("cp1251", "Україна Київ\nІван Петренко\n"),
        ("koi8_r", "C1;ООО Осина\nC2;Берёза Плюс\n"),
        ("iso8859_5", "C1;ООО Осина\nC2;Берёза Плюс\n"),
        ("cp866", "C1;ООО Осина\nC2;Берёза Плюс\n"),
        ("cp1252", "Größe Straße Öl\nZürich – “Büro”\nL’Oréal 10 €\n"),
        ("cp1252", "Crème Hélène Forêt à Paris, façade, Noël, Hôtel\n"),
        ("cp1252", "São João Conceição Ações\n"),
        ("cp1252", "Ærø Århus Brønshøj Ål\n"),
        ("cp1250", "Łódź Wąsik Święty Kraków Żółć\n"),
        ("cp1250", "Dvořák Šťastný Černý Novák\n"),
        ("cp1250", "Kovács Győr Szűcs\n"),
        ("cp1250", "Spółka „Żółw” — § 5\nPříliš žluťoučký kůň\n"),
        ("iso8859_2", "Łódź Śląsk\nŠkoda Žďár\n"),
        ("cp852", "Łódź Śląsk\nŠkoda Žďár\n"),
        ("cp850", "Müller & Söhne Straße\nCafé\n"),
        ("mac_roman", "Müller Söhne Straße\nFrançois\n"),
        ("cp1257", "Ąžuolas Čiurlionis Šiauliai\n"),
        ("cp1254", "Şişli Yıldız Işık Çağrı İstanbul Öztürk\n"),
        ("cp1253", "Αθήνα Παπαδόπουλος Ελλάδα\n"),
        ("utf-16-le", "客户编号,名称\n1,王伟\n"),
        ("utf-16-be", "a,b\n1,2\n"),
    ],
)
def test_text_that_is_certain_is_read_as_it_was_written(encoding: str, text: str) -> None:
    stream = io.BytesIO(text.encode(encoding))
    form = detect(stream)
    assert open_text(stream, form).read() == text
    assert not form.damaged


@pytest.mark.parametrize(
    ("encoding", "text", "likely"),
    [
        ("cp1252", "Peña\n", ("windows-1252", "windows-1250")),
        ("mac_roman", "Köln\n", ("windows-1252", "Macintosh")),
        ("cp1252", "Põhja\n", ("windows-1252", "windows-1250")),
        ("cp1250", "Kraków Gdańsk Śląski Wąsik Łőwe Mięsny\n", ("windows-1250", "ISO-8859-2")),
        ("cp1251", "ООО ВЕКТОР\n", ("windows-1251", "KOI8-R")),
        ("gb18030", "张伟\n", ("GB18030", "windows-1251")),
        ("cp950", "台北\n", ("Big5", "windows-1252", "windows-1254", "cp852")),
        ("cp949", "삼성전자\n", ("GB18030", "EUC-KR", "EUC-JP", "Big5")),
        ("cp1256", "شركة النور للتجارة القاهرة\n", ()),
        ("cp874", "บริษัท ไทย จำกัด\n", ()),
    ],
)
def test_text_that_is_not_certain_is_not_guessed(
    encoding: str, text: str, likely: tuple[str, ...]
) -> None:
    form = detect(io.BytesIO(text.encode(encoding)))
    assert form == TextForm("utf-8-sig", damaged=True, likely=likely, certain=False)


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
