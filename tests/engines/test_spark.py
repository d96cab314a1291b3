"""Spark gives what one machine gives, record for record."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import main
from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.read.sources import SPLIT_BYTES, Source, Split
from cleaner.dumps.run.run import RunOptions, run
from cleaner.engines.local import LocalEngine
from cleaner.errors import EngineError, InputError
from tests.engines.corpus import (
    N_PAGES,
    N_RECORDS,
    TASK,
    Meddling,
    clean,
    clean_some,
    corpus,
    expected,
    files,
    kill_one,
    learn,
    page,
)
from tests.engines.sessions import MARKS, spark_application, spark_workers
from tests.engines.traps import FATAL, Deadly

pytest.importorskip("pyspark")
from pyspark.sql import SparkSession

from cleaner.engines.spark import SparkEngine, cleaned_schema

__all__ = ["corpus", "expected"]
pytestmark = [pytest.mark.slow, *MARKS["spark"]]


@pytest.fixture(scope="module", autouse=True)
def spark() -> Iterator[SparkSession]:
    with spark_application() as session:
        yield session


@pytest.mark.skipif(sys.platform == "win32", reason="finds processes by ps")
def test_the_files_are_those_of_a_local_run_although_a_process_dies(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.engines.spark._PARTITION_BYTES", SPLIT_BYTES // 2)
    monkeypatch.setattr("cleaner.engines.spark._PARTITIONS_A_CORE", 1)  # a split is a group
    engine = Meddling(SparkEngine(), lambda: kill_one(spark_workers))
    clean(corpus, tmp_path, engine)
    assert len(engine.killed) == 1
    assert files(tmp_path) == expected


def test_it_goes_on_where_a_local_run_stopped(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    n_done = clean_some(corpus, tmp_path)
    engine = Meddling(SparkEngine(2))
    clean(corpus, tmp_path, engine)
    assert 0 < engine.n_records == N_RECORDS - n_done
    assert files(tmp_path) == expected


def test_the_command_runs_on_it(corpus: Path, tmp_path: Path) -> None:
    arguments = ["run", str(corpus / "pages"), "-o", str(tmp_path / "out"), "--engine", "spark"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert f"{N_PAGES}" in done.stderr


def test_the_application_at_hand_goes_on(spark: SparkSession) -> None:
    assert spark.range(3).count() == 3


def test_a_record_that_kills_sparks_own_worker_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(FATAL, encoding="utf-8")
    task = replace(TASK, cleaner=Deadly())
    with pytest.raises(EngineError, match=r"^Spark cannot go on: .+; the same command goes on"):
        run(RunOptions([str(tmp_path / "page.html")], task, SparkEngine()), tmp_path / "out")


def test_sites_are_learned_as_a_local_run_learns_them(corpus: Path, tmp_path: Path) -> None:
    expected = learn(corpus, tmp_path / "local", LocalEngine(1))
    assert learn(corpus, tmp_path / "spark", SparkEngine(2)) == expected


def test_standard_input_is_refused() -> None:
    splits = [Split(0, (Source("-", "stdin.jsonl", None, ""),))]
    with pytest.raises(InputError, match="--engine local"):
        next(SparkEngine().run(TASK, splits))


def test_data_frames_are_cleaned_with_the_columns_that_they_have(spark: SparkSession) -> None:
    frame = spark.createDataFrame(
        [(page(n), n, [n]) for n in range(9)], "html string, n int, a array<int>"
    )
    cleaner = BatchCleaner()
    schema = cleaned_schema(frame, cleaner)
    cleaned = frame.mapInArrow(lambda batches: map(cleaner, batches), schema)
    rows = cleaned.select("status", "text", "kept_chars", "reasons", "n", "a").collect()
    assert len(rows) == 9
    for row in rows:
        assert row.status == "cleaned"
        assert f"with {row.n} passengers" in row.text
        assert row.kept_chars["paragraph"] > 100
        assert row.a == [row.n]
        assert sum(reason.chars for reason in row.reasons) > 0
