"""Which encoding a file of names has: said, by its byte order mark, or by strict decoding; and the file as UTF-8.

Names come from old systems. What cannot be told is asked, never guessed silently: the answer says which encoding was taken. How it
is told without a mark, in turn:

1. Every byte is good UTF-8: it is UTF-8.
2. More than three lines in ten with foreign letters are good UTF-8: the file holds two encodings (U101). By accident it is fewer.
3. It is good GB18030, and most of what is not ASCII is Chinese, nearly all of it common characters: it is GB18030.
4. It is good Windows-1252 (which Latin-1 is part of), and of the letters of words with foreign ones most are plain: it is
   Windows-1252. Cyrillic or Greek in an encoding of their own look like words of accents only, and are asked about (U102).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Literal

from bonitas.unify.names.codes import trouble
from bonitas.unify.names.han import has_han

#: Encodings that a caller may name. `gbk`, `gb2312` and `latin-1` are parts of what they are read as.
KNOWN: Final = (
    "utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "koi8-r", "windows-1250", "windows-1251", "windows-1252",
    "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "iso-8859-1", "iso-8859-2",
    "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15",
)  # fmt: skip
SAME: Final = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "latin-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "utf8": "utf-8",
    "cp1252": "windows-1252",
}
MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Decoded:
    """A file of another encoding, as UTF-8 in memory: it is read like a path."""

    path: Path
    data: bytes

    def open(self, mode: Literal["rb"], /) -> BinaryIO:  # noqa: ARG002 - as a path is opened
        """The bytes, from the beginning."""
        return BytesIO(self.data)

    def __str__(self) -> str:
        return str(self.path)


def encoding_of(data: bytes, file: object) -> str:
    """The encoding of these bytes. BonitasError: U101 two encodings, U102 it cannot be told.

    >>> encoding_of("Müller,Zoë".encode("windows-1252"), "a.csv"), encoding_of("张伟,北京".encode("gb18030"), "a.csv")
    ('windows-1252', 'gb18030')
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    if _reads(data, "utf-8"):
        return "utf-8"
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if not line.isascii()]
    wrong = [number for number, line in lines if not _reads(line, "utf-8")]
    if 10 * (len(lines) - len(wrong)) > 3 * len(lines):
        raise trouble("U101", file, line=wrong[0])
    if _is_chinese(data):
        return "gb18030"
    if _reads(data, "windows-1252") and _is_western(data.decode("windows-1252")):
        return "windows-1252"
    raise trouble("U102", file, known=", ".join(KNOWN))


def named(encoding: str) -> str:
    """The encoding as it is called here. BonitasError U104 if it is none that is read.

    >>> named("GBK"), named("Latin-1")
    ('gb18030', 'iso-8859-1')
    """
    plain = encoding.strip().lower().replace("_", "-").replace("cp125", "windows-125")
    plain = SAME.get(plain, "shift_jis" if plain == "shift-jis" else plain)
    if plain not in KNOWN:
        raise trouble("U104", "--encoding", found=encoding, known=", ".join(KNOWN))
    return plain


def decoded(path: Path, encoding: str | None = None) -> tuple[Path | Decoded, str]:
    """What to read in place of a file of text, and its encoding: the file itself if it is UTF-8. `encoding`: None to find out.

    BonitasError: U101 to U104; OSError if it cannot be read.
    """
    data = path.read_bytes()
    found = encoding_of(data, path) if encoding is None else named(encoding)
    if found == "utf-8":
        _strictly(data, found, path)
        return path, found
    return Decoded(path, _strictly(data, found, path).encode()), found


def _strictly(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise trouble("U103", path, line=line, encoding=encoding) from None


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(data: bytes) -> bool:
    """Good GB18030 whose characters beyond ASCII are mostly Chinese, and nearly all of these common ones, which GB 2312 has. Accents of
    another encoding, taken for halves of characters, make rare ones."""
    try:
        strange = [letter for letter in data.decode("gb18030") if not letter.isascii()]
    except UnicodeDecodeError:
        return False
    chinese = [letter for letter in strange if has_han(letter)]
    common = sum(_in_gb_2312(letter) for letter in chinese)
    return 2 * len(chinese) >= len(strange) and 10 * common >= 9 * len(chinese)


def _in_gb_2312(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _is_western(text: str) -> bool:
    """Most letters of the words with foreign letters are plain ones."""
    words = [word for word in _words(text) if not word.isascii()]
    return 2 * sum(letter.isascii() for word in words for letter in word) > sum(map(len, words))


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(text))
