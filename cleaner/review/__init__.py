"""What a cleaner did to the records of a dump, to look at and to correct."""
