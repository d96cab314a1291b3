# cython: language_level=3
"""What tells how a page has to be read: its bytes before they are parsed, then its tree."""

from cpython.bytes cimport PyBytes_AsString, PyBytes_Size
from libc.string cimport memchr, strchr, strcmp, strlen, strncmp, strpbrk, strstr

from cleaner.compiled.attributes cimport attributes_of
from cleaner.compiled.nodes cimport (
    N_CDATA, N_ELEMENT, N_TEXT, cl_node, find_attribute, text_of, value_of,
)

from cleaner.segment.html.formulas import FORMULA_CLASSES, TYPESETTERS, shows_formula
from cleaner.segment.html.listings import LINES_SIGN, WHOLE
from cleaner.segment.html.segmenter import CONTROLS
from cleaner.segment.html.tex import SERVICES


# -- Bytes -----------------------------------------------------------------------------------------

cdef enum:
    MAX_ATTRIBUTE_SIGNS = 6_000  # of a tag that is alone on its page: a tree takes a tenth of a second
    MAX_RESCANS = 8  # times that a page is looked through for its tags, one within another
    BYTES_A_LOOK = 4096

cdef unsigned char[256] IS_OF_TAG
"""What is counted in a tag, or ends something in it."""
for _i in range(256):
    IS_OF_TAG[_i] = _i <= 32 or _i in b"/\"'>="

cdef unsigned char[256] IS_OF_NAME
"""What attributes have in names that all parsers read to their ends."""
for _i in range(256):
    IS_OF_NAME[_i] = _i in b"-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

cdef unsigned char[4] KEPT = bytes(set(range(32)) - set(CONTROLS))
"""White space, of which a page may be full."""
cdef unsigned char DELETE = max(CONTROLS)

cdef bint has_controls(bytes content) noexcept:
    """Whether the page has bytes in it that no page may have."""
    return find_control(<const unsigned char*>PyBytes_AsString(content), PyBytes_Size(content))

