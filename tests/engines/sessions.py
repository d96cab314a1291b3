"""A Ray cluster and a Spark application of this process, small and on 127.0.0.1 alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.engines.corpus import find_processes, wait_until
from tests.examples import ROOT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from cleaner.dumps.clean.task import Engine

MARKS = {
    "ray": [pytest.mark.filterwarnings(r"ignore:.*deprecated:DeprecationWarning:ray\..*")],
    "spark": [
        pytest.mark.skipif(
            not (shutil.which("java") or "JAVA_HOME" in os.environ), reason="no Java"
        ),
        pytest.mark.filterwarnings(r"ignore:PySpark does not yet:FutureWarning:pyspark\..*"),
    ],
}
ENVIRONMENT = {
    "ray": {"RAY_AUTH_TOKEN": uuid4().hex},  # else Ray writes one into the home
    "spark": {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable},
}
"""What a process that starts an engine needs."""


def need(engine: str) -> None:
    """Skip the test where the engine is not installed."""
    for package in {"ray": ("ray", "ray.data"), "spark": ("pyspark",)}[engine]:
        pytest.importorskip(package)


@contextmanager
def ray_cluster() -> Iterator[None]:
    import ray

    with _environment("ray"):
        ray.init(
            "local",
            num_cpus=2,
            object_store_memory=200_000_000,
            include_dashboard=False,
            log_to_driver=False,
            _node_ip_address="127.0.0.1",
        )
        yield
        ray.shutdown()


@contextmanager
def spark_application() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    with _environment("spark"):
        builder = SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
        session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
        yield session
        session.stop()
    assert wait_until(lambda: not spark_workers())


@contextmanager
def _environment(engine: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RAY_AUTH_MODE", raising=False)
        patch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)  # workers import our traps
        for name, value in ENVIRONMENT[engine].items():
            patch.setenv(name, value)
        yield


def spark_workers() -> list[int]:
    """The guarded processes in which Spark's Python workers clean."""
    return find_processes(os.getpid(), "multiprocessing.spawn")


def make_engine(name: str, workers: int | None = None) -> Engine:
    if name == "ray":
        from cleaner.engines.ray import RayEngine

        return RayEngine(workers)
    from cleaner.engines.spark import SparkEngine

    return SparkEngine(workers)


SESSIONS: dict[str, Callable[[], Any]] = {"ray": ray_cluster, "spark": spark_application}
