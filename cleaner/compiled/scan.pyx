# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Text -> words and numbers in C: `model/words.py`, `text.py` and `shapes.py`, a block at a time."""

import os
from math import ceil

import numpy as np

from libc.math cimport log1p
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from cleaner.compiled.arithmetic cimport log1p_of, mix
from cleaner.model import context, shapes, text, words
from cleaner.model.numbers import NUMBERS

cdef extern from "Python.h":
    uint32_t* PyUnicode_AsUCS4(object, uint32_t*, Py_ssize_t, int) except NULL

cdef enum:
    N_CLASSES = 14
    N_PLANE = 0x10000
    NO_CLASS = 255

cdef int OTHER = words.OTHER, SPACE = words.SPACE, LOWER = words.LOWER, UPPER = words.UPPER
cdef int LETTER = words.LETTER, IDEOGRAPH = words.IDEOGRAPH, DIGIT = words.DIGIT
cdef int MARK = words.MARK, END = words.END, COMMA = words.COMMA, QUOTE = words.QUOTE
cdef int BRACKET = words.BRACKET, PUNCTUATION = words.PUNCTUATION, SYMBOL = words.SYMBOL
cdef int HEAD_CHARS = words.HEAD_CHARS, TAIL_CHARS = words.TAIL_CHARS
cdef int MAX_READ = HEAD_CHARS + TAIL_CHARS
cdef int HEAD_WORDS = words.HEAD_WORDS, TAIL_WORDS = words.TAIL_WORDS
cdef int MAX_WHOLE_WORDS = words.MAX_WHOLE_WORDS
cdef uint64_t N_WORD_BUCKETS = words.N_WORD_BUCKETS
cdef const uint64_t[::1] WORD_POWERS = words.WORD_POWERS
cdef int SHORT_WORD = text.SHORT_WORD, LONG_WORD = text.LONG_WORD
cdef float RARE_MARKS = text.RARE_MARKS
cdef const uint64_t[::1] POWERS = shapes.POWERS
cdef const uint8_t[::1] IS_ODD = shapes.IS_ODD.view(np.uint8)
cdef int LETTERS = shapes.LETTERS, DIGITS = shapes.DIGITS, FIRST_MARK = shapes.FIRST_MARK
cdef int MAX_CHARS = shapes.MAX_CHARS, MIN_OPENING_WORDS = shapes.MIN_OPENING_WORDS
cdef int REACH = shapes.REACH, MIN_RECORDS = shapes.MIN_RECORDS
cdef int PIECE = context.PIECE

cdef int TEXT_AT = NUMBERS.index(text.TEXT_NUMBERS[0])
cdef int SHAPES_AT = NUMBERS.index(shapes.SHAPE_NUMBERS[0])
cdef int DECLARED_AT = NUMBERS.index(context.CONTEXT_NUMBERS[0])

cdef const uint8_t[::1] CLASSES = None
cdef const uint64_t[::1] FOLDED = None
"""The tables of characters, from the first page on."""


# -- Hashes ----------------------------------------------------------------------------------------

# Nobody who writes a page can know which hashes share a slot.
cdef uint64_t _SEED = int.from_bytes(os.urandom(8), "little") | 1


cdef inline uint64_t _pair(const uint64_t* word) noexcept nogil:
    return mix(word[0] * 3 + word[1])


