"""Whether a text that was decoded on trial looks written: as words of one script and language.

An encoding is never guessed from bytes alone. Text in Latin, Cyrillic or Greek letters must
consist of plausible words; East Asian text is weighed by how common its characters are, and only a
reading that is far more likely than every other one is taken.
"""

import math
import re
from collections.abc import Iterator

__all__ = ["alphabetic", "languages", "likelihood", "part_written"]

_WORD = re.compile(r"[^\W\d_]+")
_COMBINED = re.compile(r"[^\x00-\x7f]")

_LANGUAGES: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "äöüß",
        "àâæçèéêëîïôœùûü",
        "áéíñóúü",
        "ãáàâçéêíóôõúü",
        "àèéìíîòóùú",
        "åäöéü",
        "åæøéòóôà",
        "áðéíóúýþæö",
        "àèéëïóöüáíú",
        "àçèéíïòóúü",
        "äõöüšž",
    ),
    "cp1250": (
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž",
        "áéíóöőúüű",
        "ăâîşţ",
        "čćđšž",
        "äöüß",
    ),
    "cp1254": ("çğıöşüâîûi̇",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž", "ąćęłńóśźż", "åæøé"),
}
# The same alphabets in other places.
_LANGUAGES |= {
    "iso8859_15": _LANGUAGES["cp1252"],
    "cp850": _LANGUAGES["cp1252"],
    "mac_roman": _LANGUAGES["cp1252"],
    "iso8859_2": _LANGUAGES["cp1250"],
    "cp852": _LANGUAGES["cp1250"],
    "cp857": _LANGUAGES["cp1254"],
}
#: Signs alone (dashes, quotes, the euro) are no proof of these: they are what Windows writes.
_LETTERS_ONLY = ("cp850", "cp852", "cp857", "mac_roman", "iso8859_2", "iso8859_15")
_SIGNS = re.compile("[¡¿«»“”„‘’‚–—…·°€£¥§©®™ªº\xa0№½¼²³]")

#: A sign between two letters beyond ASCII is the other half of something else.
_INSIDE = re.compile(r"[^\W\x00-\x7f][¡¿«»£¥§©®™ªº¼²³€°·„“”][^\W\x00-\x7f]")

#: So no sign stands to a letter: closed or ended before it, opened behind it, or within a word.
_ASTRAY = re.compile(
    r"[”…¼½](?=[^\W\d_])|[¿¡](?![^\W\d_])|[^\W\d_][„‚¿¡]|[^\W\d_][“§©®€£¥°№²³«»](?=[^\W\d_])"
)

_CYRILLIC = re.compile(r"[\u0400-\u045f\u0490\u0491]+")
_GREEK = re.compile(r"[\u0370-\u03ff]+")
_FREQUENT = {
    "cyrillic": frozenset("оеаинтсрвлкі"),
    "greek": frozenset("αοιετσνηρςάίόέή"),
}
_OFTEN = 0.45

# The characters that Chinese is mostly made of, and those of companies and their records.
_SIMPLIFIED = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    "种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业"
    "本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反明看原利比或但"
    "质气第向道此变条只没结解问意建月公无系情者最立代想已通并提直题程展五果料员位入常文总次品式活设及管特"
    "件长求老头基资边流路级少图山统接知较将组见计别手期根论运农指几九区强放决西被干做必先回则任取据处队南"
    "给色光门即保治北造百规热领七海口东导器压志世金增济油思术极交受联认六共权收证改清美再采转更单风切打白"
    "教速花带安场身车例真务具万每目至达走积示议声报完类八华名确才科张信马节话米整空元今集温传土许步群广石"
    "记需段研界林观越织装影算低持音书布复容际商非验连断深难近千周委素技备半办青省列习约支感便团市克何除消"
    "构府称太准精值号率族维划选标写存快效院查江型王按格养易置层片始专状育厂京识适属包火住调满县局照参红细"
    "引听该铁价客户编姓电话地址销售业务员责跟额期门股份限司贸实子食售购服饰医药设备材纸木钢汽建筑网络软李陈"
    "刘杨赵黄吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田姜范"
    "伟娜敏静丽磊军洋勇艳杰娟涛超秀霞刚桂英玲婷辉鹏飞雪梅兰云帆芳佳浩宇轩怡欣晨慧琳琪瑞祥德"
)
_TRADITIONAL = frozenset(
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產"
    "種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業"
    "本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反明看原利比或但"
    "質氣第向道此變條只沒結解問意建月公無系情者最立代想已通並提直題程展五果料員位入常文總次品式活設及管特"
    "件長求老頭基資邊流路級少圖山統接知較將組見計別手期根論運農指幾九區強放決西被幹做必先回則任取據處隊南"
    "給色光門即保治北造百規熱領七海口東導器壓志世金增濟油思術極交受聯認六共權收證改清美再採轉更單風切打白"
    "教速花帶安場身車例真務具萬每目至達走積示議聲報完類八華名確才科張信馬節話米整空元今集溫傳土許步群廣石"
    "記需段研界林觀越織裝影算低持音書布複容際商非驗連斷深難近千周委素技備半辦青省列習約支感便團市克何除消"
    "構府稱太準精值號率族維劃選標寫存快效院查江型王按格養易置層片始專狀育廠京識適屬包火住調滿縣局照參紅細"
    "引聽該鐵價客戶編姓電話地址銷售業務員責跟額期門股份限司貿實子食售購服飾醫藥設備材紙木鋼汽建築網絡軟李陳"
    "劉楊趙黃吳徐孫胡朱林何郭羅梁宋鄭謝韓唐馮董程曹袁鄧許沈曾彭呂蘇盧蔣蔡賈丁魏薛葉余潘杜戴夏鍾汪田姜范"
    "偉娜敏靜麗磊軍洋勇艷傑娟濤超秀霞剛桂英玲婷輝鵬飛雪梅蘭雲帆芳佳浩宇軒怡欣晨慧琳琪瑞祥德"
)