cdef bint find_control(const unsigned char* p, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i = 0, stop
    cdef unsigned char c, found = 0
    cdef unsigned char tab = KEPT[0], line = KEPT[1], page = KEPT[2], back = KEPT[3]
    while i < n and not found:
        stop = min(n, i + BYTES_A_LOOK)
        while i < stop:  # sixteen bytes at a time, if the compiler knows how
            c = p[i]
            found |= (
                ((c < 32) & (c != tab) & (c != line) & (c != page) & (c != back)) | (c == DELETE)
            )
            i += 1
    return found

cdef bint may_be_typeset(bytes content) noexcept:
    """Whether "hjax" or "katex" stands in a page, in letters of any size."""
    return find_typesetter(
        <const unsigned char*>PyBytes_AsString(content), PyBytes_Size(content) - 3
    )

cdef bint find_typesetter(const unsigned char* p, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i = 0, stop
    cdef unsigned char found = 0
    while i < n and not found:
        stop = min(n, i + BYTES_A_LOOK)
        while i < stop:  # sixteen bytes at a time, if the compiler knows how
            found |= (
                ((p[i] | 32) == 104) & ((p[i + 1] | 32) == 106)
                & ((p[i + 2] | 32) == 97) & ((p[i + 3] | 32) == 120)
            ) | (
                ((p[i] | 32) == 107) & ((p[i + 1] | 32) == 97) & ((p[i + 2] | 32) == 116)
                & ((p[i + 3] | 32) == 101) & ((p[i + 4] | 32) == 120)
            )
            i += 1
    return found

cdef bint has_crowded_tags(bytes content) noexcept:
    """Whether tags may have so many attributes that a tree of the page is dear.

    A tree takes time that grows with the square of a tag's attributes, events do not.

    Whatever looks like the beginning of a tag is taken for one, within scripts, comments and the
    values of attributes, too: no page can hide one from this that the parser finds. Nor are signs
    passed over but in values of which all parsers say the same where they end.
    """
    cdef const unsigned char* p = <const unsigned char*>PyBytes_AsString(content)
    cdef const unsigned char* end = p + PyBytes_Size(content)
    cdef const unsigned char* at
    cdef unsigned char c, quote
    cdef long long n_signs, left_work = <long long>MAX_ATTRIBUTE_SIGNS * MAX_ATTRIBUTE_SIGNS
    cdef bint is_value, is_plain
    cdef Py_ssize_t left = MAX_RESCANS * (end - p)
    with nogil:
        while p < end:
            p = <const unsigned char*>memchr(p, 60, end - p)
            if p == NULL:
                return False
            p += 1
            if p == end or not (65 <= p[0] <= 90 or 97 <= p[0] <= 122):
                continue
            at = p
            n_signs = 0
            is_value = False
            is_plain = True
            quote = 0
            while at < end:
                c = at[0]
                at += 1
                if not IS_OF_TAG[c]:
                    is_value = False
                    continue
                n_signs += c <= 32 or c == 47 or c == 34 or c == 39
                if quote:
                    if c == quote:
                        quote = 0
                elif c == 34 or c == 39:
                    is_plain = is_plain and begins_value(at - 1, p)
                    if is_plain:
                        at = <const unsigned char*>memchr(at, c, end - at)
                        at = end if at == NULL else at + 1
                    elif is_value:
                        quote = c
                    is_value = False
                elif c == 62:
                    break
                elif c == 61:
                    is_value = True
                elif c > 32:
                    is_value = False
            left -= at - p
            left_work -= n_signs * n_signs
            if left_work < 0 or left < 0:
                return True
    return False

cdef bint begins_value(const unsigned char* quote, const unsigned char* tag) noexcept nogil:
    """Whether a quotation mark begins a value, whoever reads it: `name="`, behind white space."""
    cdef const unsigned char* p = quote - 2
    if quote - tag < 4 or quote[-1] != 61 or not IS_OF_NAME[p[0]]:
        return False
    while p > tag and IS_OF_NAME[p[0]]:
        p -= 1
    if p[0] > 32:
        return False
    while p > tag and p[0] <= 32:
        p -= 1
    return p[0] != 61


# -- Tree ------------------------------------------------------------------------------------------

cdef enum:
    MAX_DEPTH_OF_TREE = 2040  # elements within each other, from which libxml2 may give up a tree

cdef list SERVICE_NAMES = [name.encode() for name in SERVICES]
cdef bytes LINES_NAME = LINES_SIGN, WHOLE_ID = WHOLE.encode()

cdef int survey(cl_node* node, object tree) except -1:
    """What a tree shows of how its page has to be read, by its root or a node beside that."""
    cdef int depth = 1, found = 0
    while node.prev != NULL:
        node = node.prev
    while True:
        if node.type == N_ELEMENT:
            if not found & SHOWS_FORMULA and may_show_formula(node):
                if shows_formula(text_of(node.name, strlen(node.name)), attributes_of(node, tree)):
                    found |= SHOWS_FORMULA
            if not found & HAS_TABLE and strcmp(node.name, "table") == 0:
                found |= HAS_TABLE
            elif not found & MAY_HAVE_PROGRAM and may_be_program(node):
                found |= MAY_HAVE_PROGRAM
            if node.children != NULL:
                if depth == MAX_DEPTH_OF_TREE:
                    return found | IS_DEEP
                if not is_verbatim(node.name):
                    node = node.children
                    depth += 1
                    continue
        elif (node.type == N_TEXT or node.type == N_CDATA) and node.content != NULL:
            if not found & HAS_DELIMITER and may_have_delimiters(node):
                found |= HAS_DELIMITER
        while node.next == NULL:
            node = node.parent
            depth -= 1
            if depth < 1:
                return found
        node = node.next

cdef inline bint is_verbatim(const char* name) noexcept:
    """Whether an element holds text alone, which is none of the page."""
    return name[0] == b"s" and (strcmp(name, "script") == 0 or strcmp(name, "style") == 0)

cdef bint may_have_delimiters(cl_node* node) noexcept:
    """Whether a formula may stand in a text, between `$`s, or behind `\\(` or `\\[`."""
    cdef const char* p = strpbrk(node.content, "$\\")
    cdef int n_dollars = 0
    while p != NULL:
        n_dollars += p[0] == b"$"
        if n_dollars > 1 or (p[0] == b"\\" and (p[1] == b"(" or p[1] == b"[")):
            return True
        if node.next != NULL and node.next.type != N_ELEMENT:
            return True  # the text may go on there
        p = strpbrk(p + 1, "$\\")
    return False

cdef bint may_be_program(cl_node* node) except -1:
    """Whether an element, which is no table, is one that programs begin with."""
    cdef const char* name = node.name
    cdef cl_node* found
    if name[0] == b"d":
        if strcmp(name, "div") != 0:
            return False
        found = find_attribute(node, "class")
        return found != NULL and strstr(value_of(found), <const char*>LINES_NAME) != NULL
    if name[0] == b"t":
        if strcmp(name, "textarea") != 0:
            return False
        found = find_attribute(node, "id")
        return found != NULL and strcmp(value_of(found), <const char*>WHOLE_ID) == 0
    return strcmp(name, "pre") == 0 or strcmp(name, "xmp") == 0 or strcmp(name, "listing") == 0

cdef bint may_show_formula(cl_node* node) except -1:
    """Whether `shows_formula` may say so of an element; mostly it does where this does."""
    cdef const char* name = node.name
    cdef cl_node* found
    if strcmp(name, "script") == 0:
        found = find_attribute(node, "type")
        return found != NULL and strncmp(value_of(found), "math/", 5) == 0
    if strcmp(name, "img") == 0 and may_picture_formula(node):
        return True
    if strchr(name, b"m") != NULL and (strstr(name, "math") != NULL or strstr(name, "mjx") != NULL):
        return True
    found = find_attribute(node, "class")
    return found != NULL and may_name_formula(value_of(found))

cdef bint may_name_formula(const char* p) noexcept:
    """Whether there is "ath", "atex", "jx" or "JX" in a class, as in all of a formula."""
    while p[0]:
        if p[0] == b"a":
            if p[1] == b"t" and (p[2] == b"h" or (p[2] == b"e" and p[3] == b"x")):
                return True
        elif (p[0] == b"j" and p[1] == b"x") or (p[0] == b"J" and p[1] == b"X"):
            return True
        p += 1
    return False

cdef bint may_picture_formula(cl_node* node) except -1:
    """Whether a picture may show a formula: by its text, its name or where it comes from."""
    cdef cl_node* alt = find_attribute(node, "alt")
    cdef cl_node* name = find_attribute(node, "class")
    cdef bytes service
    if alt != NULL:
        if strpbrk(value_of(alt), "$\\[") != NULL:
            return True
        if name != NULL or find_attribute(node, "eeimg") != NULL:
            if strpbrk(value_of(alt), "^_={}") != NULL:
                return True
            if name != NULL and strpbrk(value_of(name), "xX") != NULL:  # "latex", "tex"
                return True
    for where in (b"data-src", b"src"):
        source = find_attribute(node, <const char*><bytes>where)
        if source != NULL:
            for service in SERVICE_NAMES:
                if strstr(value_of(source), <const char*>service) != NULL:
                    return True
    return False


def check():
    """Raise an error where controls are others, or formulas have names that this does not know."""
    if bytes(c for c in range(256) if has_controls(bytes([c]))) != CONTROLS:
        raise ImportError("it does not know the controls")
    for word in TYPESETTERS.split(b"|"):
        if not may_be_typeset(word):
            raise ImportError(f"it does not know {word!r}")
    for name in FORMULA_CLASSES:
        if not may_name_formula(<bytes>name.encode()):
            raise ImportError(f"it does not know formulas of the class {name}")
