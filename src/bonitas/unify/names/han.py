"""Chinese names in pinyin: the surname first, read as a surname, without tones.

A name in characters and the same name in Latin letters compare alike. Surnames that are read otherwise than the word they are (单 is
Shan, 曾 is Zeng) and those of two characters are listed; the list is from general knowledge of Chinese surnames and may lack rare ones.
Wade-Giles is known too, so that Chang and a name in characters compare alike. Cantonese spellings (Wong) stay what they are, and so do two spellings
in Latin letters: they are found by the rest of a row, not by the name.
"""

from __future__ import annotations

import re
from typing import Final

from bonitas.unify.names.spelling import plain

_HAN: Final = re.compile("[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
#: Surnames with a reading of their own.
SURNAMES: Final = {
    "单": "shan", "單": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "区": "ou", "區": "ou", "任": "ren",
    "盖": "ge", "冼": "xian", "洗": "xian", "乐": "yue", "樂": "yue", "缪": "miao", "繆": "miao", "宓": "mi", "员": "yun", "員": "yun",
    "折": "she", "黑": "he", "秘": "bi", "种": "chong", "繁": "po", "逄": "pang", "佘": "she", "燕": "yan", "翟": "zhai", "华": "hua",
    "華": "hua", "召": "shao", "覃": "qin", "晁": "chao", "万": "wan", "葛": "ge", "令": "ling", "尹": "yin", "都": "du", "那": "na",
}  # fmt: skip
#: Surnames of two characters.
DOUBLE: Final = {
    "欧阳": "ouyang", "歐陽": "ouyang", "司马": "sima", "司馬": "sima", "上官": "shangguan", "诸葛": "zhuge", "諸葛": "zhuge",
    "夏侯": "xiahou", "皇甫": "huangfu", "尉迟": "yuchi", "尉遲": "yuchi", "公孙": "gongsun", "公孫": "gongsun", "慕容": "murong",
    "令狐": "linghu", "长孙": "zhangsun", "長孫": "zhangsun", "宇文": "yuwen", "司徒": "situ", "端木": "duanmu", "东方": "dongfang",
    "東方": "dongfang", "南宫": "nangong", "南宮": "nangong", "澹台": "tantai", "澹臺": "tantai", "万俟": "moqi", "独孤": "dugu",
    "獨孤": "dugu", "西门": "ximen", "西門": "ximen", "百里": "baili", "呼延": "huyan", "轩辕": "xuanyuan", "軒轅": "xuanyuan",
    "申屠": "shentu", "钟离": "zhongli", "鍾離": "zhongli", "闻人": "wenren", "聞人": "wenren", "赫连": "helian", "赫連": "helian",
}  # fmt: skip


def has_han(text: str) -> bool:
    """Is there a Chinese character in it?

    >>> has_han("张伟"), has_han("Zhang Wei")
    (True, False)
    """
    return _HAN.search(text) is not None


def pinyin(text: str) -> str:
    """A text with its Chinese characters in pinyin, without tones and in one word; what is not Chinese stays.

    >>> pinyin("小米科技"), pinyin("吕布")
    ('xiaomikeji', 'lyubu')
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - of an extra

    return "".join(_passport(syllable) for syllable in lazy_pinyin(text))


def surname_pinyin(text: str) -> str:
    """A surname in pinyin, read as surnames are.

    >>> surname_pinyin("单"), surname_pinyin("欧阳"), surname_pinyin("王")
    ('shan', 'ouyang', 'wang')
    """
    return DOUBLE.get(text) or SURNAMES.get(text) or pinyin(text)


def wade_giles(surname: str, given: str) -> str | None:
    """A name in Chinese characters as Wade-Giles writes it, surname first, without marks and in one word; None for another name.

    >>> wade_giles("张", "志强"), wade_giles("曾", "雪"), wade_giles("Chang", "志强")
    ('changchihchiang', 'tsenghsuh', None)
    """
    if not (_all_han(surname) and _all_han(given)):
        return None
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - of an extra

    first = [SURNAMES[surname]] if surname in SURNAMES else lazy_pinyin(surname)
    return "".join(map(_wade, (*first, *lazy_pinyin(given))))


def _wade(syllable: str) -> str:
    """A syllable of pinyin in Wade-Giles, in the one spelling that names are brought to: ch'ü is chu."""
    from pypinyin import Style  # noqa: PLC0415 - of an extra
    from pypinyin.style import convert  # noqa: PLC0415

    return plain(convert(syllable, Style.WADEGILES, True).replace("v", "u"))


def _all_han(text: str) -> bool:
    return bool(text) and all(_HAN.match(letter) for letter in text)


def split(name: str) -> tuple[str, str] | None:
    """Surname and given name of a name all in Chinese characters, as written; None for another name or one of one character.

    >>> split("欧阳修"), split("王小明"), split("Wang 明")
    (('欧阳', '修'), ('王', '小明'), None)
    """
    name = "".join(name.replace("·", "").split())
    if len(name) < 2 or not _all_han(name):
        return None
    at = 2 if name[:2] in DOUBLE and len(name) > 2 else 1
    return name[:at], name[at:]


def _passport(syllable: str) -> str:
    """As Chinese passports write ü after l and n: LYU, NYU."""
    return {"lv": "lyu", "nv": "nyu", "lve": "lyue", "nve": "nyue"}.get(syllable, syllable)
