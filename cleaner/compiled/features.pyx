# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Document -> features in C: `model/numbers.py`, a block at a time over flat arrays."""

from libc.math cimport log1p
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr

import numpy as np

from cleaner.compiled.scan import check as check_scan, fill_text, group
from cleaner.compiled.arithmetic cimport log1p_of, mix
from cleaner.model import blocks, candidates, context, markup, places
from cleaner.model.numbers import NUMBERS
from cleaner.model.text import TEXT_NUMBERS
from cleaner.types import ROLES, Tree

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL
    const char* try_utf8 "PyUnicode_AsUTF8AndSize" (object, Py_ssize_t*)
    void PyErr_Clear()

cdef tuple KINDS = blocks.KINDS
cdef int HEADING = blocks.HEADING, PARAGRAPH = blocks.PARAGRAPH
cdef int N_CONTAINERS = blocks.N_CONTAINERS, N_ANCESTORS = markup.N_ANCESTORS
cdef int PART = markup.PART, MIN_PARTED = markup.MIN_PARTED
cdef uint32_t N_MARKUP_BUCKETS = markup.N_MARKUP_BUCKETS

cdef int LONG_BLOCK = places.LONG_BLOCK, SHORT_BLOCK = places.SHORT_BLOCK
cdef float MAX_BLANK = places.MAX_BLANK, BLANK_AT_END = places.BLANK_AT_END
cdef float PER_BLANK = places.PER_BLANK
cdef double PER_LEVEL = context.PER_LEVEL
cdef int MAX_TITLE_WORDS = context.MAX_TITLE_WORDS
cdef double TITLE_LIKENESS = context.TITLE_LIKENESS, MAIN_HEADING = context.MAIN_HEADING
cdef int NEAR = context.NEAR, FAR = context.FAR
cdef const uint64_t[::1] ODD = context.ODD
cdef int MIN_CHARS = candidates.MIN_CHARS, MAX_POINTS = candidates.MAX_POINTS
cdef double CHARS_PER_COMMA = candidates.CHARS_PER_COMMA
cdef double CHARS_PER_POINT = candidates.CHARS_PER_POINT
cdef float DECAY = candidates.DECAY
cdef int MIN_SENTENCE = candidates.MIN_SENTENCE, MIN_TEXT = candidates.MIN_TEXT
cdef int MAX_VALUE = candidates.MAX_VALUE, COST = candidates.COST
cdef int CHARS_PER_IDEOGRAPH = candidates.CHARS_PER_IDEOGRAPH

# Where each kind of numbers begins in a row of the table.
cdef int WIDTH = len(NUMBERS)
cdef int IS_ENDED = NUMBERS.index("ends_sentence")
cdef int TITLE_SHARE = NUMBERS.index("words_of_title")
cdef int PLACE = len(TEXT_NUMBERS)
cdef int MARKUP = PLACE + len(places.PLACE_NUMBERS)
cdef int KIND = MARKUP + len(places.MARKUP_NUMBERS)
cdef int CONTAINERS = KIND + len(KINDS)
cdef int N_OF_CONTAINER = len(places.CONTAINER_NUMBERS)
cdef int RULES = CONTAINERS + N_CONTAINERS * N_OF_CONTAINER
cdef int CONTEXT = RULES + 1 + len(ROLES)
cdef int TITLE = NUMBERS.index("has_no_title")
cdef int HEADINGS = NUMBERS.index("has_no_heading")
cdef int ALIKE = NUMBERS.index("near_alike_log")
cdef int CANDIDATE = NUMBERS.index(candidates.CANDIDATE_NUMBERS[0])
cdef int N_OF_CANDIDATE = len(candidates.CANDIDATE_NUMBERS)


def featurize(document, rules, list text):
    """Twin of `numbers.featurize`."""
    table = np.zeros((len(text), WIDTH), np.float32)
    title = "" if document.format == "text" else document.title
    *counts, word_ids, word_offsets = fill_text(table, text, title, document.declared)
    page = _Page(document, text, *counts)
    elements = page.hash_markup(document.tree)
    page.fill(table, document, rules, elements)
    page_ids, _ = _markup_ids(document.tree, markup.page_elements(document.tree))
    return table, word_ids, word_offsets, *elements, page_ids


cdef struct _Run:
    Py_ssize_t first, end
    int64_t sum