cdef class _Table:
    """The distinct hashes of up to `n_most`: each has a number, from 0 on, and a count."""
    cdef uint64_t* keys
    cdef int32_t* numbers  # of the hash in each slot, and 1; 0 where it is free
    cdef int32_t* counts
    cdef int bits
    cdef int32_t size

    def __cinit__(self, Py_ssize_t n_most):
        self.bits = 4
        while (<Py_ssize_t>1 << self.bits) < 2 * n_most:
            self.bits += 1
        self.keys = <uint64_t*>calloc(<size_t>1 << self.bits, sizeof(uint64_t))
        self.numbers = <int32_t*>calloc(<size_t>1 << self.bits, sizeof(int32_t))
        self.counts = <int32_t*>calloc(n_most + 1, sizeof(int32_t))
        if not (self.keys and self.numbers and self.counts):
            raise MemoryError()

    def __dealloc__(self):
        free(self.keys)
        free(self.numbers)
        free(self.counts)

    cdef inline uint64_t slot(self, uint64_t hash_) noexcept nogil:
        cdef uint64_t mask = (<uint64_t>1 << self.bits) - 1
        cdef uint64_t slot = (hash_ * _SEED) >> (64 - self.bits)
        while self.numbers[slot] and self.keys[slot] != hash_:
            slot = (slot + 1) & mask
        return slot

    cdef inline int32_t add(self, uint64_t hash_) noexcept nogil:
        """Count the hash, and return its number."""
        cdef uint64_t slot = self.slot(hash_)
        if not self.numbers[slot]:
            self.keys[slot] = hash_
            self.size += 1
            self.numbers[slot] = self.size
        self.counts[self.numbers[slot] - 1] += 1
        return self.numbers[slot] - 1

    cdef inline int32_t number(self, uint64_t hash_) noexcept nogil:
        """The number of a hash; -1 of one that was not added."""
        return self.numbers[self.slot(hash_)] - 1

    cdef inline bint has(self, uint64_t hash_) noexcept nogil:
        return self.number(hash_) >= 0


def group(const uint64_t[::1] hashes):
    """A number for each of the hashes, the same for the same, and how often that one stands."""
    cdef Py_ssize_t n = hashes.shape[0], i
    cdef _Table table = _Table(n)
    groups, sizes = np.empty(n, np.int32), np.empty(n, np.int32)
    cdef int32_t[::1] number = groups
    cdef int32_t[::1] count = sizes
    for i in range(n):
        number[i] = table.add(hashes[i])
    for i in range(n):
        count[i] = table.counts[number[i]]
    return groups, sizes


# -- Characters and words --------------------------------------------------------------------------

cdef struct Seen:
    # What is counted in a block.
    int32_t[N_CLASSES] counts
    int32_t n_chars
    uint8_t first  # class of the first character that is no white space; NO_CLASS if none is
    uint8_t last
    int32_t n_words
    int32_t word_chars
    int32_t n_title_case
    int32_t n_upper
    int32_t n_short
    int32_t n_long
    int32_t n_digit
    bint is_record
    uint64_t shape


