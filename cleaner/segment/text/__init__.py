"""The text of a page, whatever wrote it -> blocks."""