cdef class _Page:
    """The columns of a document as flat arrays; those of elements are empty for plain text."""
    cdef Py_ssize_t n
    cdef Py_ssize_t n_elements
    cdef bint is_text
    cdef int64_t total
    """Characters of the page, at least 1."""
    cdef int64_t[::1] lengths, links, level, group, kinds
    cdef int64_t[::1] chars_until, links_until
    cdef int64_t[::1] n_words, n_commas, n_ideographs
    cdef int64_t[::1] element, parent, first, end
    cdef int64_t[:, ::1] containers
    """(n, N_CONTAINERS) elements above each block that hold more than the one below."""

    def __init__(self, document, list text, n_words, n_commas, n_ideographs):
        cdef Py_ssize_t i
        self.n = len(text)
        self.is_text = document.format == "text"
        self.n_words, self.n_commas, self.n_ideographs = n_words, n_commas, n_ideographs
        self.lengths = np.empty(self.n, np.int64)
        for i in range(self.n):
            self.lengths[i] = len(<str>text[i])
        self.links = _column(document.link_chars or [0] * self.n, self.n)
        for i in range(self.n):
            self.links[i] = min(self.links[i], self.lengths[i])  # dumps may be padded
        self.level, self.group = _column(document.level, self.n), _column(document.group, self.n)
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
        _check(len(tree.tag) == len(tree.tokens) == self.n_elements)
        self.element = _column(document.element, n)
        self.parent = _column(tree.parent, self.n_elements)
        self.first = _column(tree.first, self.n_elements)
        self.end = _column(tree.end, self.n_elements)
        for i in range(self.n_elements):
            self.end[i] = max(self.first[i], self.end[i])
            _check(0 <= self.parent[i] <= i and 0 <= self.first[i] and self.end[i] <= n)
        for i in range(n):
            _check(0 <= self.element[i] < self.n_elements)
        self.containers = self.find_containers()

    cdef int64_t[:, ::1] find_containers(self):
        cdef int64_t[:, ::1] containers = np.empty((self.n, N_CONTAINERS), np.int64)
        cdef int64_t[::1] wider = np.zeros(self.n_elements, np.int64)
        cdef Py_ssize_t i, level
        cdef int64_t at
        for i in range(1, self.n_elements):
            at = self.parent[i]
            is_same = self.first[i] == self.first[at] and self.end[i] == self.end[at]
            wider[i] = wider[at] if is_same else at
        for i in range(self.n):
            at = self.element[i]
            for level in range(N_CONTAINERS):
                at = wider[at]
                containers[i, level] = at
        return containers

    # -- markup ------------------------------------------------------------------------------------

    def hash_markup(self, tree):
        """Twin of markup.hash_markup."""
        ancestors = np.zeros((self.n, N_ANCESTORS), np.int64)
        if self.is_text:
            return ancestors, np.zeros(0, np.int64), np.zeros(2, np.int64)
        cdef int64_t[:, ::1] rows = ancestors
        cdef int64_t[::1] row_of = np.full(self.n_elements, -1, np.int64)
        cdef list used = []
        cdef Py_ssize_t i, level
        cdef int64_t at
        for i in range(self.n):
            at = self.element[i]
            for level in range(N_ANCESTORS):
                row_of[at] = 0
                at = self.parent[at]
        for i in range(self.n_elements):
            if row_of[i] == 0:
                row_of[i] = len(used)
                used.append(i)
        for i in range(self.n):
            at = self.element[i]
            for level in range(N_ANCESTORS):
                rows[i, level] = row_of[at]
                if at == 0:
                    break
                at = self.parent[at]
            for level in range(level + 1, N_ANCESTORS):
                rows[i, level] = len(used)
        ids, offsets = _markup_ids(tree, used)
        none = offsets[len(used) :]
        return ancestors, ids, np.concatenate([offsets, none])

    # -- columns -----------------------------------------------------------------------------------

    def fill(self, float[:, ::1] table, document, rules, elements):
        """Fill all but what the text tells by itself."""
        if not self.n:
            return
        self.fill_place(table, places.count_blank(document))
        self.fill_rules(table, rules)
        self.fill_title(table)
        self.fill_headings(table)
        if self.is_text:
            self.fill_run(table)
        else:
            self.fill_markup(table, document, elements[0], len(elements[2]) - 2)
            self.fill_containers(table)
            self.fill_alike(table, elements[0], elements[1], elements[2])
            self.fill_candidate(table)

    cdef fill_place(self, float[:, ::1] table, const float[::1] blank):
        cdef Py_ssize_t i, n = self.n
        cdef int64_t length, longest = 1, n_long = 0, n_ended = 0, n_short = 0
        cdef double mean_blank = 0, mean_length = max(1.0, self.total / <double>n), before
        cdef float* to
        _, group_sizes = group(np.asarray(self.group).view(np.uint64))
        cdef const int32_t[::1] sizes = group_sizes
        for i in range(n):
            length = self.lengths[i]
            longest = max(longest, length)
            n_long += length if length >= LONG_BLOCK else 0
            n_ended += length if table[i, IS_ENDED] else 0
            n_short += length < SHORT_BLOCK
            mean_blank += min(blank[i], MAX_BLANK)
        mean_blank /= n
        for i in range(n):
            to = &table[i, PLACE]
            length = self.lengths[i]
            before = self.chars_until[i] / <double>self.total
            to[0] = i / <double>max(1, n - 1)
            to[1] = log1p_of(i)
            to[2] = log1p_of(n - 1 - i)
            to[3] = before
            to[4] = 1 - before - length / <double>self.total
            to[5] = log1p_of(n)
            to[6] = log1p_of(self.total)
            to[7] = log1p(length / mean_length)
            to[8] = length / <double>longest
            to[9] = n_long / <double>self.total
            to[10] = n_ended / <double>self.total
            to[11] = n_short / <double>n
            to[12] = min(blank[i], MAX_BLANK) / PER_BLANK
            to[13] = (min(blank[i + 1], MAX_BLANK) if i + 1 < n else BLANK_AT_END) / PER_BLANK
            to[14] = mean_blank
            to[15] = log1p_of(sizes[i])
            to[16] = i > 0 and self.group[i] == self.group[i - 1]
            to[17] = i + 1 < n and self.group[i] == self.group[i + 1]
            to[18] = self.is_text
            to = &table[i, MARKUP]
            to[0] = self.links[i] / <double>max(1, length)
            to[3] = self.level[i] if self.is_text else self.level[i] / PER_LEVEL
            to[5] = self.links_until[n] / <double>self.total
            table[i, KIND + self.kinds[i]] = 1

    cdef fill_markup(self, float[:, ::1] table, document, int64_t[:, ::1] ancestors, int64_t none):
        cdef Py_ssize_t i, depth
        cdef int64_t[::1] emphasis = _column(document.emphasis_chars, self.n)
        cdef int64_t[::1] hidden = _column(document.hidden, self.n)
        cdef uint64_t[::1] siblings = np.empty(self.n, np.uint64)
        cdef dict tags = {}
        cdef list names = _list(document.tree.tag)
        for i in range(self.n):
            tag = tags.setdefault(names[<Py_ssize_t>self.element[i]], len(tags))
            siblings[i] = self.parent[self.element[i]] * self.n + <int64_t>tag
        _, alike = group(siblings)
        cdef const int32_t[::1] n_alike = alike
        for i in range(self.n):
            depth = 0
            while depth < N_ANCESTORS and ancestors[i, depth] != none:
                depth += 1
            table[i, MARKUP + 1] = emphasis[i] / <double>max(1, self.lengths[i])
            table[i, MARKUP + 2] = hidden[i] != 0
            table[i, MARKUP + 4] = log1p_of(depth)
            table[i, MARKUP + 6] = log1p_of(n_alike[i] - 1)

    cdef fill_containers(self, float[:, ::1] table):
        cdef Py_ssize_t i, level
        cdef int64_t first, end, n_inside
        cdef double n_chars
        cdef float* to
        cdef int64_t[::1] ended = np.zeros(self.n + 1, np.int64)
        for i in range(self.n):
            ended[i + 1] = ended[i] + (self.lengths[i] if table[i, IS_ENDED] else 0)
        for i in range(self.n):
            for level in range(N_CONTAINERS):
                to = &table[i, CONTAINERS + level * N_OF_CONTAINER]
                first = self.first[self.containers[i, level]]
                end = self.end[self.containers[i, level]]
                n_inside = max(1, end - first)
                n_chars = max(1, self.chars_until[end] - self.chars_until[first])
                to[0] = n_chars / self.total
                to[1] = (self.links_until[end] - self.links_until[first]) / n_chars
                to[2] = log1p(n_chars / n_inside)
                to[3] = log1p_of(n_inside)
                to[4] = (i - first) / <double>n_inside
                to[5] = (ended[end] - ended[first]) / n_chars

    cdef fill_rules(self, float[:, ::1] table, rules):
        cdef Py_ssize_t i
        _check(len(rules) == self.n)
        for i, rule in enumerate(rules):
            if rule is not None:
                table[i, RULES] = rule.sure
                table[i, RULES + 1 + <Py_ssize_t>ROLES.index(rule.role)] = 1

    cdef fill_title(self, float[:, ::1] table):
        """Likeness to <title>, and where each block stands from the one most like it."""
        cdef Py_ssize_t i, title = -1
        cdef float share, cover, likeness
        cdef double best = -1, own
        for i in range(self.n):
            share, cover = table[i, TITLE_SHARE], table[i, TITLE_SHARE + 1]
            likeness = share * cover / max(<float>1e-6, share + cover - share * cover)
            if self.n_words[i] >= MAX_TITLE_WORDS:
                likeness = 0
            table[i, TITLE + 4] = likeness
            own = likeness + MAIN_HEADING * (self.kinds[i] == HEADING and self.level[i] == 1)
            if own > best:
                best, title = own, i
        for i in range(self.n):
            if best < TITLE_LIKENESS:
                table[i, TITLE] = 1
            else:
                table[i, TITLE + 1] = i < title
                table[i, TITLE + 2] = i > title
                table[i, TITLE + 3] = log1p_of(abs(i - title))

    cdef fill_headings(self, float[:, ::1] table):
        """How far above each block the last heading stands, and its level."""
        cdef Py_ssize_t i, above = -1
        for i in range(self.n):
            if above < 0:
                table[i, HEADINGS] = 1
            else:
                table[i, HEADINGS + 1] = log1p_of(i - above)
                table[i, HEADINGS + 2] = self.level[above] / PER_LEVEL
            if self.kinds[i] == HEADING:
                above = i

    cdef fill_alike(self, float[:, ::1] table, int64_t[:, ::1] ancestors, ids, offsets):
        """Number, length and links of the blocks whose innermost elements have the same tokens."""
        cdef uint64_t[::1] hashes = _hash_elements(ids, offsets)
        cdef uint64_t[::1] paths = np.zeros(self.n, np.uint64)
        cdef Py_ssize_t i, level, n_levels, column = ALIKE
        for level in range(FAR):
            for i in range(self.n):
                paths[i] += hashes[ancestors[i, level]] * ODD[level]
            if level + 1 == NEAR or level + 1 == FAR:
                self.fill_alikes(table, column, paths)
                column += 4

    cdef fill_alikes(self, float[:, ::1] table, Py_ssize_t column, uint64_t[::1] paths):
        cdef Py_ssize_t i
        cdef double n_chars
        groups, sizes = group(paths)
        cdef const int32_t[::1] number = groups
        cdef const int32_t[::1] size = sizes
        cdef int64_t[::1] chars = np.zeros(self.n, np.int64)
        cdef int64_t[::1] links = np.zeros(self.n, np.int64)
        for i in range(self.n):
            chars[number[i]] += self.lengths[i]
            links[number[i]] += self.links[i]
        for i in range(self.n):
            n_chars = chars[number[i]]
            table[i, column] = log1p_of(size[i] - 1)
            table[i, column + 1] = n_chars / self.total
            table[i, column + 2] = log1p(n_chars / size[i])
            table[i, column + 3] = links[number[i]] / max(1, n_chars)

    # -- candidates --------------------------------------------------------------------------------

    cdef fill_candidate(self, float[:, ::1] table):
        """Where each block stands from the element that scores best."""
        cdef double[::1] scores = self.score_elements()
        cdef Py_ssize_t i, level, best = 0
        cdef int64_t first, end, element
        cdef double rival = 0, own
        for i in range(1, self.n_elements):
            if scores[i] > scores[best]:
                best = i
        if scores[best] <= 0:
            return
        first, end = self.first[best], self.end[best]
        for i in range(self.n_elements):
            if self.end[i] <= first or self.first[i] >= end:
                rival = max(rival, scores[i])
        self.fill_levels(table, best)
        for i in range(self.n):
            own = scores[self.containers[i, 0]]
            for level in range(1, N_CONTAINERS):
                own = max(own, scores[self.containers[i, level]])
            table[i, CANDIDATE] = own / scores[best]
        self.fill_candidate_place(table, first, end, rival / scores[best])

    cdef fill_candidate_place(
        self, float[:, ::1] table, int64_t first, int64_t end, double rival
    ):
        cdef Py_ssize_t i
        cdef int64_t n_chars = self.chars_until[end] - self.chars_until[first]
        for i in range(self.n):
            table[i, CANDIDATE + 1] = first <= i < end
            table[i, CANDIDATE + 2] = log1p_of(max(0, first - i))
            table[i, CANDIDATE + 3] = log1p_of(max(0, i - end + 1))
            table[i, CANDIDATE + 6] = n_chars / <double>self.total
            table[i, CANDIDATE + 7] = rival

    cdef double[::1] score_elements(self):
        """What the paragraphs inside count for each element, links against it."""
        cdef double[::1] scores = np.zeros(self.n_elements, np.float64)
        cdef double[::1] of_level = np.empty(self.n_elements, np.float64)
        cdef float[::1] points = np.empty(self.n, np.float32)
        cdef Py_ssize_t i, level
        cdef int64_t holder
        cdef double n_chars, n_linked
        cdef float weight = 1
        for i in range(self.n):
            points[i] = self.points_of(i)
        for level in range(N_CONTAINERS):
            of_level[:] = 0
            for i in range(self.n):
                holder = self.containers[i, level]
                if not level or holder != self.containers[i, level - 1]:
                    of_level[holder] += points[i] * weight
            for i in range(self.n_elements):
                scores[i] += of_level[i]
            weight *= DECAY
        for i in range(self.n_elements):
            n_chars = max(1, self.chars_until[self.end[i]] - self.chars_until[self.first[i]])
            n_linked = self.links_until[self.end[i]] - self.links_until[self.first[i]]
            scores[i] *= 1 - min(1, n_linked / n_chars)
        return scores

    cdef inline float points_of(self, Py_ssize_t i) noexcept nogil:
        cdef double length = self.lengths[i]
        if self.kinds[i] != PARAGRAPH or length < MIN_CHARS:
            return 0
        cdef double unlinked = 1 - self.links[i] / length
        cdef double commas = min(<double>self.n_commas[i], length / CHARS_PER_COMMA)
        return (1 + commas + min(<double>MAX_POINTS, length / CHARS_PER_POINT)) * unlinked

    cdef fill_levels(self, float[:, ::1] table, Py_ssize_t best):
        """Elements from each block up to one around `best`, and from `best` up to that one."""
        cdef int64_t[::1] above = np.full(self.n_elements, -1, np.int64)
        cdef int64_t at = best, depth = 0
        cdef Py_ssize_t i, level
        while above[at] < 0:
            above[at] = depth
            at = self.parent[at]
            depth += 1
        for i in range(self.n):
            at = self.element[i]
            level = 0
            while level < N_ANCESTORS and above[at] < 0:
                at = self.parent[at]
                level += 1
            table[i, CANDIDATE + 4] = log1p_of(level)
            table[i, CANDIDATE + 5] = log1p_of(above[at] if level < N_ANCESTORS else N_ANCESTORS)

    cdef fill_run(self, float[:, ::1] table):
        """Where each line of a dump stands from the run of lines with the highest sum."""
        cdef int64_t[::1] values = np.empty(self.n, np.int64)
        cdef Py_ssize_t i
        cdef int64_t size
        for i in range(self.n):
            size = self.lengths[i] + (CHARS_PER_IDEOGRAPH - 1) * self.n_ideographs[i]
            is_prose = size >= (MIN_SENTENCE if table[i, IS_ENDED] else MIN_TEXT)
            values[i] = min(size, MAX_VALUE) if is_prose else -COST
        cdef _Run run = _best_run(values, 0, self.n)
        if run.sum > 0:
            rival = max(_best_run(values, 0, run.first).sum, _best_run(values, run.end, self.n).sum)
            self.fill_candidate_place(table, run.first, run.end, rival / <double>run.sum)


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


