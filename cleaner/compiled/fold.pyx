# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Lines folded in C as `letters/fold.py` does it, but for those with rare characters."""

from unicodedata import category, combining, normalize

from libc.stdint cimport uint8_t, uint32_t

from cleaner.letters.fold import ASCII_EDGES, PLAIN_FORMS, UNFINISHED, fold, is_edge

cdef extern from "Python.h":
    uint32_t* PyUnicode_AsUCS4(object, uint32_t*, Py_ssize_t, int) except NULL
    object PyBytes_FromStringAndSize(const char*, Py_ssize_t)

cdef enum:
    MAX_CHARS = 1024  # of the longest line that is folded here
    MAX_FORM = 4  # characters that one becomes at most
    N_ASCII = 0x80
    N_CHARS = 0x20000
    # What is known of a character beside its form, in the bits above those of a code.
    CODE = 0x1FFFFF
    KNOWN = 0x1000000
    SPACE = 0x2000000
    EDGE = 0x4000000
    SEVERAL = 0x8000000  # the form is one of FORMS, by its number
    RARE = 0x10000000

cdef uint32_t[N_ASCII] OF_ASCII
"""What becomes of a character of a line that is all ASCII."""
cdef uint32_t[N_CHARS] OF_OTHERS
"""The same of any other line; 0 of one that has not been seen yet."""
cdef list FORMS = []
cdef uint32_t[N_ASCII] IS_UNFINISHED


def fold_lines(texts):
    """Twin of fold.fold_lines."""
    return [_fold(text) for text in texts]


cdef bytes _fold(str text):
    cdef uint32_t[MAX_CHARS] codes
    cdef uint32_t[MAX_CHARS * MAX_FORM] folded
    cdef uint8_t[MAX_CHARS * MAX_FORM * 4] utf8
    cdef Py_ssize_t n = len(text), size, first = 0
    if n > MAX_CHARS:
        return _fold_in_python(text)
    if n:
        PyUnicode_AsUCS4(text, codes, MAX_CHARS, 0)
    size = _fold_codes(codes, n, folded)
    if size < 0:
        return _fold_in_python(text)
    while size and folded[size - 1] & EDGE:
        size -= 1
    while first < size and folded[first] & EDGE:
        first += 1
    if first < size and (folded[first] & CODE) < N_ASCII:
        if IS_UNFINISHED[folded[first] & CODE]:
            return _fold_in_python(text)
    elif first < size and chr(folded[first] & CODE) in UNFINISHED:
        return _fold_in_python(text)
    return PyBytes_FromStringAndSize(<char*>utf8, _encode(&folded[first], size - first, utf8))


cdef bytes _fold_in_python(str text):
    return fold(text).encode("utf-8", "replace")


cdef Py_ssize_t _fold_codes(const uint32_t* codes, Py_ssize_t n, uint32_t* to) except -2:
    """Characters of the line with white space folded; -1 where it has one that is rare."""
    cdef Py_ssize_t i, at = 0
    cdef uint32_t every = 0, entry
    cdef const uint32_t* table
    cdef bint is_after_space = False
    for i in range(n):
        every |= codes[i]
    table = &OF_ASCII[0] if every < N_ASCII else &OF_OTHERS[0]
    for i in range(n):
        if codes[i] >= N_CHARS:
            return -1
        entry = table[codes[i]]
        if not entry:
            entry = OF_OTHERS[codes[i]] = _learn(chr(codes[i]))
        if entry & SPACE:
            is_after_space = True
            continue
        if entry & (RARE | SEVERAL):
            if entry & RARE:
                return -1
            if is_after_space and FORMS[entry & CODE]:
                to[at] = c" " | EDGE
                at += 1
                is_after_space = False
            for own in <list>FORMS[entry & CODE]:
                to[at] = own
                at += 1
            continue
        if is_after_space:
            to[at] = c" " | EDGE
            at += 1
            is_after_space = False
        to[at] = entry
        at += 1
    return at


cdef Py_ssize_t _encode(const uint32_t* codes, Py_ssize_t n, uint8_t* to) noexcept nogil:
    """Bytes of the characters in UTF-8."""
    cdef Py_ssize_t i, at = 0
    cdef uint32_t code
    for i in range(n):
        code = codes[i] & CODE
        if code < 0x80:
            to[at] = code
            at += 1
        elif code < 0x800:
            to[at] = 0xC0 | code >> 6
            to[at + 1] = 0x80 | code & 0x3F
            at += 2
        elif code < 0x10000:
            to[at] = 0xE0 | code >> 12
            to[at + 1] = 0x80 | code >> 6 & 0x3F
            to[at + 2] = 0x80 | code & 0x3F
            at += 3
        else:
            to[at] = 0xF0 | code >> 18
            to[at + 1] = 0x80 | code >> 12 & 0x3F
            to[at + 2] = 0x80 | code >> 6 & 0x3F
            to[at + 3] = 0x80 | code & 0x3F
            at += 4
    return at


cdef uint32_t _learn(str char) except 0:
    """What becomes of a character, whatever stands beside it."""
    form = "".join([PLAIN_FORMS.get(own, own) for own in char.casefold()])
    if _may_join(char) or any(map(_may_join, form)) or len(form) > MAX_FORM:
        return KNOWN | RARE
    if len(form) == 1:
        return _describe(form, form.isspace(), is_edge(form))
    FORMS.append([_describe(own, False, is_edge(own)) for own in form])
    return KNOWN | SEVERAL | <uint32_t>(len(FORMS) - 1)


cdef uint32_t _describe(str char, bint is_space, bint is_at_edge):
    return KNOWN | ord(char) | (SPACE if is_space else 0) | (EDGE if is_at_edge else 0)


cdef bint _may_join(str char):
    """Whether what is written so may depend on what stands beside it."""
    cdef uint32_t code = ord(char)
    if 0xD800 <= code < 0xE000 or 0x1100 <= code < 0x1200 or 0x10000 <= code < 0x1F000:
        return True  # lone surrogates, parts of Korean syllables, old scripts
    is_mark = category(char).startswith("M") and char not in PLAIN_FORMS
    return is_mark or combining(char) != 0 or normalize("NFC", char) != char


def _load_ascii():
    for code in range(N_ASCII):
        char = chr(code).lower()
        OF_ASCII[code] = _describe(char, char.isspace(), char in ASCII_EDGES)
        IS_UNFINISHED[code] = char in UNFINISHED

_load_ascii()


def check():
    """Raise an error where lines are not folded as Python does it."""
    known = [" « A\tB  c\xa0», ", "Straße… \u200b10²!", "#a", "(`a`)", "e\u0301", "\U0001f600 x"]
    if fold_lines(known) != [_fold_in_python(text) for text in known]:
        raise ImportError("it does not fold lines as it should")
