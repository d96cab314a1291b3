# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A document as flat arrays, which are checked: whoever reads them does it without."""

from libc.stdint cimport int64_t

import numpy as np

from cleaner.model import blocks

cdef tuple KINDS = blocks.KINDS
cdef int N_CONTAINERS = blocks.N_CONTAINERS


cdef class Columns:
    """The columns of a document as flat arrays; those of elements are empty for plain text."""

    def __init__(self, document, list text, n_words, n_commas, n_ideographs):
        cdef Py_ssize_t i
        self.n = len(text)
        self.is_text = document.format == "text"
        self.n_words, self.n_commas, self.n_ideographs = n_words, n_commas, n_ideographs
        self.lengths = np.empty(self.n, np.int64)
        for i in range(self.n):
            self.lengths[i] = len(<str>text[i])
        self.links = column(document.link_chars or [0] * self.n, self.n)
        for i in range(self.n):
            self.links[i] = min(self.links[i], self.lengths[i])  # dumps may be padded
        self.level, self.group = column(document.level, self.n), column(document.group, self.n)
        self.kinds = _kinds(document.kind, self.n)
        self.chars_until, self.links_until = _sums_until(self.lengths), _sums_until(self.links)
        self.total = max(1, self.chars_until[self.n])
        if not self.is_text:
            self.read_tree(document)

    def read_tree(self, document):
        cdef Py_ssize_t i, n = self.n
        cdef int64_t at
        tree = document.tree
        self.n_elements = len(tree.parent)
        check_fit(len(tree.tag) == len(tree.tokens) == self.n_elements)
        self.element = column(document.element, n)
        self.parent = column(tree.parent, self.n_elements)
        self.first = column(tree.first, self.n_elements)
        self.end = column(tree.end, self.n_elements)
        for i in range(self.n_elements):
            self.end[i] = max(self.first[i], self.end[i])
            check_fit(0 <= self.parent[i] <= i and 0 <= self.first[i] and self.end[i] <= n)
        for i in range(n):
            check_fit(0 <= self.element[i] < self.n_elements)
        self.containers = _find_containers(self)


cdef int64_t[:, ::1] _find_containers(Columns page):
    cdef int64_t[:, ::1] containers = np.empty((page.n, N_CONTAINERS), np.int64)
    cdef int64_t[::1] wider = np.zeros(page.n_elements, np.int64)
    cdef Py_ssize_t i, level
    cdef int64_t at
    for i in range(1, page.n_elements):
        at = page.parent[i]
        is_same = page.first[i] == page.first[at] and page.end[i] == page.end[at]
        wider[i] = wider[at] if is_same else at
    for i in range(page.n):
        at = page.element[i]
        for level in range(N_CONTAINERS):
            at = wider[at]
            containers[i, level] = at
    return containers


cdef int64_t[::1] column(values, Py_ssize_t n):
    check_fit(len(values) == n)
    if not isinstance(values, list):
        return np.array(values, np.int64)
    cdef list own = values
    cdef int64_t[::1] column = np.empty(n, np.int64)
    cdef Py_ssize_t i
    for i in range(n):
        column[i] = own[i]
    return column


cdef list listed(values):
    return values if isinstance(values, list) else list(values)


cdef int64_t[::1] _kinds(kinds, Py_ssize_t n):
    """Places in KINDS; most blocks are of the kind of the one before."""
    check_fit(len(kinds) == n)
    cdef int64_t[::1] column = np.empty(n, np.int64)
    cdef Py_ssize_t i, place = 0
    before = KINDS[0]
    for i, kind in enumerate(kinds):
        if kind is not before:
            place = KINDS.index(kind)
            before = kind
        column[i] = place
    return column


cdef int64_t[::1] _sums_until(int64_t[::1] values):
    cdef Py_ssize_t i, n = values.shape[0]
    cdef int64_t[::1] sums = np.zeros(n + 1, np.int64)
    for i in range(n):
        sums[i + 1] = sums[i] + values[i]
    return sums


cdef int check_fit(bint is_right) except -1:
    if not is_right:
        raise IndexError("the columns of a document do not fit each other")
    return 0
