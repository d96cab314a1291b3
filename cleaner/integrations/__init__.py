"""Cleaning as a step of other people's pipelines: their record to a Page, a Result back to it."""
