"""What a page says of itself."""

from cleaner.metadata.extract import Metadata, extract_metadata, normalise_language

__all__ = ["Metadata", "extract_metadata", "normalise_language"]
