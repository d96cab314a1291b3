"""A file for each record, named after where it came from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cleaner.dumps.write.pages import page_content, page_path, write_page
from cleaner.dumps.write.records import Records
from cleaner.dumps.write.writer import PartFile
from cleaner.errors import AccountError


@dataclass(frozen=True, slots=True)
class Folder:
    """A form: files with the ending `suffix`, one a record, below folders like the inputs'."""

    suffix: str
    is_sharded: bool = False

    def encode(self, records: Records) -> bytes:
        """The paths and the texts, as JSON; nothing for no records."""
        texts: dict[str, str] = {}
        for row in records.rows:
            source, offset = row.origin["source"], row.origin["offset"]
            path = page_path(source, offset, self.suffix)
            if path in texts:
                raise AccountError(f"two records of {source} get one file: please report")
            texts[path] = row.record["text"] if row.record else ""
        return json.dumps(texts, ensure_ascii=False).encode() if texts else b""

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """Write a file for each record."""
        files = []
        for payload in filter(None, payloads):
            for path, text in json.loads(payload).items():
                content = page_content(text)
                written = write_page(folder, path, content, force=True, durable=True)
                files.append(PartFile(written, len(content)))
        return files
