"""What a page is, before it is read; see `survey.pyx`."""

from cleaner.compiled.nodes cimport cl_node

cdef enum:
    IS_DEEP = 1  # it may lack what was too deep for a tree, but is not for events
    SHOWS_FORMULA = 2
    HAS_DELIMITER = 4  # of a formula, in its text
    MAY_HAVE_PROGRAM = 8  # in no table
    HAS_TABLE = 16

cdef bint has_controls(bytes content) noexcept
cdef bint may_be_typeset(bytes content) noexcept
cdef bint has_crowded_tags(bytes content) noexcept
cdef int survey(cl_node* node, object tree) except -1
