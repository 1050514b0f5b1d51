"""Sets of people whose doubles are known: Febrl 1 to 3 and fake_1000, as files of names, and one made here with as many as are asked for."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

#: How columns of a set are called in a file of names.
FEBRL: Final = {
    "given_name": "given_name", "surname": "surname", "street_number": "house_number", "address_1": "street", "suburb": "city",
    "postcode": "postcode", "state": "region", "date_of_birth": "birth_date", "soc_sec_id": "number",
}  # fmt: skip
FAKE: Final = {"first_name": "given_name", "surname": "surname", "dob": "birth_date", "city": "city", "email": "email"}


@dataclass(frozen=True, slots=True)
class Truth:
    """A file of names, and of each subject the number of the person that it is. Subjects are numbers as text."""

    names: Any
    person: dict[str, int]

    @property
    def pairs(self) -> int:
        """How many pairs of subjects are one person."""
        sizes = np.unique(list(self.person.values()), return_counts=True)[1]
        return int((sizes * (sizes - 1) // 2).sum())


def febrl(path: Path) -> Truth:
    """A set of Febrl: `rec-7-org` and `rec-7-dup-0` are person 7."""
    return _read(path, FEBRL, "rec_id", lambda row: int(row["rec_id"].split("-")[1]))


def fake_1000(path: Path) -> Truth:
    """The set that Splink is shown with: the same `cluster` is the same person."""
    return _read(path, FAKE, "unique_id", lambda row: int(row["cluster"]))


def _read(path: Path, columns: dict[str, str], subject: str, person: Callable[[dict[str, str]], int]) -> Truth:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{name.strip(): cell.strip() for name, cell in row.items()} for row in csv.DictReader(file)]
    cells = {ours: [row[theirs] or None for row in rows] for theirs, ours in columns.items()}
    names = pa.table({"subject": [row[subject] for row in rows], **cells})
    return Truth(names, {row[subject]: person(row) for row in rows})


_ONSETS: Final = ("b", "br", "d", "f", "g", "h", "j", "k", "kl", "l", "m", "n", "p", "r", "s", "sch", "st", "t", "v", "w", "z")
_VOWELS: Final = ("a", "e", "i", "o", "u", "au", "ei", "ie")
_ENDS: Final = ("", "n", "r", "s", "t", "l", "ck", "nd", "mann", "er", "ski", "sen", "ini")


def _words(random: np.random.Generator, count: int, syllables: tuple[int, int]) -> list[str]:
    """So many different words of so many syllables."""
    found: dict[str, None] = {}
    while len(found) < count:
        size = 2 * count
        many = random.integers(*syllables, size, endpoint=True).tolist()
        onsets = random.integers(0, len(_ONSETS), (size, syllables[1])).tolist()
        vowels = random.integers(0, len(_VOWELS), (size, syllables[1])).tolist()
        ends = random.integers(0, len(_ENDS), size).tolist()
        for n, first, second, end in zip(many, onsets, vowels, ends, strict=True):
            found["".join(_ONSETS[first[at]] + _VOWELS[second[at]] for at in range(n)) + _ENDS[end]] = None
    return list(found)[:count]


def _zipf(random: np.random.Generator, words: list[str], size: int, exponent: float) -> list[str]:
    """Words drawn so that the first are common and the last rare."""
    weight = 1 / np.arange(1, len(words) + 1) ** exponent
    drawn = random.choice(len(words), size, p=weight / weight.sum())
    return [words[at] for at in drawn]


def invented(rows: int, *, seed: int, doubles: float = 0.2) -> Truth:
    """So many rows about fewer people: of every five one is a double with up to three slips, a move, a new surname or a lost cell.

    Names follow Zipf's law as real ones do. Of ten people four live with the one before them and have the surname and often the
    telephone in common; of these one in fifty is a twin. Mail addresses are made of names, and nobody has another's. Nobody in it is anybody.
    """
    random = np.random.default_rng(seed)
    people = rows - int(rows * doubles)
    columns = _people(random, people)
    of = np.sort(random.integers(0, people, rows - people))
    again = {name: [cells[at] for at in of] for name, cells in columns.items()}
    _spoil(random, again, columns)
    person = [*range(people), *of.tolist()]
    order = random.permutation(rows).tolist()
    table = pa.table({name: [*cells, *again[name]] for name, cells in columns.items()}).take(pa.array(order))
    subjects = [str(at) for at in range(rows)]
    names = table.append_column("subject", pa.array(subjects))
    return Truth(names, {subject: person[at] for subject, at in zip(subjects, order, strict=True)})


def _people(random: np.random.Generator, size: int) -> dict[str, list[str | None]]:
    given = _zipf(random, _words(random, 3_000, (1, 2)), size, 0.9)
    surname = _zipf(random, _words(random, 40_000, (1, 3)), size, 0.8)
    streets, cities = _words(random, 8_000, (2, 3)), _words(random, 4_000, (2, 3))
    post = random.integers(1_000, 9_000, size).tolist()
    days: list[str] = (
        (np.datetime64("1935-01-01") + random.integers(0, 26_000, size).astype("timedelta64[D]")).astype(str).tolist()
    )
    phone: list[str | None] = [f"0{n}" for n in random.integers(10_000_000, 99_999_999, size).tolist()]
    street = [streets[at] + " street" for at in random.integers(0, len(streets), size)]
    house = [str(n) for n in random.integers(1, 200, size)]
    for at in np.flatnonzero(random.random(size) < 0.4).tolist():
        if at:  # a family
            surname[at], street[at], house[at], post[at] = surname[at - 1], street[at - 1], house[at - 1], post[at - 1]
            phone[at] = phone[at - 1] if at % 2 else phone[at]
            days[at] = days[at - 1] if at % 50 == 0 else days[at]
    without = (random.random(size) < 0.4).tolist()
    return {
        "given_name": list(given), "surname": list(surname), "birth_date": list(days), "house_number": list(house), "street": list(street),
        "postcode": [str(10 * n) for n in post], "city": [cities[n % len(cities)] for n in post],
        "email": _mails(random, given, surname, [day[2:4] for day in days]),
        "phone": [None if no else number for number, no in zip(phone, without, strict=True)],
    }  # fmt: skip


def _mails(random: np.random.Generator, given: list[str], surname: list[str], year: list[str]) -> list[str | None]:
    """Addresses made of names, each of one person only; of ten people three have none."""
    host = _zipf(random, ["example.org", "example.com", "example.net", "mail.example", "post.example"], len(given), 1.0)
    taken: dict[str, int] = {}
    mails: list[str | None] = []
    for g, s, y, h, without in zip(given, surname, year, host, (random.random(len(given)) < 0.3).tolist(), strict=True):
        mail = f"{g}.{s}{y}@{h}"
        taken[mail] = taken.get(mail, 0) + 1
        mails.append(None if without else mail if taken[mail] == 1 else f"{g}.{s}{y}.{taken[mail]}@{h}")
    return mails


def _spoil(random: np.random.Generator, columns: dict[str, list[str | None]], others: dict[str, list[str | None]]) -> None:
    """Slips, moves and lost cells, in place."""
    size, names = len(columns["surname"]), list(columns)
    for at, times in enumerate(random.integers(0, 4, size).tolist()):
        for _ in range(times):
            name = names[int(random.integers(len(names)))]
            cell = columns[name][at]
            columns[name][at] = None if not cell or random.random() < 0.15 else _slip(random, cell)
    for at in np.flatnonzero(random.random(size) < 0.1).tolist():  # has moved
        _copy(random, columns, others, at, ("house_number", "street", "postcode", "city"))
    for at in np.flatnonzero(random.random(size) < 0.03).tolist():  # has married
        _copy(random, columns, others, at, ("surname",))


def _copy(random: np.random.Generator, columns: Any, others: Any, at: int, names: tuple[str, ...]) -> None:
    other = int(random.integers(len(others["surname"])))
    for name in names:
        columns[name][at] = others[name][other]


def _slip(random: np.random.Generator, cell: str) -> str:
    """One letter or digit changed, lost, doubled or exchanged with the next."""
    at = int(random.integers(len(cell)))
    letter = str(random.integers(10)) if cell[at].isdigit() else chr(97 + int(random.integers(26)))
    match int(random.integers(4)):
        case 0:
            return cell[:at] + letter + cell[at + 1 :]
        case 1:
            return cell[:at] + cell[at + 1 :]
        case 2:
            return cell[:at] + cell[at] + cell[at:]
        case _:
            return cell[:at] + cell[at + 1 : at + 2] + cell[at : at + 1] + cell[at + 2 :]
