"""Cleaned records -> files, a module for each form."""
