# cython: language_level=3
"""What an element's attributes say: `segment/html/tokens.py`, and how its style shows it, in C."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.string cimport strcmp, strlen

from cleaner.compiled.nodes cimport cl_node, find_attribute, text_of, value_of

from cleaner.segment.html.hiding import hides_itself, is_undisplayed
from cleaner.segment.html.shown import restyle
from cleaner.segment.html.tokens import (
    FLAG_ATTRIBUTES,
    MAX_TOKENS,
    MAX_VALUE,
    TOKEN_ATTRIBUTES,
    element_tokens,
    split_tokens,
)

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL
    void PyObject_GC_UnTrack(object)


cdef class Attributes:
    """Those of an element, as a mapping."""

    def __contains__(self, str name):
        return find_attribute(self.node, PyUnicode_AsUTF8AndSize(name, NULL)) != NULL

    def __getitem__(self, str name):
        cdef cl_node* found = find_attribute(self.node, PyUnicode_AsUTF8AndSize(name, NULL))
        if found == NULL:
            raise KeyError(name)
        return text_of(value_of(found), strlen(value_of(found)))

    def get(self, str name, default=None):
        cdef cl_node* found = find_attribute(self.node, PyUnicode_AsUTF8AndSize(name, NULL))
        if found == NULL:
            return default
        return text_of(value_of(found), strlen(value_of(found)))

    def keys(self):
        return dict_of(self.node).keys()

    def items(self):
        return dict_of(self.node).items()

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

cdef dict dict_of(cl_node* node):
    """All attributes, in one pass over what can be a million."""
    cdef cl_node* attribute = node.properties
    cdef dict attributes = {}
    while attribute != NULL:
        name = text_of(attribute.name, strlen(attribute.name))
        attributes[name] = text_of(value_of(attribute), strlen(value_of(attribute)))
        attribute = attribute.next
    return attributes

cdef Attributes attributes_of(cl_node* node, object tree):
    """Those of an element of that tree."""
    cdef Attributes attributes = Attributes.__new__(Attributes)
    attributes.node = node
    attributes.tree = tree
    return attributes


# -- Styles ----------------------------------------------------------------------------------------

cdef dict STYLES = {}
cdef int MAX_STYLES = 4096
cdef int MAX_STYLE = 500

cdef int read_style(bytes style) except -1:
    """What a style attribute says, as the shared functions read it."""
    cdef object known = STYLES.get(style)
    cdef int flags = 0
    if known is not None:
        return known
    text = style.decode("utf-8", "surrogatepass")
    attributes = {"style": text}
    if hides_itself("div", attributes):
        flags |= HIDES
    if is_undisplayed(attributes):
        flags |= UNDISPLAYED
    if restyle("div", False, text):
        flags |= AS_BOX
    if not restyle("div", True, text):
        flags |= IN_LINE
    if element_tokens(attributes):
        flags |= SAYS_HIDDEN
    if len(style) <= MAX_STYLE:
        if len(STYLES) >= MAX_STYLES:
            STYLES.clear()
        STYLES[style] = flags
    return flags


# -- Tokens ----------------------------------------------------------------------------------------

cdef enum:
    MAX_NAMES = 16
    MAX_FLAG = 16  # characters of a value that is remembered
    MAX_FLAGS = 64

cdef dict WORDS = {}
cdef int MAX_CACHED_WORDS = 65_536
cdef list NAMES = [name.encode() for name in (*TOKEN_ATTRIBUTES, *FLAG_ATTRIBUTES, "style")]
cdef int N_NAMES = len(NAMES), N_WORDED = len(TOKEN_ATTRIBUTES), N_FLAGS = len(FLAG_ATTRIBUTES)
ctypedef const char* Chars
cdef Chars[MAX_NAMES] NAME
cdef bint[256] BEGINS_NAME
for _i, _name in enumerate(NAMES):
    NAME[_i] = <bytes>_name
    BEGINS_NAME[_name[0]] = True

cdef tuple tokens_of(cl_node* node):
    """Words of what an element's attributes say of it, as `element_tokens` has them."""
    cdef Chars[MAX_NAMES] values
    cdef cl_node* attribute = node.properties
    cdef tuple tokens = ()
    cdef tuple words
    cdef int i
    if attribute == NULL:
        return tokens
    for i in range(N_NAMES):
        values[i] = NULL
    while attribute != NULL:
        if BEGINS_NAME[<unsigned char>attribute.name[0]]:
            for i in range(N_NAMES):
                if attribute.name[0] == NAME[i][0] and strcmp(attribute.name, NAME[i]) == 0:
                    values[i] = value_of(attribute)
        attribute = attribute.next
    for i in range(N_NAMES):
        if values[i] == NULL:
            continue
        if i < N_WORDED:
            words = words_of(values[i])
        elif i < N_WORDED + N_FLAGS:
            words = words_of_flag(i - N_WORDED, values[i])
        elif read_style(<bytes>values[i]) & SAYS_HIDDEN:
            words = HIDDEN_STYLE
        else:
            continue
        tokens = tokens + words if tokens else words
    if len(tokens) > MAX_TOKENS:
        tokens = tokens[:MAX_TOKENS]
    PyObject_GC_UnTrack(tokens)  # strings alone, as in a mark
    return tokens

cdef tuple HIDDEN_STYLE = element_tokens({"style": "display:none"})

cdef list FLAG_WORDS = [{} for _ in FLAG_ATTRIBUTES]

cdef tuple words_of_flag(int flag, const char* value):
    cdef Py_ssize_t n = strlen(value)
    cdef dict known = FLAG_WORDS[flag]
    cdef bytes key = PyBytes_FromStringAndSize(value, n)
    found = known.get(key)
    if found is None:
        found = element_tokens({FLAG_ATTRIBUTES[flag]: text_of(value, n)})
        if n <= MAX_FLAG and len(known) < MAX_FLAGS:
            known[key] = found
    return <tuple>found

cdef tuple words_of(const char* value):
    """Words of one attribute's value, as `split_tokens` has them."""
    cdef Py_ssize_t n = strlen(value)
    if n > MAX_VALUE:
        return split_tokens(text_of(value, n)[:MAX_VALUE])
    cdef bytes key = PyBytes_FromStringAndSize(value, n)
    found = WORDS.get(key)
    if found is None:
        found = split_tokens(text_of(value, n))
        if len(WORDS) >= MAX_CACHED_WORDS:
            WORDS.clear()
        WORDS[key] = found
    return <tuple>found
