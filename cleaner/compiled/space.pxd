"""White space in UTF-8: what `str.isspace` says, and `str.split`."""

cdef inline int space_at(const unsigned char* p, const unsigned char* end) noexcept nogil:
    """Bytes of the white space that begins here, 0 where none does; what `str.isspace` says."""
    cdef unsigned char c = p[0]
    if c < 0x80:
        return c == 0x20 or 0x09 <= c <= 0x0D or 0x1C <= c <= 0x1F
    if c == 0xC2:
        return 2 if end - p > 1 and (p[1] == 0x85 or p[1] == 0xA0) else 0
    if end - p < 3:
        return 0
    if c == 0xE2:
        if p[1] == 0x80:
            return 3 if p[2] <= 0x8A or p[2] == 0xA8 or p[2] == 0xA9 or p[2] == 0xAF else 0
        return 3 if p[1] == 0x81 and p[2] == 0x9F else 0
    if c == 0xE3:
        return 3 if p[1] == 0x80 and p[2] == 0x80 else 0
    if c == 0xE1:
        return 3 if p[1] == 0x9A and p[2] == 0x80 else 0
    return 0

cdef inline bint is_space(const char* s, Py_ssize_t n) noexcept nogil:
    cdef const unsigned char* p = <const unsigned char*>s
    cdef const unsigned char* end = p + n
    cdef int width
    if n == 0:
        return False
    while p < end:
        width = space_at(p, end)
        if not width:
            return False
        p += width
    return True

cdef inline Py_ssize_t folded_chars(const char* s, Py_ssize_t n) noexcept nogil:
    """Characters of a text whose white space is folded and stripped."""
    cdef const unsigned char* p = <const unsigned char*>s
    cdef const unsigned char* end = p + n
    cdef Py_ssize_t count = 0
    cdef bint gap = False
    cdef int width
    while p < end:
        width = space_at(p, end)
        if width:
            gap = True
            p += width
            continue
        if gap:
            count += count > 0
            gap = False
        count += (p[0] & 0xC0) != 0x80
        p += 1
    return count
