"""python -m tests.engines.slowly run ...: the command, whose batches are slow and come singly."""

from __future__ import annotations

import sys
from unittest.mock import patch

from cleaner.cli import main
from tests.engines.traps import Slow

SMALL = {
    "ray": {"cleaner.engines.ray._BATCHES_A_ROW": 1},
    "spark": {
        "cleaner.engines.spark._PARTITION_BYTES": 4_000_000,
        "cleaner.engines.spark._PARTITIONS_A_CORE": 1,
    },
}

if __name__ == "__main__":
    engine = sys.argv[sys.argv.index("--engine") + 1]
    patches = {"cleaner.dumps.clean.batch.BatchCleaner": Slow, **SMALL[engine]}
    for name, value in patches.items():
        patch(name, value).start()
    main()