# -- columns and tokens ------------------------------------------------------------------------------

cdef int64_t[::1] _column(values, Py_ssize_t n):
    _check(len(values) == n)
    if not isinstance(values, list):
        return np.array(values, np.int64)
    cdef list listed = values
    cdef int64_t[::1] column = np.empty(n, np.int64)
    cdef Py_ssize_t i
    for i in range(n):
        column[i] = listed[i]
    return column


cdef list _list(values):
    return values if isinstance(values, list) else list(values)


cdef int64_t[::1] _kinds(kinds, Py_ssize_t n):
    """Places in KINDS; most blocks are of the kind of the one before."""
    _check(len(kinds) == n)
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


cdef uint64_t[::1] _hash_elements(const int64_t[::1] ids, const int64_t[::1] offsets):
    """A hash of the tokens of each element."""
    cdef Py_ssize_t i, at, n = offsets.shape[0] - 1
    cdef uint64_t[::1] hashes = np.empty(n, np.uint64)
    cdef uint64_t total
    for i in range(n):
        total = 0
        for at in range(offsets[i], offsets[i + 1]):
            total += mix(<uint64_t>ids[at] + 1)
        hashes[i] = mix(total)
    return hashes


cdef _markup_ids(tree, list elements):
    """Twin of markup._markup_ids for each of the elements, and their offsets."""
    cdef Py_ssize_t i, n, n_tokens = 0
    cdef int64_t at = 0
    cdef list tags = _list(tree.tag), tokens = _list(tree.tokens)
    cdef tuple own
    for element in elements:
        n_tokens += len(<tuple>tokens[<Py_ssize_t>element])
    n = len(elements)
    found, offsets = np.empty(n + 3 * n_tokens, np.int64), np.zeros(n + 1, np.int64)
    cdef int64_t[::1] ids = found
    cdef int64_t[::1] until = offsets
    for i in range(n):
        ids[at] = _hash_tag(_encodable(tags[<Py_ssize_t>elements[i]]))
        at += 1
        own = tokens[<Py_ssize_t>elements[i]]
        for token in own:
            at += _hash_token(&ids[at], _encodable(token))
        until[i + 1] = at
    return found[:at].copy(), offsets


