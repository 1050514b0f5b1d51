"""How many stand where, counted by Spark: of ratings that are too many to bring here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bonitas.spark.failures import brought_back
from bonitas.spark.frames import Frame


def totals(ratings: Frame) -> Counter[tuple[str, str | None, str | None]]:
    """How many rows there are of each standing, reason and band; few."""
    by = ("standing", "because", "band")
    with brought_back():
        groups = ratings.groupBy(*by).count().collect()
    return Counter({(row["standing"], row["because"], row["band"]): row["count"] for row in groups})


def first_rows(ratings: Frame, most: int) -> list[dict[str, Any]]:
    """The first rows in order of subject, then date."""
    with brought_back():
        return [row.asDict() for row in ratings.orderBy("subject", "on").limit(most).collect()]
