"""A ledger that this program keeps in a folder of Parquet, as Spark tables in words: codes are joined with what they stand for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from bonitas.engine.licence.codes import trouble
from bonitas.ledger.check import SCALE
from bonitas.ledger.manifest import NAME, Manifest, read_manifest
from bonitas.ledger.schema import WORDY
from bonitas.ledger.sql import column_of
from bonitas.spark.frames import Frame, Frames


def is_ledger(place: str) -> bool:
    """Whether a folder here is a ledger of this program."""
    return "://" not in place and (Path(place) / NAME).is_file()


def ledger_tables(spark: Any, place: str) -> Frames:
    """Its records, participations and amendments. BonitasError: L502 to L504, U724 where it is read only under a licence."""
    manifest = read_manifest(Path(place))
    if manifest.licensed:
        raise trouble("U724")
    return _Folder(spark, Path(place), manifest).frames()


class _Folder:
    def __init__(self, spark: Any, folder: Path, manifest: Manifest) -> None:
        self.spark, self.folder, self.manifest = spark, folder, manifest

    def frames(self) -> Frames:
        """All three tables, where they have rows."""
        participations = self.part("participations")
        return Frames(
            self.records(), None if participations is None else self.participations(participations), self.amendments(),
            name=str(self.folder), lab=self.manifest.lab,
        )  # fmt: skip

    def part(self, table: str) -> Frame | None:
        """The rows of a table; None if it has none."""
        files = [str(self.folder / part.file) for part in self.manifest.parts[table]]
        return self.spark.read.option("mergeSchema", "true").parquet(*files) if files else None

    def named(self, frame: Frame, column: str, table: str, as_name: str) -> Frame:
        """The rows with the word or id of a code in place of the code."""
        from pyspark.sql import functions as F  # noqa: PLC0415 - Spark is optional

        shown = self.part(table)
        assert shown is not None  # what has rows has names
        text = "word" if table == "words" else "id"
        names = shown.select(F.col("no").alias(f"{column}_no"), F.col(text).alias(f"{column}_name"))
        names = F.broadcast(names) if table == "words" else names
        joined = frame.join(names, frame[column] == names[f"{column}_no"], "left").drop(f"{column}_no", column)
        return joined.withColumnRenamed(f"{column}_name", as_name)

    def typed(self, frame: Frame) -> Frame:
        """The rows with the type of their subject, where one was ever said."""
        from pyspark.sql import functions as F  # noqa: PLC0415

        subjects = self.part("subjects")
        assert subjects is not None
        types = subjects.groupBy("party").agg(F.bool_or("organisation").alias("organisation"))
        joined = frame.join(types, frame["subject"] == types["party"], "left")
        word = F.when(F.col("organisation"), "organisation").when(~F.col("organisation"), "person")
        return joined.withColumn("subject_type", word).drop("party", "organisation")

    def records(self) -> Frame:
        """Records in the columns of the interface."""
        frame = self.part("records")
        if frame is None:
            return self.spark.createDataFrame([], "subject string, kind string, occurred_on date")
        frame = self.typed(self.attributes(self.timed(frame).drop("entry")))
        for column, table in (("subject", "parties"), ("counterparty", "parties"), ("kind", "words"), ("furnisher", "words")):
            frame = self.named(frame, column, table, column)
        return frame

    def attributes(self, frame: Frame) -> Frame:
        """Each attribute under its own name and in its own type."""
        from pyspark.sql import functions as F  # noqa: PLC0415

        for name, type_ in self.manifest.attributes.items():
            column = column_of(name)
            if column not in frame.columns:
                continue
            if type_ in WORDY:
                frame = self.named(frame, column, "words", name)
                continue
            cell = F.col(column)
            if type_ in ("money", "decimal"):
                places = len(str(SCALE[type_])) - 1
                cell = (cell.cast("decimal(18,0)") * F.lit(Decimal(1).scaleb(-places))).cast(f"decimal(18,{places})")
            frame = frame.withColumn(name, cell == 1 if type_ == "yes_no" else cell).drop(column)
        return frame

    def timed(self, frame: Frame) -> Frame:
        """With `recorded_at` as an instant."""
        from pyspark.sql import functions as F  # noqa: PLC0415

        return frame.withColumn("recorded_at", F.timestamp_micros("recorded_at"))

    def participations(self, frame: Frame) -> Frame:
        """Participations in the columns of the interface."""
        from pyspark.sql import functions as F  # noqa: PLC0415

        basis = F.when(F.col("consent"), "consent").otherwise("notice")
        found = self.typed(self.timed(frame).withColumn("basis", basis).drop("consent", "no"))
        return self.named(found, "subject", "parties", "subject")

    def amendments(self) -> Frame | None:
        """Amendments in the columns of the interface: each names its record by furnisher and ref again."""
        frame, records = self.part("amendments"), self.part("records")
        if frame is None or records is None:
            return None
        found = self.attributes(self.timed(frame).drop("subject", "kind", "no"))
        found = found.join(records.select("entry", "furnisher", "ref"), "entry").drop("entry")
        return self.named(self.named(found, "counterparty", "parties", "counterparty"), "furnisher", "words", "furnisher")
