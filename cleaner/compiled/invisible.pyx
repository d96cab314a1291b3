# cython: language_level=3
"""Where characters stand that nobody sees: `letters/invisible.py`'s search, in one pass of C."""

from cpython.bytes cimport PyBytes_AsString, PyBytes_Size
from libc.string cimport memchr, memcmp, memcpy

from cleaner.letters.invisible import ANY, ENTITIES, ENTITY, MISREAD

cdef enum:
    IN_RUN = 1
    ALONE = 2
    N_COMMON = 0x10000
    FIRST_RARE = 0xE0000
    N_CODES = 0x110000

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


cdef unsigned long long HIGH_BITS = 0x8080808080808080

def find_runs(str text, bytes utf8=None, list places=None):
    """Where each run of such characters begins and ends, in a text of that UTF-8.

    `places` gets what that is in the UTF-8.
    """
    cdef bytes content = text.encode("utf-8", "surrogatepass") if utf8 is None else utf8
    cdef const unsigned char* p = <const unsigned char*>PyBytes_AsString(content)
    cdef const unsigned char* first = p
    cdef const unsigned char* here
    cdef const unsigned char* run = p
    cdef const unsigned char* end = p + PyBytes_Size(content)
    cdef Py_ssize_t at = 0, begin = -1
    cdef unsigned int code
    cdef int kind
    cdef list runs = []
    cdef unsigned long long eight
    while p < end:
        code = p[0]
        if code < 0x80 and begin < 0:
            while end - p >= 8:
                memcpy(&eight, p, 8)
                if eight & HIGH_BITS:
                    break
                p += 8
                at += 8
            if p == end:
                break
            code = p[0]
        here = p
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
            if places is not None:
                places.append((run - first, here - first))
            begin = -1
        if kind == ALONE:
            runs.append((at, at + 1))
            if places is not None:
                places.append((here - first, p - first))
        elif kind == IN_RUN and begin < 0:
            begin, run = at, here
        at += 1
    if begin >= 0:
        runs.append((begin, at))
        if places is not None:
            places.append((run - first, end - first))
    return runs


cdef list ENTITY_NAMES = [name.encode() for name in ENTITIES]
cdef bint[256] BEGINS_ENTITY
"""Whether a name of theirs begins so, or a number."""
for _c in b"#", *(name[:1] for name in ENTITY_NAMES):
    BEGINS_ENTITY[_c[0]] = True

def has_entities(str text, bytes utf8=None):
    """Whether such a character is written as an entity, in a text of that UTF-8."""
    if utf8 is not None and not may_have_entities(utf8):
        return False
    return ENTITY.search(text) is not None

cdef bint may_have_entities(bytes content) except -1:
    cdef const unsigned char* p = <const unsigned char*>PyBytes_AsString(content)
    cdef const unsigned char* end = p + PyBytes_Size(content)
    while p < end:
        p = <const unsigned char*>memchr(p, 38, end - p)
        if p == NULL:
            return False
        p += 1
        if BEGINS_ENTITY[p[0]] and (may_be_number(p) if p[0] == 35 else is_named(p, end)):
            return True
    return False

cdef bint is_named(const unsigned char* p, const unsigned char* end) except -1:
    cdef bytes name
    for name in ENTITY_NAMES:
        n = PyBytes_Size(name)
        if end - p > n and memcmp(p, <const char*>name, n) == 0:
            return True
    return False

cdef bint may_be_number(const unsigned char* p) noexcept nogil:
    """Whether the number may be of such a character; a NUL stands behind the text."""
    cdef unsigned int code = 0
    cdef unsigned int base = 16 if p[1] | 0x20 == 120 else 10
    cdef unsigned int digit
    p += 2 if base == 16 else 1
    while code < N_CODES:
        if 48 <= p[0] <= 57:
            digit = p[0] - 48
        elif base == 16 and 97 <= p[0] | 0x20 <= 102:
            digit = (p[0] | 0x20) - 87
        else:
            break
        code = base * code + digit
        p += 1
    return code >= FIRST_RARE or kind_of(code) != 0


def find_misread(str text, bytes utf8=None):
    """Where each character of UTF-8 begins and ends that was read as Latin-1, and each control.

    `utf8` is that of the text, where it is at hand.
    """
    cdef bytes content = text.encode("utf-8", "surrogatepass") if utf8 is None else utf8
    cdef const unsigned char* p = <const unsigned char*>PyBytes_AsString(content)
    cdef const unsigned char* end = p + PyBytes_Size(content)
    cdef Py_ssize_t at = 0
    cdef int n
    cdef list found = []
    while p < end:
        if p[0] < 0x80:
            p += 1
            at += 1
            continue
        n = misread_chars(p, end)
        if n:
            found.append((at, at + n))
            p += 2 * n
            at += n
        else:
            p += 1
            at += p == end or (p[0] & 0xC0) != 0x80
    return found

cdef int misread_chars(const unsigned char* p, const unsigned char* end) noexcept nogil:
    """Characters that begin here and were one, or a control; 0 where there are none.

    They are of Latin-1, from U+0080 on: two bytes each, of which the first is C2 up to U+00BF.
    """
    cdef int i, n
    if p[0] == 0xC2:
        return p[1] <= 0x9F
    if p[0] != 0xC3 or p[1] < 0x82 or p[1] > 0xB4:
        return 0
    n = 2 if p[1] < 0xA0 else 3 if p[1] < 0xB0 else 4
    if end - p < 2 * n:
        return 0
    for i in range(1, n):
        if p[2 * i] != 0xC2:
            return 0
    return n


def check():
    """Raise an error where a search does not find what it should."""
    if find_misread("a\xe2\x80\x99\xc3\x93\x80\xe9\xc2z") != [(1, 4), (4, 6), (6, 7)]:
        raise ImportError("it does not find what was misread")
    for name in ENTITY_NAMES:
        if not may_have_entities(b"&amp;&" + name + b";"):
            raise ImportError(f"it does not know the entity {name}")
    if may_have_entities(b"&amp;&#8217;") or not may_have_entities(b"&#x200B;"):
        raise ImportError("it does not know the numbers of entities")
    if find_runs("a\u00ad\u200bb\x85\U000e0041") != [(1, 3), (4, 5), (5, 6)]:
        raise ImportError("it does not find what it should")