cdef str _encodable(str text):
    """The text with ? for lone surrogates, which UTF-8 has not."""
    if try_utf8(text, NULL) is not NULL:
        return text
    PyErr_Clear()
    return text.encode("utf-8", "replace").decode()


cdef int64_t _hash_tag(str tag) except -1:
    cdef Py_ssize_t size
    cdef const char* text = PyUnicode_AsUTF8AndSize(tag, &size)
    return _bucket(_crc(_crc(NO_CRC, "<", 1), text, size))


cdef int _hash_token(int64_t* ids, str token) except -1:
    """Write the buckets of the token and, if it is long, of its beginning and its end."""
    cdef Py_ssize_t size, first, last
    cdef const char* text = PyUnicode_AsUTF8AndSize(token, &size)
    ids[0] = _bucket(_crc(NO_CRC, text, size))
    if size < MIN_PARTED or len(token) < MIN_PARTED or memchr(text, c" ", size):
        return 1
    first, last = _skip(text, 0, 1), _skip(text, size, -1)
    ids[1] = _bucket(_crc(_crc(NO_CRC, text, first), "*", 1))
    ids[2] = _bucket(_crc(_crc(NO_CRC, "*", 1), text + last, size - last))
    return 3


cdef Py_ssize_t _skip(const char* text, Py_ssize_t at, int step) noexcept nogil:
    """Where PART characters of UTF-8 from there end, forwards, or begin, backwards."""
    cdef int n_chars
    for n_chars in range(PART):
        at += step
        while (text[at] & 0xC0) == 0x80:
            at += step
    return at


