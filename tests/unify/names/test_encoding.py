"""Which encoding a file of names has: told, asked for, never silently wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.common.problems import BonitasError
from bonitas.unify.names.encoding import encoding_of, named
from bonitas.unify.names.read import Names, read_names

CHINESE = "subject,name\na,欧阳修\nb,王小明\nc,单田芳\n"
WESTERN = "subject,name\na,Jörg Müller\nb,Zoë Brontë\nc,François Élie\n"
GREEK = "subject,name\na,Γιώργος Παπαδόπουλος\nb,Ελένη Αγγελοπούλου\n"
RUSSIAN = "subject,name\na,Юрий Иванов\nb,Анна Каренина\nc,Лев Мышкин\n"


def read(path: Path, encoding: str | None = None) -> Names:
    return read_names(path, lambda scheme, number: number, encoding=encoding)


def surnames(names: Names) -> list[str]:
    found: list[str] = names.table.column("surname").to_pylist()
    return found


@pytest.mark.parametrize(
    ("text", "saved", "told"),
    [
        (CHINESE, "utf-8", "utf-8"), (CHINESE, "utf-8-sig", "utf-8"), (CHINESE, "utf-16", "utf-16"), (CHINESE, "gb18030", "gb18030"),
        (WESTERN, "windows-1252", "windows-1252"), (WESTERN, "latin-1", "windows-1252"), (WESTERN, "utf-8", "utf-8"),
    ],
)  # fmt: skip
def test_told_by_itself(tmp_path: Path, text: str, saved: str, told: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(text.encode(saved))
    names = read(path)
    assert names.encoding == told
    assert surnames(names) == (["ouyang", "wang", "shan"] if text == CHINESE else ["muller", "bronte", "elie"])


def test_utf_16_of_the_other_order_and_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "names.jsonl"
    path.write_bytes(b"\xfe\xff" + '{"subject": "a", "name": "欧阳修"}\n'.encode("utf-16-be"))
    assert (surnames(read(path)), read(path).encoding) == (["ouyang"], "utf-16")


@pytest.mark.parametrize(("text", "saved"), [(GREEK, "windows-1253"), (RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r")])
def test_what_cannot_be_told_is_asked(tmp_path: Path, text: str, saved: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(text.encode(saved))
    with pytest.raises(BonitasError, match=r"U102 The encoding of the file cannot be told\. Say which it is: --encoding"):
        read(path)
    assert surnames(read(path, saved)) == (
        ["papadopoylos", "aggelopoyloy"] if text == GREEK else ["ivanov", "karenina", "myshkin"]
    )


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    """Half the lines were appended by another system."""
    lines = CHINESE.encode().splitlines(keepends=True)
    path = tmp_path / "names.csv"
    path.write_bytes(b"".join([*lines[:3], "c,单田芳\n".encode("gb18030"), *lines[1:2]]))
    with pytest.raises(
        BonitasError, match=r"names\.csv:4: U101 The file holds two encodings: most of it is UTF-8, and this line is not"
    ):
        read(path)


@pytest.mark.parametrize(
    ("saved", "asked", "line"), [("gb18030", "utf-8", 2), ("utf-8", "shift_jis", 3), ("windows-1252", "utf-8", 2)]
)
def test_not_the_encoding_that_was_given(tmp_path: Path, saved: str, asked: str, line: int) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes((WESTERN if saved == "windows-1252" else CHINESE).encode(saved))
    with pytest.raises(BonitasError, match=rf"names\.csv:{line}: U103 The file is not {asked}"):
        read(path, asked)


@pytest.mark.parametrize("asked", ["rot13", "utf-7", "zip", "nonsense", ""])
def test_no_encoding(asked: str) -> None:
    with pytest.raises(BonitasError, match="U104 '.*' is no encoding that is read here"):
        named(asked)


def test_a_chinese_file_with_a_few_accents() -> None:
    """Umlauts have four bytes in GB18030, some of them digits."""
    text = "subject,name\na,欧阳修\nb,Jörg Müller\nc,Zoë Brontë\nd,王小明\ne,北京小米科技有限责任公司\n"
    assert encoding_of(text.encode("gb18030"), "a.csv") == "gb18030"


def test_plain_ascii_is_utf_8() -> None:
    assert encoding_of(b"subject,name\na,Ann Lee\n", "a.csv") == "utf-8"