cdef class _Scan:
    """What is read of blocks of text: the hashes of their words, and what is counted in each."""
    cdef Py_ssize_t n_blocks
    cdef Py_ssize_t n_words
    cdef Seen* seen
    cdef uint64_t[::1] hashes
    cdef int64_t[::1] starts  # first word of each block, and the end
    cdef uint32_t* codes
    cdef uint8_t* classes  # of the characters of the block at hand

    def __cinit__(self, list blocks):
        self.n_blocks = len(blocks)
        self.seen = <Seen*>calloc(self.n_blocks + 1, sizeof(Seen))
        self.codes = <uint32_t*>calloc(MAX_READ, sizeof(uint32_t))
        self.classes = <uint8_t*>calloc(MAX_READ, sizeof(uint8_t))
        if not (self.seen and self.codes and self.classes):
            raise MemoryError()
        self.starts = np.zeros(self.n_blocks + 1, np.int64)
        self.hashes = np.empty(MAX_READ + 8 * self.n_blocks, np.uint64)

    def __init__(self, list blocks):
        cdef Py_ssize_t block, n_chars
        _load_tables()
        for block in range(self.n_blocks):
            n_chars = self.read(blocks[block])
            self.make_room(n_chars)
            self.count(&self.seen[block], n_chars)
            self.shape(&self.seen[block], n_chars)
            self.find_words(&self.seen[block], n_chars)
            self.starts[block + 1] = self.n_words

    def __dealloc__(self):
        free(self.seen)
        free(self.codes)
        free(self.classes)

    cdef Py_ssize_t read(self, str block) except -1:
        """Characters that are read of the block: of a long one its head and its tail."""
        cdef Py_ssize_t n_chars = len(block), i
        cdef const uint8_t* class_of = &CLASSES[0]
        cdef uint32_t code
        if n_chars <= MAX_READ:
            PyUnicode_AsUCS4(block, self.codes, MAX_READ, 0)
        else:
            PyUnicode_AsUCS4(block[:HEAD_CHARS], self.codes, MAX_READ, 0)
            PyUnicode_AsUCS4(block[-TAIL_CHARS:], self.codes + HEAD_CHARS, TAIL_CHARS, 0)
            n_chars = MAX_READ
        for i in range(n_chars):
            code = self.codes[i]
            if 0xD800 <= code < 0xE000:
                code = <uint32_t>c"?"  # as a lone surrogate is encoded
            elif code >= N_PLANE:
                code = N_PLANE if code < 2 * N_PLANE else N_PLANE + 1
            self.codes[i] = code
            self.classes[i] = class_of[code]
        return n_chars

    cdef int make_room(self, Py_ssize_t n_words) except -1:
        if self.n_words + n_words > self.hashes.shape[0]:
            hashes = np.empty(2 * self.hashes.shape[0] + n_words, np.uint64)
            hashes[: self.n_words] = self.hashes[: self.n_words]
            self.hashes = hashes
        return 0

    cdef void count(self, Seen* seen, Py_ssize_t n_chars) noexcept nogil:
        cdef Py_ssize_t i = 0, last = n_chars - 1
        cdef const uint8_t* classes = self.classes
        seen.n_chars = <int32_t>n_chars
        for i in range(n_chars):
            seen.counts[classes[i]] += 1
        i = 0
        while i < n_chars and classes[i] == SPACE:
            i += 1
        while last > i and classes[last] == SPACE:
            last -= 1
        seen.first = classes[i] if i < n_chars else NO_CLASS
        seen.last = classes[last] if i < n_chars else NO_CLASS

    cdef void shape(self, Seen* seen, Py_ssize_t n_chars) noexcept nogil:
        cdef Py_ssize_t i, place = 0
        cdef uint64_t kind, before = 0
        cdef int class_
        if n_chars >= MAX_CHARS:  # a block has a separator, too
            return
        for i in range(n_chars):
            class_ = self.classes[i]
            seen.is_record |= IS_ODD[class_]
            if class_ == SPACE or class_ == QUOTE:
                continue
            if class_ == DIGIT:
                kind = DIGITS
            elif LOWER <= class_ <= MARK:
                kind = LETTERS
            else:
                kind = <uint64_t>self.codes[i] + FIRST_MARK
            if kind != before:
                seen.shape += mix(kind) * POWERS[min(place, POWERS.shape[0] - 1)]
                place += 1
                before = kind

    cdef void find_words(self, Seen* seen, Py_ssize_t n_chars) noexcept nogil:
        cdef Py_ssize_t i = 0, begin, last_power = WORD_POWERS.shape[0] - 1
        cdef uint64_t total
        cdef const uint8_t* classes = self.classes
        cdef const uint32_t* codes = self.codes
        cdef const uint64_t* folded = &FOLDED[0]
        cdef const uint64_t* powers = &WORD_POWERS[0]
        cdef int lower = LOWER, mark = MARK, ideograph = IDEOGRAPH
        while i < n_chars:
            begin = i
            i += 1
            if classes[begin] < lower or classes[begin] > mark:
                continue
            total = folded[codes[begin]] * powers[0]
            if classes[begin] != ideograph:
                while i < n_chars and lower <= classes[i] <= mark and classes[i] != ideograph:
                    total += folded[codes[i]] * powers[min(i - begin, last_power)]
                    i += 1
            self.hashes[self.n_words] = mix(total)
            self.n_words += 1
            seen.n_words += 1
            seen.word_chars += <int32_t>(i - begin)
            seen.n_title_case += classes[begin] == UPPER
            seen.n_upper += classes[begin] == UPPER and classes[i - 1] == UPPER
            seen.n_short += i - begin <= SHORT_WORD
            seen.n_long += i - begin >= LONG_WORD
            seen.n_digit += classes[begin] == DIGIT


cdef int _load_tables() except -1:
    global CLASSES, FOLDED
    if CLASSES is None:
        CLASSES, FOLDED = words.char_tables()
    return 0


# -- Columns ---------------------------------------------------------------------------------------

