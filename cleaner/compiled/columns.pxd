"""A document as flat arrays; see `columns.pyx`."""

from libc.stdint cimport int64_t

cdef class Columns:
    cdef Py_ssize_t n
    cdef Py_ssize_t n_elements
    cdef bint is_text
    cdef int64_t total  # characters of the page, at least 1
    cdef int64_t[::1] lengths, links, level, group, kinds
    cdef int64_t[::1] chars_until, links_until
    cdef int64_t[::1] n_words, n_commas, n_ideographs
    cdef int64_t[::1] element, parent, first, end
    cdef int64_t[:, ::1] containers
    # (n, N_CONTAINERS) elements above each block that hold more than the one below

cdef int64_t[::1] column(values, Py_ssize_t n)
cdef list listed(values)
cdef int check_fit(bint is_right) except -1
