# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Document -> features in C: `model/numbers.py`, a block at a time over flat arrays."""

from libc.math cimport log1p
from libc.stdint cimport int32_t, int64_t, uint64_t

import numpy as np

from cleaner.compiled.arithmetic cimport log1p_of
from cleaner.compiled.candidates import fill_candidate, fill_run
from cleaner.compiled.columns cimport Columns, check_fit, column, listed
from cleaner.compiled.scan import check as check_scan, fill_text, group
from cleaner.compiled.tokens import check as check_tokens, hash_elements, markup_ids
from cleaner.model import blocks, context, markup, places
from cleaner.model.numbers import NUMBERS
from cleaner.model.text import TEXT_NUMBERS
from cleaner.types import ROLES

cdef tuple KINDS = blocks.KINDS
cdef int HEADING = blocks.HEADING
cdef int N_CONTAINERS = blocks.N_CONTAINERS, N_ANCESTORS = markup.N_ANCESTORS

cdef int LONG_BLOCK = places.LONG_BLOCK, SHORT_BLOCK = places.SHORT_BLOCK
cdef float MAX_BLANK = places.MAX_BLANK, BLANK_AT_END = places.BLANK_AT_END
cdef float PER_BLANK = places.PER_BLANK
cdef double PER_LEVEL = context.PER_LEVEL
cdef int MAX_TITLE_WORDS = context.MAX_TITLE_WORDS
cdef double TITLE_LIKENESS = context.TITLE_LIKENESS, MAIN_HEADING = context.MAIN_HEADING
cdef int NEAR = context.NEAR, FAR = context.FAR
cdef const uint64_t[::1] ODD = context.ODD

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


def featurize(document, rules, list text):
    """Twin of `numbers.featurize`."""
    table = np.zeros((len(text), WIDTH), np.float32)
    title = "" if document.format == "text" else document.title
    *counts, word_ids, word_offsets = fill_text(table, text, title, document.declared)
    page = _Page(document, text, *counts)
    elements = page.hash_markup(document.tree)
    page.fill(table, document, rules, elements)
    page_ids, _ = markup_ids(document.tree, markup.page_elements(document.tree))
    return table, word_ids, word_offsets, *elements, page_ids


cdef class _Page(Columns):
    """The columns of a document, and what fills its table of numbers."""

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
        ids, offsets = markup_ids(tree, used)
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
            fill_run(self, table)
        else:
            self.fill_markup(table, document, elements[0], len(elements[2]) - 2)
            self.fill_containers(table)
            self.fill_alike(table, elements[0], elements[1], elements[2])
            fill_candidate(self, table)

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
        cdef int64_t[::1] emphasis = column(document.emphasis_chars, self.n)
        cdef int64_t[::1] hidden = column(document.hidden, self.n)
        cdef uint64_t[::1] siblings = np.empty(self.n, np.uint64)
        cdef dict tags = {}
        cdef list names = listed(document.tree.tag)
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
        check_fit(len(rules) == self.n)
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
        cdef uint64_t[::1] hashes = hash_elements(ids, offsets)
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


def check():
    """Raise an error where words or tokens are not hashed as Python does it."""
    check_scan()
    check_tokens()