# How likely one character is in a text of each script, as a natural logarithm: the share of its
# class among all characters over the number of characters in that class.
_COMMON, _USUAL, _RARE, _NEVER = (
    math.log(0.5 / 600),
    math.log(0.45 / 4000),
    math.log(0.05 / 20000),
    math.log(0.0005 / 20000),
)
_KANA = math.log(0.5 / 170)
_HANGUL = math.log(0.95 / 2350)


def alphabetic(text: str, encoding: str) -> bool:
    """Whether the letters beyond ASCII form plausible words of the script of that encoding.

    >>> alphabetic("Müller & Söhne", "cp1252"), alphabetic("Mьller", "cp1251")
    (True, False)
    """
    if encoding in _LANGUAGES:
        return _looks_latin(text, encoding)
    script = "greek" if encoding == "cp1253" else "cyrillic"
    pattern = _GREEK if script == "greek" else _CYRILLIC
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not words or not all(pattern.fullmatch(word) for word in words) or _strange(text, words):
        return False
    letters = "".join(words).lower()
    often = sum(letter in _FREQUENT[script] for letter in letters)
    return often >= _OFTEN * len(letters) and all(map(_cased, words))


def _cased(word: str) -> bool:
    return word.islower() or word.isupper() or word[1:].islower()


def _strange(text: str, words: list[str]) -> bool:
    """Whether characters beyond ASCII that belong to no word are more than a few."""
    letters = sum(not letter.isascii() for word in words for letter in word)
    others = len(_COMBINED.findall(_SIGNS.sub("", text))) - letters
    return others > 0 or any(each.search(text) for each in (_INSIDE, _ASTRAY))


def _looks_latin(text: str, encoding: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if _strange(text, words) or (encoding in _LETTERS_ONLY and not words):
        return False
    letters = "".join(words)
    accented = sum(not letter.isascii() for letter in letters)
    return 2 * accented <= len(letters) + 1 and all(
        _cased(word) and any(_letters(word) <= set(letters) for letters in _LANGUAGES[encoding])
        for word in words
    )


def part_written(text: str, encoding: str) -> float:
    """Which part of the words beyond ASCII is plausible, each by itself; 0 where there is none.

    >>> part_written("Müller Mьller", "cp1252")
    0.5
    """
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(alphabetic(word, encoding) for word in words) / len(words) if words else 0.0


def _letters(text: str) -> set[str]:
    return {letter for letter in text.lower() if not letter.isascii()}


def languages(text: str, encoding: str) -> int:
    """How many languages of the encoding have all the letters of the text to themselves."""
    letters = {letter for word in _WORD.findall(text) for letter in _letters(word)}
    return sum(letters <= set(each) for each in _LANGUAGES.get(encoding, ()))


def likelihood(text: str, encoding: str) -> float:
    """Logarithm of how likely the characters beyond ASCII are in a text of that encoding."""
    return sum(_likely(text, encoding))


def _likely(text: str, encoding: str) -> Iterator[float]:
    common = _SIMPLIFIED if encoding == "gb18030" else _TRADITIONAL
    japanese, korean = encoding in ("cp932", "euc_jp"), encoding == "cp949"
    for character in text:
        if character.isascii():
            continue
        code = ord(character)
        if 0x3040 <= code < 0x3100:
            yield _KANA if japanese else _RARE
        elif 0xAC00 <= code < 0xD7A4:
            yield _HANGUL if korean and min(character.encode("cp949")) > 0xA0 else _RARE
        elif 0x4E00 <= code < 0xA000:
            yield _ideograph(character, encoding, common, japanese or korean)
        elif 0xFF00 <= code < 0xFF61 or 0x3000 <= code < 0x3018:
            yield _USUAL
        else:
            yield _NEVER if 0xE000 <= code < 0xF900 or 0xDC00 <= code < 0xDD00 else _RARE


def _ideograph(character: str, encoding: str, common: frozenset[str], foreign: bool) -> float:
    if not foreign and character in common:
        return _COMMON
    first = character.encode(encoding)[0]
    usual = {
        "gb18030": 0xB0 <= first < 0xD8 and _encoded_in(character, "gb2312"),
        "cp950": 0xA4 <= first < 0xC7,
        "cp932": 0x88 <= first < 0x99,
        "euc_jp": 0xB0 <= first < 0xD0,
    }
    return _USUAL if usual.get(encoding, False) else _RARE


def _encoded_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
