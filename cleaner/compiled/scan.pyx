# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Characters and words in C: what `cleaner.model` computes of them with many passes in NumPy.

Each function stands for the one in pure Python that calls it, and is given its tables and limits.
"""

import os

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

cdef uint64_t _MULTIPLIER = 0x9E3779B97F4A7C15ULL
# Nobody who writes a page can know which words share a slot.
cdef uint64_t _SEED = int.from_bytes(os.urandom(8), "little") | 1


cdef inline uint64_t _mix(uint64_t value) noexcept nogil:
    value = (value ^ (value >> 29)) * _MULTIPLIER
    return value ^ (value >> 32)


def find_words(
    const uint32_t[::1] codes, const uint8_t[::1] classes, const int64_t[::1] starts,
    const uint64_t[::1] folded, const uint64_t[::1] powers,
    int first_class, int last_class, int ideograph,
):
    """Hash, block, length, first and last class of each word, and the first word of each block."""
    cdef Py_ssize_t n_blocks = starts.shape[0] - 1, n_words = 0, block, i, end, at = -1
    cdef Py_ssize_t last_power = powers.shape[0] - 1, length = 0
    cdef uint64_t total = 0
    cdef int class_
    cdef bint goes_on = False
    word_starts = np.zeros(n_blocks + 1, np.int64)
    cdef int64_t[::1] first = word_starts
    with nogil:
        for block in range(n_blocks):
            first[block] = n_words
            goes_on = False
            for i in range(starts[block], starts[block + 1]):
                class_ = classes[i]
                if class_ < first_class or class_ > last_class:
                    goes_on = False
                elif class_ == ideograph:
                    goes_on = False
                    n_words += 1
                elif not goes_on:
                    goes_on = True
                    n_words += 1
        first[n_blocks] = n_words
    columns = (
        np.empty(n_words, np.uint64), np.empty(n_words, np.int32), np.empty(n_words, np.int32),
        np.empty(n_words, np.uint8), np.empty(n_words, np.uint8),
    )
    cdef uint64_t[::1] hashes = columns[0]
    cdef int32_t[::1] blocks = columns[1]
    cdef int32_t[::1] lengths = columns[2]
    cdef uint8_t[::1] opening = columns[3]
    cdef uint8_t[::1] closing = columns[4]
    with nogil:
        for block in range(n_blocks):
            i = starts[block]
            end = starts[block + 1]
            while i < end:
                class_ = classes[i]
                if class_ < first_class or class_ > last_class:
                    i += 1
                    continue
                at += 1
                blocks[at] = <int32_t>block
                opening[at] = <uint8_t>class_
                total = folded[codes[i]] * powers[0]
                length = 1
                i += 1
                if class_ != ideograph:
                    while (i < end and classes[i] >= first_class and classes[i] <= last_class
                           and classes[i] != ideograph):
                        total += folded[codes[i]] * powers[min(length, last_power)]
                        length += 1
                        i += 1
                closing[at] = classes[i - 1]
                lengths[at] = <int32_t>length
                hashes[at] = _mix(total)
    return (*columns, word_starts)


def hash_words(
    const uint64_t[::1] hashes, const int64_t[::1] starts,
    int n_head, int n_tail, int n_whole, uint64_t n_buckets,
):
    """Buckets of each block's words, pairs, first and last pair, and of the whole if short."""
    cdef Py_ssize_t n_blocks = starts.shape[0] - 1, block, n, i, step, at = 0, size = 0, n_read
    cdef uint64_t total
    cdef const uint64_t* word
    for block in range(n_blocks):
        n = starts[block + 1] - starts[block]
        n_read = min(n, n_head + n_tail)
        size += 2 * n_read + 3
    buckets = np.empty(size + 1, np.int32)
    offsets = np.zeros(n_blocks + 1, np.int64)
    cdef int32_t[::1] ids = buckets
    cdef int64_t[::1] until = offsets
    if not hashes.shape[0]:
        return buckets[:0], offsets
    with nogil:
        for block in range(n_blocks):
            word = &hashes[0] + starts[block]
            n = starts[block + 1] - starts[block]
            for step in range(2):
                i = 0
                while i < n - step:
                    if i == n_head and n - i > n_tail:
                        i = n - n_tail
                        if i >= n - step:
                            break
                    total = _mix(word[i] * 3 + word[i + 1]) if step else word[i]
                    ids[at] = <int32_t>((total >> 20) % n_buckets)
                    at += 1
                    i += 1
            if n > 1:
                ids[at] = <int32_t>((_mix(word[0] * 7 + word[1]) >> 20) % n_buckets)
                total = _mix(word[n - 2] * 11 + word[n - 1])
                ids[at + 1] = <int32_t>((total >> 20) % n_buckets)
                at += 2
            if 0 < n <= n_whole:
                total = 13
                for i in range(n):
                    total += word[i] * <uint64_t>(2 * i + 5)
                ids[at] = <int32_t>((_mix(total) >> 20) % n_buckets)
                at += 1
            until[block + 1] = at
    return buckets[:at].copy(), offsets