def fill_text(float[:, ::1] table, list blocks, str title, declared):
    """Fill what the text tells by itself: TEXT_NUMBERS, SHAPE_NUMBERS, and what is declared.

    The table is one of zeros. Returns each block's words, commas and ideographs, and the buckets of its words with offsets.
    """
    cdef _Scan scan = _Scan(blocks)
    if table.shape[0] != scan.n_blocks or table.shape[1] != len(NUMBERS):
        raise IndexError("the table of numbers does not fit the blocks")
    _fill_marks(table, scan, blocks)
    _fill_frequent(table, scan)
    _fill_title(table, scan, title)
    _fill_declared(table, scan, declared)
    _fill_shapes(table, scan)
    _fill_openings(table, scan)
    counts = np.empty((3, scan.n_blocks), np.int64)
    cdef int64_t[:, ::1] count = counts
    cdef Py_ssize_t block
    for block in range(scan.n_blocks):
        count[0, block] = scan.seen[block].n_words
        count[1, block] = scan.seen[block].counts[COMMA]
        count[2, block] = scan.seen[block].counts[IDEOGRAPH]
    return *counts, *_hash_words(scan)


cdef _fill_marks(float[:, ::1] table, _Scan scan, list blocks):
    cdef Py_ssize_t block
    cdef Seen* seen
    cdef int32_t* counts
    cdef float* to
    cdef float n_read, per_word
    cdef int first, last
    cdef dict copies = {}
    _note_ends(scan)
    for text in blocks:
        copies[text] = copies.get(text, 0) + 1
    for block in range(scan.n_blocks):
        seen = &scan.seen[block]
        counts = seen.counts
        to = &table[block, TEXT_AT]
        n_read, per_word = max(1, seen.n_chars), max(1, seen.n_words)
        first, last = seen.first, seen.last
        to[0] = log1p_of(<Py_ssize_t>len(blocks[block]))
        to[1] = log1p_of(seen.n_words)
        to[2] = log1p(seen.word_chars / <double>per_word)
        to[3] = counts[UPPER] / <float>max(1, counts[UPPER] + counts[LOWER])
        to[4] = (counts[LOWER] + counts[UPPER] + counts[LETTER] + counts[IDEOGRAPH]) / n_read
        to[5] = counts[IDEOGRAPH] / n_read
        to[6] = counts[DIGIT] / n_read
        to[7] = counts[END] / n_read * RARE_MARKS
        to[8] = counts[COMMA] / n_read * RARE_MARKS
        to[9] = counts[QUOTE] / n_read * RARE_MARKS
        to[10] = counts[BRACKET] / n_read * RARE_MARKS
        to[11] = counts[PUNCTUATION] / n_read * RARE_MARKS
        to[12] = counts[SYMBOL] / n_read * RARE_MARKS
        to[13] = counts[SPACE] / n_read
        to[14] = log1p_of(counts[END])
        to[15] = last == END
        to[16] = last == COMMA
        to[17] = last == BRACKET or last == QUOTE
        to[18] = first == UPPER
        to[19] = first == DIGIT
        to[20] = first == SYMBOL or first == PUNCTUATION
        to[21] = seen.n_title_case / per_word
        to[22] = seen.n_upper / per_word
        to[23] = seen.n_short / per_word
        to[24] = seen.n_long / per_word
        to[25] = seen.n_digit / per_word
        to[28] = log1p_of(<Py_ssize_t>copies[blocks[block]] - 1)


cdef void _note_ends(_Scan scan) noexcept:
    """A block of white space has the next one's first and the last one's last character."""
    cdef Py_ssize_t block
    cdef uint8_t first = <uint8_t>OTHER, last = <uint8_t>OTHER
    for block in range(scan.n_blocks):
        if scan.seen[block].first != NO_CLASS:
            last = scan.seen[block].first  # of the page, whatever stands before
            break
    for block in range(scan.n_blocks):
        if scan.seen[block].last == NO_CLASS:
            scan.seen[block].last = last
        last = scan.seen[block].last
    first = last
    for block in range(scan.n_blocks - 1, -1, -1):
        if scan.seen[block].first == NO_CLASS:
            scan.seen[block].first = first
        first = scan.seen[block].first


