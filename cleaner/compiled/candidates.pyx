# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Where the best candidate for the article is: `model/candidates.py`, a block at a time."""

from libc.stdint cimport int64_t

import numpy as np

from cleaner.compiled.arithmetic cimport log1p_of
from cleaner.compiled.columns cimport Columns
from cleaner.model import blocks, candidates, markup
from cleaner.model.numbers import NUMBERS

cdef int PARAGRAPH = blocks.PARAGRAPH
cdef int N_CONTAINERS = blocks.N_CONTAINERS, N_ANCESTORS = markup.N_ANCESTORS
cdef int MIN_CHARS = candidates.MIN_CHARS, MAX_POINTS = candidates.MAX_POINTS
cdef double CHARS_PER_COMMA = candidates.CHARS_PER_COMMA
cdef double CHARS_PER_POINT = candidates.CHARS_PER_POINT
cdef float DECAY = candidates.DECAY
cdef int MIN_SENTENCE = candidates.MIN_SENTENCE, MIN_TEXT = candidates.MIN_TEXT
cdef int MAX_VALUE = candidates.MAX_VALUE, COST = candidates.COST
cdef int CHARS_PER_IDEOGRAPH = candidates.CHARS_PER_IDEOGRAPH
cdef int IS_ENDED = NUMBERS.index("ends_sentence")
cdef int CANDIDATE = NUMBERS.index(candidates.CANDIDATE_NUMBERS[0])


cdef struct _Run:
    Py_ssize_t first, end
    int64_t sum


def fill_candidate(Columns page, float[:, ::1] table):
    """Where each block stands from the element that scores best."""
    cdef double[::1] scores = _score_elements(page)
    cdef Py_ssize_t i, level, best = 0
    cdef int64_t first, end, element
    cdef double rival = 0, own
    for i in range(1, page.n_elements):
        if scores[i] > scores[best]:
            best = i
    if scores[best] <= 0:
        return
    first, end = page.first[best], page.end[best]
    for i in range(page.n_elements):
        if page.end[i] <= first or page.first[i] >= end:
            rival = max(rival, scores[i])
    _fill_levels(page, table, best)
    for i in range(page.n):
        own = scores[page.containers[i, 0]]
        for level in range(1, N_CONTAINERS):
            own = max(own, scores[page.containers[i, level]])
        table[i, CANDIDATE] = own / scores[best]
    _fill_candidate_place(page, table, first, end, rival / scores[best])


cdef _fill_candidate_place(
    Columns page, float[:, ::1] table, int64_t first, int64_t end, double rival
):
    cdef Py_ssize_t i
    cdef int64_t n_chars = page.chars_until[end] - page.chars_until[first]
    for i in range(page.n):
        table[i, CANDIDATE + 1] = first <= i < end
        table[i, CANDIDATE + 2] = log1p_of(max(0, first - i))
        table[i, CANDIDATE + 3] = log1p_of(max(0, i - end + 1))
        table[i, CANDIDATE + 6] = n_chars / <double>page.total
        table[i, CANDIDATE + 7] = rival


cdef double[::1] _score_elements(Columns page):
    """What the paragraphs inside count for each element, links against it."""
    cdef double[::1] scores = np.zeros(page.n_elements, np.float64)
    cdef double[::1] of_level = np.empty(page.n_elements, np.float64)
    cdef float[::1] points = np.empty(page.n, np.float32)
    cdef Py_ssize_t i, level
    cdef int64_t holder
    cdef double n_chars, n_linked
    cdef float weight = 1
    for i in range(page.n):
        points[i] = _points_of(page, i)
    for level in range(N_CONTAINERS):
        of_level[:] = 0
        for i in range(page.n):
            holder = page.containers[i, level]
            if not level or holder != page.containers[i, level - 1]:
                of_level[holder] += points[i] * weight
        for i in range(page.n_elements):
            scores[i] += of_level[i]
        weight *= DECAY
    for i in range(page.n_elements):
        n_chars = max(1, page.chars_until[page.end[i]] - page.chars_until[page.first[i]])
        n_linked = page.links_until[page.end[i]] - page.links_until[page.first[i]]
        scores[i] *= 1 - min(1, n_linked / n_chars)
    return scores


cdef inline float _points_of(Columns page, Py_ssize_t i) noexcept nogil:
    cdef double length = page.lengths[i]
    if page.kinds[i] != PARAGRAPH or length < MIN_CHARS:
        return 0
    cdef double unlinked = 1 - page.links[i] / length
    cdef double commas = min(<double>page.n_commas[i], length / CHARS_PER_COMMA)
    return (1 + commas + min(<double>MAX_POINTS, length / CHARS_PER_POINT)) * unlinked


cdef _fill_levels(Columns page, float[:, ::1] table, Py_ssize_t best):
    """Elements from each block up to one around `best`, and from `best` up to that one."""
    cdef int64_t[::1] above = np.full(page.n_elements, -1, np.int64)
    cdef int64_t at = best, depth = 0
    cdef Py_ssize_t i, level
    while above[at] < 0:
        above[at] = depth
        at = page.parent[at]
        depth += 1
    for i in range(page.n):
        at = page.element[i]
        level = 0
        while level < N_ANCESTORS and above[at] < 0:
            at = page.parent[at]
            level += 1
        table[i, CANDIDATE + 4] = log1p_of(level)
        table[i, CANDIDATE + 5] = log1p_of(above[at] if level < N_ANCESTORS else N_ANCESTORS)


def fill_run(Columns page, float[:, ::1] table):
    """Where each line of a dump stands from the run of lines with the highest sum."""
    cdef int64_t[::1] values = np.empty(page.n, np.int64)
    cdef Py_ssize_t i
    cdef int64_t size
    for i in range(page.n):
        size = page.lengths[i] + (CHARS_PER_IDEOGRAPH - 1) * page.n_ideographs[i]
        is_prose = size >= (MIN_SENTENCE if table[i, IS_ENDED] else MIN_TEXT)
        values[i] = min(size, MAX_VALUE) if is_prose else -COST
    cdef _Run run = _best_run(values, 0, page.n)
    if run.sum > 0:
        rival = max(_best_run(values, 0, run.first).sum, _best_run(values, run.end, page.n).sum)
        _fill_candidate_place(page, table, run.first, run.end, rival / <double>run.sum)


cdef _Run _best_run(int64_t[::1] values, Py_ssize_t first, Py_ssize_t end) noexcept:
    """The run with the highest sum among those lines; its sum is 0 if none is above 0."""
    cdef _Run best = _Run(first, first, 0)
    cdef Py_ssize_t i, begin = first
    cdef int64_t total = 0
    for i in range(first, end):
        total += values[i]
        if total < 0:
            total, begin = 0, i + 1
        elif total > best.sum:
            best = _Run(begin, i + 1, total)
    return best