def class_counts(const uint8_t[::1] classes, const int64_t[::1] starts, int n_classes):
    """(n_classes, n_blocks) characters of each class."""
    cdef Py_ssize_t n_blocks = starts.shape[0] - 1, block, i
    table = np.zeros((n_classes, n_blocks), np.float32)
    cdef float[:, ::1] counts = table
    cdef int64_t[64] own
    with nogil:
        for block in range(n_blocks):
            for i in range(n_classes):
                own[i] = 0
            for i in range(starts[block], starts[block + 1]):
                own[classes[i]] += 1
            for i in range(n_classes):
                counts[i, block] = <float>own[i]
    return table


def first_and_last(const uint8_t[::1] classes, const int64_t[::1] starts, int space, int other):
    """Class of the first and the last character of each block that is not white space.

    A block of white space has the next one's first and the last one's last.
    """
    cdef Py_ssize_t n_blocks = starts.shape[0] - 1, block, i
    firsts, lasts = np.full(n_blocks, other, np.uint8), np.full(n_blocks, other, np.uint8)
    cdef uint8_t[::1] first = firsts
    cdef uint8_t[::1] last = lasts
    cdef int found = -1
    with nogil:
        for i in range(classes.shape[0]):
            if classes[i] != space:
                found = classes[i]
                break
        if found >= 0:
            for block in range(n_blocks):
                for i in range(starts[block + 1] - 1, starts[block] - 1, -1):
                    if classes[i] != space:
                        found = classes[i]
                        break
                last[block] = <uint8_t>found
            for block in range(n_blocks - 1, -1, -1):
                for i in range(starts[block], starts[block + 1]):
                    if classes[i] != space:
                        found = classes[i]
                        break
                first[block] = <uint8_t>found
    return firsts, lasts


def shapes(
    const uint32_t[::1] codes, const uint8_t[::1] classes, const int64_t[::1] starts,
    const uint8_t[::1] is_odd, const uint64_t[::1] powers,
    int space, int quote, int digit, int first_letter, int last_letter, int max_chars,
):
    """Hash of each block's shape, and whether it is short and more than prose."""
    cdef Py_ssize_t n_blocks = starts.shape[0] - 1, block, i, place
    cdef Py_ssize_t last_power = powers.shape[0] - 1
    cdef uint64_t kind, before, total
    cdef int class_
    cdef bint odd
    found, records = np.zeros(n_blocks, np.uint64), np.zeros(n_blocks, np.bool_)
    cdef uint64_t[::1] hashes = found
    cdef uint8_t[::1] is_record = records.view(np.uint8)
    with nogil:
        for block in range(n_blocks):
            if starts[block + 1] - starts[block] > max_chars:
                continue
            total, before, place, odd = 0, 0, 0, False
            for i in range(starts[block], starts[block + 1]):
                class_ = classes[i]
                odd |= is_odd[class_]
                if class_ == space or class_ == quote:
                    continue
                if class_ == digit:
                    kind = 2
                elif first_letter <= class_ <= last_letter:
                    kind = 1
                else:
                    kind = <uint64_t>codes[i] + 3
                if kind != before:
                    total += _mix(kind) * powers[min(place, last_power)]
                    place += 1
                    before = kind
            hashes[block] = total
            is_record[block] = odd
    return found, records