cdef _fill_frequent(float[:, ::1] table, _Scan scan):
    """Share of each block's words that stand often on the page."""
    cdef Py_ssize_t block, i, n_found
    cdef int32_t n_times = ceil(max(text.MIN_FREQUENT, text.FREQUENT_SHARE * scan.n_words))
    cdef _Table known = _Table(scan.n_words)
    numbers = np.empty(scan.n_words, np.int32)
    cdef int32_t[::1] number = numbers
    for i in range(scan.n_words):
        number[i] = known.add(scan.hashes[i])
    for block in range(scan.n_blocks):
        n_found = 0
        for i in range(scan.starts[block], scan.starts[block + 1]):
            n_found += known.counts[number[i]] >= n_times
        table[block, TEXT_AT + 29] = n_found / <float>max(1, scan.seen[block].n_words)


cdef _fill_title(float[:, ::1] table, _Scan scan, str title):
    """Share of each block's words that the title has, and of the title's that the block has."""
    if not title:
        return
    cdef _Scan titled = _Scan([title])
    cdef _Table known = _Table(titled.n_words)
    cdef Py_ssize_t block, i, n_shared
    for i in range(titled.n_words):
        known.add(titled.hashes[i])
    for block in range(scan.n_blocks):
        n_shared = 0
        for i in range(scan.starts[block], scan.starts[block + 1]):
            n_shared += known.has(scan.hashes[i])
        table[block, TEXT_AT + 26] = n_shared / <double>max(1, scan.seen[block].n_words)
        table[block, TEXT_AT + 27] = min(1, n_shared / <double>max(1, known.size))


cdef _fill_declared(float[:, ::1] table, _Scan scan, declared):
    """Share of each block's word pairs that each declared text has, and which texts exist."""
    cdef Py_ssize_t block, column = DECLARED_AT, n_texts = len(declared)
    cdef _Table known
    for said in declared:
        if said:
            known = _pairs_of(said)
            for block in range(scan.n_blocks):
                table[block, column] = _known_share(known, scan, block) if known.size else 0
                table[block, column + n_texts] = 1
        column += 1


cdef _Table _pairs_of(str said):
    """The words, and pairs of words, of a declared text, read in pieces."""
    cdef Py_ssize_t piece, i, at
    cdef _Scan scan = _Scan([said[at : at + PIECE] for at in range(0, len(said), PIECE)])
    cdef _Table known = _Table(2 * scan.n_words)
    for piece in range(scan.n_blocks):
        for i in range(scan.starts[piece], scan.starts[piece + 1]):
            known.add(scan.hashes[i])
            if i + 1 < scan.starts[piece + 1]:
                known.add(_pair(&scan.hashes[i]))
    return known


cdef double _known_share(_Table known, _Scan scan, Py_ssize_t block) noexcept nogil:
    cdef Py_ssize_t i, first = scan.starts[block], last = scan.starts[block + 1] - 1
    cdef Py_ssize_t n_found = 0
    if first == last:
        return known.has(scan.hashes[first])
    for i in range(first, last):
        n_found += known.has(_pair(&scan.hashes[i]))
    return n_found / <double>max(1, last - first)


