"""WARC files to articles with datatrove, in as many processes as you say.

    pip install 'pagecleaner[datatrove]'
    python datatrove_pipeline.py CRAWL ARTICLES --workers 2

CRAWL is a folder of WARC files, ARTICLES gets `*.jsonl.gz`. What was dropped, and why, is in
datatrove's own stats at the end. Without datatrove, `cleaner run CRAWL -o ARTICLES` does the same,
goes on where it was stopped, and accounts for every record.
"""

from __future__ import annotations

import argparse

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import LambdaFilter
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter

from cleaner.integrations.datatrove import CleanerExtractor


def main() -> None:
    """Run the pipeline."""
    parser = argparse.ArgumentParser(description="WARC files to articles.")
    parser.add_argument("crawl")
    parser.add_argument("articles")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    steps = [
        WarcReader(given.crawl),
        CleanerExtractor(timeout=30),
        LambdaFilter(lambda document: document.metadata["has_article"]),
        JsonlWriter(given.articles),
    ]
    LocalPipelineExecutor(steps, tasks=given.workers, workers=given.workers).run()


if __name__ == "__main__":
    main()
