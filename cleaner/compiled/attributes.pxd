"""What an element's attributes say; see `attributes.pyx`."""

from cleaner.compiled.nodes cimport cl_node

cdef enum:
    HIDES = 1
    UNDISPLAYED = 2
    AS_BOX = 4
    IN_LINE = 8
    SAYS_HIDDEN = 16  # and its tokens do

cdef class Attributes:
    cdef cl_node* node
    cdef object tree

cdef Attributes attributes_of(cl_node* node, object tree)
cdef dict dict_of(cl_node* node)
cdef int read_style(bytes style) except -1
cdef tuple tokens_of(cl_node* node)
