# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Tokens of markup -> buckets, as `model/markup.py` hashes them."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr

import numpy as np

from cleaner.compiled.arithmetic cimport mix
from cleaner.compiled.columns cimport listed
from cleaner.model import markup
from cleaner.types import Tree

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL
    const char* try_utf8 "PyUnicode_AsUTF8AndSize" (object, Py_ssize_t*)
    void PyErr_Clear()

cdef int PART = markup.PART, MIN_PARTED = markup.MIN_PARTED
cdef uint32_t N_MARKUP_BUCKETS = markup.N_MARKUP_BUCKETS


def hash_elements(const int64_t[::1] ids, const int64_t[::1] offsets):
    """A hash of the tokens of each element."""
    cdef Py_ssize_t i, at, n = offsets.shape[0] - 1
    hashed = np.empty(n, np.uint64)
    cdef uint64_t[::1] hashes = hashed
    cdef uint64_t total
    for i in range(n):
        total = 0
        for at in range(offsets[i], offsets[i + 1]):
            total += mix(<uint64_t>ids[at] + 1)
        hashes[i] = mix(total)
    return hashed


def markup_ids(tree, list elements):
    """Twin of markup._markup_ids for each of the elements, and their offsets."""
    cdef Py_ssize_t i, n, n_tokens = 0
    cdef int64_t at = 0
    cdef list tags = listed(tree.tag), tokens = listed(tree.tokens)
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


def check():
    """Raise an error where tokens are not hashed as Python does it."""
    tree = Tree(tag=["h\udc80"], parent=[0], tokens=[("caf\u00e9-teaser", "a b", "\ud800")])
    found, _ = markup_ids(tree, [0])
    if not np.array_equal(found, markup.page_ids(tree)):
        raise ImportError("it does not hash tokens as it should")