cdef _fill_shapes(float[:, ::1] table, _Scan scan):
    """How many records are of each one's shape, how near the next, and in how long a list."""
    cdef Py_ssize_t block, before
    cdef int32_t shape, chain
    cdef double near
    cdef _Table known = _Table(scan.n_blocks)
    cdef int32_t[::1] shapes_ = np.full(scan.n_blocks, -1, np.int32)
    cdef int64_t[::1] latest = np.full(scan.n_blocks, -1, np.int64)  # block of each shape
    cdef int32_t[::1] chains = np.full(scan.n_blocks, -1, np.int32)
    cdef int32_t[::1] sizes = np.zeros(scan.n_blocks, np.int32)
    cdef int64_t[:, ::1] spans = np.zeros((scan.n_blocks, 2), np.int64)
    cdef Py_ssize_t n_chains = 0
    for block in range(scan.n_blocks):
        if not scan.seen[block].is_record:
            continue
        shape = known.add(scan.seen[block].shape)
        shapes_[block] = shape
        before = latest[shape]
        latest[shape] = block
        if before >= 0:
            near = 1 / <double>(block - before)
            table[block, SHAPES_AT + 1] = near
            table[before, SHAPES_AT + 1] = max(table[before, SHAPES_AT + 1], <float>near)
        if before >= 0 and block - before <= REACH:
            chain = chains[before]
        else:
            chain = <int32_t>n_chains
            spans[chain, 0] = block
            n_chains += 1
        chains[block] = chain
        sizes[chain] += 1
        spans[chain, 1] = block
    for chain in range(<int32_t>n_chains):
        if sizes[chain] >= MIN_RECORDS:
            for block in range(spans[chain, 0], spans[chain, 1] + 1):
                table[block, SHAPES_AT + 3] = max(table[block, SHAPES_AT + 3], <float>sizes[chain])
    for block in range(scan.n_blocks):
        if shapes_[block] >= 0:
            table[block, SHAPES_AT] = log1p_of(known.counts[shapes_[block]] - 1)
        table[block, SHAPES_AT + 3] = log1p(table[block, SHAPES_AT + 3])


cdef _fill_openings(float[:, ::1] table, _Scan scan):
    """How many blocks besides begin with each one's two words."""
    cdef Py_ssize_t block
    cdef int32_t number
    cdef _Table known = _Table(scan.n_blocks)
    for block in range(scan.n_blocks):
        if scan.seen[block].n_words >= MIN_OPENING_WORDS:
            known.add(_pair(&scan.hashes[scan.starts[block]]))
    for block in range(scan.n_blocks):
        if scan.seen[block].n_words >= MIN_OPENING_WORDS:
            number = known.number(_pair(&scan.hashes[scan.starts[block]]))
            table[block, SHAPES_AT + 2] = log1p_of(known.counts[number] - 1)


cdef _hash_words(_Scan scan):
    """Buckets of each block's words, pairs, first and last pair, and of the whole if short."""
    cdef Py_ssize_t block, n, i, step, at = 0, size = 0
    cdef uint64_t total
    cdef const uint64_t* word
    for block in range(scan.n_blocks):
        size += 2 * min(<int>scan.seen[block].n_words, HEAD_WORDS + TAIL_WORDS) + 3
    buckets, offsets = np.empty(size, np.int32), np.zeros(scan.n_blocks + 1, np.int64)
    cdef int32_t[::1] ids = buckets
    cdef int64_t[::1] until = offsets
    for block in range(scan.n_blocks):
        word = &scan.hashes[0] + scan.starts[block]
        n = scan.seen[block].n_words
        for step in range(2):
            i = 0
            while i < n - step:
                if i == HEAD_WORDS and n - i > TAIL_WORDS:
                    i = n - TAIL_WORDS
                    if i >= n - step:
                        break
                ids[at] = _bucket(_pair(word + i) if step else word[i])
                at += 1
                i += 1
        if n > 1:
            ids[at] = _bucket(mix(word[0] * 7 + word[1]))
            ids[at + 1] = _bucket(mix(word[n - 2] * 11 + word[n - 1]))
            at += 2
        if 0 < n <= MAX_WHOLE_WORDS:
            total = 13
            for i in range(n):
                total += word[i] * <uint64_t>(2 * i + 5)
            ids[at] = _bucket(mix(total))
            at += 1
        until[block + 1] = at
    return buckets[:at].copy(), offsets


cdef inline int32_t _bucket(uint64_t hash_) noexcept nogil:
    return <int32_t>((hash_ >> 20) % N_WORD_BUCKETS)


def check():
    """Raise an error where words are not those that Python finds."""
    if words.N_CLASSES != N_CLASSES or len(words.char_tables()[0]) != N_PLANE + 2:
        raise ImportError("it has other tables of characters")
    cdef _Scan scan = _Scan(_KNOWN)
    known = words.find_words(words.read_chars(_KNOWN))
    if not np.array_equal(scan.hashes[: scan.n_words], known.hashes):
        raise ImportError("it does not find the words that it should")


_KNOWN = ["A word, 2 \u00dcber", "", "\u6f22\u5b57\ud800 x\U00020000"]
