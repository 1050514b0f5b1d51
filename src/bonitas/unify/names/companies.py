"""A company's name: its core in one spelling, and its legal form by class.

`北京小米科技有限责任公司`, `小米科技（北京）有限公司` and `Xiaomi Keji Co., Ltd.` have the core `xiaomikeji` and a form of one class. Legal forms are
those of the table here (the forms of the countries that the project's rulebooks are about, and Chinese ones) and cleanco's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from bonitas.unify.names.han import has_han, pinyin
from bonitas.unify.names.spelling import plain

#: Legal forms as `plain` writes them, longest first where one holds another, and their class. Of general knowledge of company law.
FORMS: Final = {
    "gmbh co kgaa": "partnership", "gmbh co kg": "partnership", "gmbh and co kg": "partnership", "ag co kg": "partnership",
    "ug haftungsbeschrankt": "limited", "gesellschaft mit beschrankter haftung": "limited", "aktiengesellschaft": "stock",
    "kommanditgesellschaft": "partnership", "offene handelsgesellschaft": "partnership", "eingetragener verein": "association",
    "eingetragene genossenschaft": "cooperative", "ggmbh": "limited", "gmbh": "limited", "mbh": "limited", "ug": "limited", "ag": "stock",
    "kgaa": "stock", "se": "stock", "kg": "partnership", "ohg": "partnership", "gbr": "partnership", "ev": "association",
    "eg": "cooperative", "ek": "sole", "public limited company": "stock", "private limited company": "limited",
    "limited liability company": "limited", "limited liability partnership": "partnership", "co limited": "limited", "co ltd": "limited",
    "pty ltd": "limited", "pte ltd": "limited", "pvt ltd": "limited", "limited": "limited", "ltd": "limited", "llc": "limited",
    "llp": "partnership", "lp": "partnership", "plc": "stock", "incorporated": "stock", "inc": "stock", "corporation": "stock",
    "corp": "stock", "joint stock company": "stock", "jsc": "stock", "company": "", "co": "", "sarl": "limited", "sas": "stock",
    "sasu": "stock", "eurl": "limited", "spa": "stock", "srl": "limited", "sl": "limited", "slu": "limited", "bv": "limited",
    "nv": "stock", "ab": "stock", "oyj": "stock", "oy": "limited", "aps": "limited", "asa": "stock", "sp z oo": "limited",
    "spzoo": "limited", "doo": "limited", "kft": "limited", "zrt": "stock", "ooo": "limited", "oao": "stock", "zao": "stock",
    "pao": "stock", "ao": "stock", "sro": "limited", "kk": "stock", "sa": "stock",
}  # fmt: skip
#: Chinese and Japanese forms, as written; the longest first.
HAN_FORMS: Final = (
    ("股份有限公司", "stock"), ("有限责任公司", "limited"), ("有限責任公司", "limited"), ("有限公司", "limited"), ("集团公司", ""), ("集團公司", ""),
    ("总公司", ""), ("總公司", ""), ("分公司", ""), ("公司", ""), ("合伙企业", "partnership"), ("合夥企業", "partnership"), ("个人独资企业", "sole"),
    ("株式会社", "stock"), ("合同会社", "limited"), ("有限会社", "limited"), ("集团", ""), ("集團", ""), ("合作社", "cooperative"),
    ("（有限合伙）", "partnership"), ("(有限合伙)", "partnership"), ("有限合伙", "partnership"),
)  # fmt: skip
#: The first-level divisions of China: a company's name may begin with one, or hold it in brackets, or leave it out.
PLACES: Final = (
    "北京", "天津", "上海", "重庆", "重慶", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北",
    "湖南", "广东", "廣東", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "臺灣", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港",
    "澳门", "深圳", "广州", "廣州",
)  # fmt: skip
_PLACE: Final = re.compile(
    rf"^(?:{'|'.join(PLACES)})(?:省|市|自治区|特别行政区)?|[（(](?:中国|{'|'.join(PLACES)})(?:省|市)?[)）]"
)
_DOTS: Final = re.compile(r"(?<=\b\w)\.\s?(?=\w\b)|(?<=\b\w)\.(?!\w)")


def core_and_form(name: str) -> tuple[str, str]:
    """The core of a company's name, and the class of its legal form (empty where none is said).

    >>> core_and_form("Müller & Söhne GmbH & Co. KG"), core_and_form("小米科技（北京）有限公司"), core_and_form("ООО «Ромашка»")
    (('muller sohne', 'partnership'), ('xiaomikeji', 'limited'), ('romashka', 'limited'))
    """
    name = unicodedata.normalize("NFKC", name).strip()
    return _han(name) if has_han(name) else _latin(name)


def form_of(text: str) -> str:
    """The class of a legal form that stands in a column of its own; empty if it is not known here.

    >>> form_of("G.m.b.H."), form_of("股份有限公司"), form_of("guild")
    ('limited', 'stock', '')
    """
    text = unicodedata.normalize("NFKC", text).strip()
    for written, kind in HAN_FORMS:
        if text == written:
            return kind
    return _forms().get(_spelt(text), "")


def _han(name: str) -> tuple[str, str]:
    kind = ""
    short = _PLACE.sub("", name)
    for written, found in HAN_FORMS:
        if short.endswith(written) or short.startswith("株式会社"):
            short, kind = short.removeprefix("株式会社").removesuffix(written), kind or found
    return plain(pinyin(short or name)).replace(" ", "") or plain(pinyin(name)), kind


def _latin(name: str) -> tuple[str, str]:
    words = _spelt(name).split()
    forms, kind = _forms(), ""
    if len(words) > 1 and words[0] in {"ooo", "oao", "zao", "pao", "ao", "pt"}:  # Russian and Indonesian forms come first
        kind, words = forms.get(words[0], ""), words[1:]
    while True:
        size = next((n for n in range(min(4, len(words) - 1), 0, -1) if " ".join(words[-n:]) in forms), 0)
        if not size:
            break
        kind, words = kind or forms[" ".join(words[-size:])], words[:-size]
    core = " ".join(word for word in words if word not in {"and", "und", "et", "y", "i", "the"})
    return core or " ".join(words) or plain(name), kind


def _spelt(name: str) -> str:
    """Plain, with the dots of abbreviations taken out first: S.A. is sa."""
    return plain(_DOTS.sub("", name)).replace("b v", "bv") if "." in name else plain(name)


@cache
def _forms() -> Mapping[str, str]:
    """The table here, and what cleanco knows beside it."""
    from cleanco import typesources  # type: ignore[import-untyped]  # noqa: PLC0415 - of an extra

    theirs: Sequence[tuple[str, str]] = typesources()
    more = {_spelt(term): _class_of(kind) for kind, term in reversed(theirs)}
    return MappingProxyType({**{term: kind for term, kind in more.items() if term}, **FORMS})


def _class_of(kind: str) -> str:
    """The class of one of cleanco's kinds of form; empty for those that are none of the classes here."""
    for word, found in (("Limited Liability Partnership", "partnership"), ("Limited Liability Limited", "partnership"),
                        ("Limited Partnership", "partnership"), ("Limited", "limited"), ("Private", "limited"),
                        ("Joint Stock", "stock"), ("Corporation", "stock"), ("Professional", "limited"),
                        ("General Partnership", "partnership"), ("Sole", "sole"), ("Non-Profit", "association")):  # fmt: skip
        if kind.startswith(word):
            return found
    return ""
