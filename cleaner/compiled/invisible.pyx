# cython: language_level=3
"""Where characters stand that nobody sees: `letters/invisible.py`'s search, in one pass of C."""

from cpython.bytes cimport PyBytes_AsString, PyBytes_Size
from libc.stdint cimport uint64_t
from libc.string cimport memcpy

from cleaner.letters.invisible import ANY, MISREAD

cdef enum:
    IN_RUN = 1
    ALONE = 2
    N_COMMON = 0x10000
    STEP = 8

cdef uint64_t BEYOND_ASCII = 0x8080808080808080
"""The bits that tell whether one of `STEP` bytes is of another character."""
cdef unsigned char[N_COMMON] COMMON
"""What each character of the first plane is."""
cdef list RARE = []

cdef int note(str ranges, unsigned char kind) except -1:
    """Note characters as a class of a regular expression has them, without its brackets."""
    cdef Py_ssize_t i = 0
    while i < len(ranges):
        first = last = ord(ranges[i])
        if ranges[i + 1 : i + 2] == "-":
            last = ord(ranges[i + 2])
            i += 2
        i += 1
        if first < N_COMMON:
            for code in range(first, last + 1):
                COMMON[code] = kind
        else:
            RARE.append((first, last))
    return 0

note(ANY, IN_RUN)
note(MISREAD, ALONE)
cdef unsigned int[8] RARE_FIRST
cdef unsigned int[8] RARE_LAST
cdef int N_RARE = len(RARE)
for _i, (_first, _last) in enumerate(RARE):
    RARE_FIRST[_i], RARE_LAST[_i] = _first, _last


cdef int kind_of(unsigned int code) noexcept nogil:
    cdef int i
    if code < N_COMMON:
        return COMMON[code]
    for i in range(N_RARE):
        if RARE_FIRST[i] <= code <= RARE_LAST[i]:
            return IN_RUN
    return 0


def find_runs(str text):
    """Where each run of such characters begins and ends."""
    cdef bytes content = text.encode("utf-8", "surrogatepass")
    cdef const unsigned char* p = <const unsigned char*>PyBytes_AsString(content)
    cdef const unsigned char* end = p + PyBytes_Size(content)
    cdef Py_ssize_t at = 0, begin = -1
    cdef unsigned int code
    cdef int kind
    cdef uint64_t some
    cdef list runs = []
    while p < end:
        if begin < 0 and end - p >= STEP:
            memcpy(&some, p, STEP)
            if not some & BEYOND_ASCII:
                p += STEP
                at += STEP
                continue
        code = p[0]
        if code < 0x80:
            p += 1
            kind = 0
        elif code < 0xE0:
            code = (code & 0x1F) << 6 | (p[1] & 0x3F)
            p += 2
            kind = COMMON[code]
        elif code < 0xF0:
            code = (code & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F)
            p += 3
            kind = COMMON[code]
        else:
            code = (code & 7) << 18 | (p[1] & 0x3F) << 12 | (p[2] & 0x3F) << 6 | (p[3] & 0x3F)
            p += 4
            kind = kind_of(code)
        if kind != IN_RUN and begin >= 0:
            runs.append((begin, at))
            begin = -1
        if kind == ALONE:
            runs.append((at, at + 1))
        elif kind == IN_RUN and begin < 0:
            begin = at
        at += 1
    if begin >= 0:
        runs.append((begin, at))
    return runs


def check():
    """Raise an error where the search does not find what it should."""
    if find_runs("a\u00ad\u200bb\x85\U000e0041") != [(1, 3), (4, 5), (5, 6)]:
        raise ImportError("it does not find what it should")
