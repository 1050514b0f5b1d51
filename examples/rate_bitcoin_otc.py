"""Rates the members of Bitcoin OTC, a marketplace of 2010 to 2016, by the published rules of eBay's feedback score.

    python examples/rate_bitcoin_otc.py [FOLDER]

FOLDER (default: `../shared/data/bitcoin_otc` beside the repository) holds `soc-sign-bitcoinotc.csv.gz` from SNAP (source, target,
rating from −10 to 10, seconds since 1970) and, if there is one, `otc_gt.csv` (member, −1 fraudulent or 1 benign). Every rating
becomes one feedback: above 0 positive, below 0 negative. For research use, with citation: Kumar et al. 2016 and 2018.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bonitas

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "bitcoin_otc"
RATINGS = "soc-sign-bitcoinotc.csv.gz"
LABELS = "otc_gt.csv"
#: A day after the last rating (25 January 2016) on which the rulebook is in force.
ON = "2016-03-01"
RULEBOOK = "ebay-feedback"
#: A label on so few makes no sense of a spread.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Rating:
    """One member's rating of another: their numbers, −10 to 10, and the instant."""

    source: str
    target: str
    value: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Result:
    """What the run found: members by star, and the percentage of positive feedback of each labelled member that has one."""

    stars: Mapping[str, int]
    labelled: Mapping[int, list[float]]
    rated: int


def read_ratings(path: Path) -> list[Rating]:
    """The ratings in a gzipped SNAP file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return [
            Rating(source, target, int(value), dt.datetime.fromtimestamp(float(at), dt.UTC))
            for source, target, value, at in csv.reader(lines)
        ]


def read_labels(path: Path) -> dict[str, int]:
    """Member to label (−1 fraudulent, 1 benign); nothing if there is no such file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {member: int(label) for member, label in csv.reader(lines)}


def member_id(number: str) -> str:
    return f"otc-{number}"


def feedback(ratings: list[Rating]) -> Iterator[dict[str, object]]:
    """One record a rating. The day it was given stands for the day the transaction ended, which the data does not have."""
    for number, rating in enumerate(ratings, start=1):
        day = rating.at.date().isoformat()
        yield {
            "subject": member_id(rating.target),
            "kind": "feedback",
            "occurred_on": day,
            "recorded_at": rating.at.isoformat(timespec="seconds"),
            "furnisher": "bitcoin-otc",
            "ref": f"{number:06}",
            "counterparty": member_id(rating.source),
            "value": (rating.value > 0) - (rating.value < 0),
            "transaction_ended_on": day,
        }


def notices(ratings: list[Rating]) -> Iterator[dict[str, object]]:
    """A notice for every member who rated or was rated. Nobody served one in truth: this is research on data long public."""
    members = sorted({rating.source for rating in ratings} | {rating.target for rating in ratings}, key=int)
    for number in members:
        yield {"subject": member_id(number), "rulebook": RULEBOOK, "basis": "notice", "from": "2010-01-01"}


def write_csv(path: Path, rows: Iterator[dict[str, object]]) -> Path:
    """The rows as a CSV file with a header."""
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, fieldnames=list(first))
        table.writeheader()
        table.writerow(first)
        table.writerows(rows)
    return path


def last_rated(ratings: list[Rating]) -> dict[str, dt.date]:
    """Each rated member's day of the last rating received."""
    days: dict[str, dt.date] = {}
    for rating in ratings:
        days[rating.target] = max(days.get(rating.target, dt.date.min), rating.at.date())
    return days


def percentages(book: Any, ledger: Any, labels: Mapping[str, int], ratings: list[Rating]) -> dict[int, list[float]]:
    """By label, the percentage of each member on the day of the last rating received: most had left years before `ON`."""
    days = last_rated(ratings)
    found: dict[int, list[float]] = {}
    with bonitas.prepare(book, ledger) as service:
        for number, label in labels.items():
            if number in days:
                share = service.explain(member_id(number), on=days[number].isoformat()).measures["positive_share"]
                if share is not None:
                    found.setdefault(label, []).append(float(share))
    return found


def run(folder: Path, work: Path) -> Result:
    """Keeps the ratings in a ledger under `work`, and rates everyone on `ON`."""
    ratings, labels = read_ratings(folder / RATINGS), read_labels(folder / LABELS)
    book = bonitas.read_rulebook(RULEBOOK)
    with bonitas.new_ledger(work / "otc.duckdb") as ledger:
        for report in (
            ledger.add(write_csv(work / "records.csv", feedback(ratings))),
            ledger.enrol(write_csv(work / "notices.csv", notices(ratings))),
        ):
            if not report.ok:
                raise bonitas.BonitasError(report.problems)
        rows = bonitas.rate(book, ledger, on=ON).to_arrow().to_pylist()
        labelled = percentages(book, ledger, labels, ratings)
    stars = Counter(row["band"] for row in rows if row["standing"] == "scored")
    order = [band.name for band in book.periods[-1].rules.bands.bands]
    return Result({name: stars[name] for name in order if stars[name]}, labelled, sum(stars.values()))


def show(result: Result) -> None:
    """Prints the stars and, where there are labels, how the percentage differs between them."""
    print(f"{result.rated:,} members of Bitcoin OTC on {ON} by {RULEBOOK}")
    for name, members in result.stars.items():
        print(f"  {name.replace('_', ' '):<26}{members:>7,}")
    for label, name in ((-1, "fraudulent"), (1, "benign")):
        shares = result.labelled.get(label, [])
        if len(shares) >= FEWEST:
            low, middle, high = statistics.quantiles(shares, n=4)
            spread = f"{middle:.1f} % at the median, {low:.1f} % to {high:.1f} % for the middle half"
            print(f"{len(shares):>5} labelled {name}: positive feedback {spread}")
    if result.labelled:
        print(
            "Caution: the labels were made from ratings by trusted members. Those same ratings are in the percentage,\n"
            "so the difference says how the labels were made, not how well the percentage predicts fraud."
        )


def main(arguments: list[str]) -> int:
    """0 if all went well; 1 if the data is not there."""
    folder = Path(arguments[0]) if arguments else FOLDER
    if not (folder / RATINGS).is_file():
        message = f"There is no {RATINGS} in the folder. Fetch it from SNAP (soc-sign-bitcoin-otc) and give the folder."
        print(message, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as work:
        show(run(folder, Path(work)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