cdef inline uint32_t _crc(uint32_t crc, const char* text, Py_ssize_t size) noexcept nogil:
    """zlib's crc32 of more text, but for its last step."""
    cdef Py_ssize_t i
    for i in range(size):
        crc = CRC[(crc ^ <uint8_t>text[i]) & 0xFF] ^ (crc >> 8)
    return crc


cdef inline int64_t _bucket(uint32_t crc) noexcept nogil:
    return (crc ^ NO_CRC) % N_MARKUP_BUCKETS


cdef uint32_t NO_CRC = 0xFFFFFFFF
cdef uint32_t[256] CRC

cdef void _fill_crc() noexcept:
    cdef uint32_t value
    cdef int i, bit
    for i in range(256):
        value = i
        for bit in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        CRC[i] = value

_fill_crc()


cdef int _check(bint is_right) except -1:
    if not is_right:
        raise IndexError("the columns of a document do not fit each other")
    return 0


def check():
    """Raise an error where words or tokens are not hashed as Python does it."""
    check_scan()
    tree = Tree(tag=["h\udc80"], parent=[0], tokens=[("caf\u00e9-teaser", "a b", "\ud800")])
    found, _ = _markup_ids(tree, [0])
    if not np.array_equal(found, markup.page_ids(tree)):
        raise ImportError("it does not hash tokens as it should")