def at_least(const uint64_t[::1] hashes, Py_ssize_t n_times):
    """Whether each of the hashes stands there so many times."""
    cdef Py_ssize_t n = hashes.shape[0], i
    cdef int bits = 4
    while (<Py_ssize_t>1 << bits) < 2 * n:
        bits += 1
    cdef uint64_t mask = (<uint64_t>1 << bits) - 1, slot
    is_found = np.zeros(n, np.bool_)
    cdef uint8_t[::1] found = is_found.view(np.uint8)
    cdef uint64_t[::1] keys = np.empty(mask + 1, np.uint64)
    cdef int32_t[::1] counts = np.zeros(mask + 1, np.int32)
    cdef int32_t[::1] slots = np.empty(n, np.int32)
    with nogil:
        for i in range(n):
            slot = (hashes[i] * _SEED) >> (64 - bits)
            while counts[slot] and keys[slot] != hashes[i]:
                slot = (slot + 1) & mask
            keys[slot] = hashes[i]
            counts[slot] += 1
            slots[i] = <int32_t>slot
        for i in range(n):
            found[i] = counts[slots[i]] >= n_times
    return is_found


def sum_words(const int64_t[::1] starts, values):
    """(len(values), n_blocks) sums over each block's words."""
    cdef Py_ssize_t n_blocks = starts.shape[0] - 1, block, i
    sums = np.zeros((len(values), n_blocks), np.int64)
    cdef int64_t[:, ::1] rows = sums
    cdef Py_ssize_t row = 0
    cdef const uint8_t[::1] flags
    cdef const int32_t[::1] numbers
    cdef int64_t total
    for value in values:
        if value.dtype == np.int32:
            numbers = value
            for block in range(n_blocks):
                total = 0
                for i in range(starts[block], starts[block + 1]):
                    total += numbers[i]
                rows[row, block] = total
        else:
            flags = value.view(np.uint8)
            for block in range(n_blocks):
                total = 0
                for i in range(starts[block], starts[block + 1]):
                    total += flags[i]
                rows[row, block] = total
        row += 1
    return sums


def is_among(const uint64_t[::1] hashes, const uint64_t[::1] known):
    """Whether each of the hashes is one of the known."""
    cdef Py_ssize_t n = known.shape[0], i
    cdef int bits = 4
    while (<Py_ssize_t>1 << bits) < 2 * n:
        bits += 1
    cdef uint64_t mask = (<uint64_t>1 << bits) - 1, slot
    among = np.zeros(hashes.shape[0], np.bool_)
    cdef uint8_t[::1] found = among.view(np.uint8)
    cdef uint64_t[::1] keys = np.empty(mask + 1, np.uint64)
    cdef uint8_t[::1] is_taken = np.zeros(mask + 1, np.uint8)
    with nogil:
        for i in range(n):
            slot = (known[i] * _SEED) >> (64 - bits)
            while is_taken[slot] and keys[slot] != known[i]:
                slot = (slot + 1) & mask
            keys[slot] = known[i]
            is_taken[slot] = 1
        for i in range(hashes.shape[0]):
            slot = (hashes[i] * _SEED) >> (64 - bits)
            while is_taken[slot] and keys[slot] != hashes[i]:
                slot = (slot + 1) & mask
            found[i] = is_taken[slot]
    return among


def group(const uint64_t[::1] hashes):
    """A number for each of the hashes, the same for the same, and how often each number stands."""
    cdef Py_ssize_t n = hashes.shape[0], i
    cdef int bits = 4
    while (<Py_ssize_t>1 << bits) < 2 * n:
        bits += 1
    cdef uint64_t mask = (<uint64_t>1 << bits) - 1, slot
    cdef int64_t n_groups = 0
    groups, sizes = np.empty(n, np.int64), np.zeros(n, np.int64)
    cdef int64_t[::1] number = groups
    cdef int64_t[::1] count = sizes
    cdef uint64_t[::1] keys = np.empty(mask + 1, np.uint64)
    cdef int64_t[::1] numbers = np.full(mask + 1, -1, np.int64)
    with nogil:
        for i in range(n):
            slot = (hashes[i] * _SEED) >> (64 - bits)
            while numbers[slot] >= 0 and keys[slot] != hashes[i]:
                slot = (slot + 1) & mask
            if numbers[slot] < 0:
                keys[slot] = hashes[i]
                numbers[slot] = n_groups
                n_groups += 1
            number[i] = numbers[slot]
            count[numbers[slot]] += 1
    return groups, sizes[:n_groups]
