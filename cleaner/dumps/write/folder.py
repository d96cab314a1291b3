"""A file for each record, named after where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cleaner.dumps.read.formats.tables import from_stream, to_stream
from cleaner.dumps.write.pages import page_content, page_path, write_page
from cleaner.dumps.write.writer import PartFile
from cleaner.errors import AccountError


@dataclass(frozen=True, slots=True)
class Folder:
    """A form: files with the ending `suffix`, one a record, below folders like the inputs'."""

    suffix: str
    is_sharded: bool = False

    def encode(self, batch: pa.RecordBatch) -> bytes:
        """The paths and the texts, as an Arrow stream; nothing for no records."""
        if not batch.num_rows:
            return b""
        places = batch.select(["source", "offset"]).to_pylist()
        paths = [page_path(place["source"], place["offset"], self.suffix) for place in places]
        if len(set(paths)) < len(paths):
            raise AccountError(f"two records of {places[0]['source']} get one file: please report")
        columns = {"path": pa.array(paths), "text": batch.column("text")}
        return to_stream(pa.RecordBatch.from_pydict(columns))

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """Write a file for each record."""
        files = []
        for batch in map(from_stream, filter(None, payloads)):
            for record in batch.to_pylist():
                content = page_content(record["text"])
                path = write_page(folder, record["path"], content, force=True, durable=True)
                files.append(PartFile(path, len(content)))
        return files
