"""libxml2's trees, as far as pages need them, and text as it stands in them."""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strcmp


cdef extern from *:
    """
    /* The beginnings of libxml2's nodes and of lxml's elements, which no version has changed. */
    typedef struct cl_node {
        void *_private; int type; const char *name;
        struct cl_node *children, *last, *parent, *next, *prev;
        void *doc, *ns; char *content; struct cl_node *properties;
    } cl_node;
    typedef struct { PyObject_HEAD PyObject *doc; cl_node *node; } cl_element;
    """
    ctypedef struct cl_node:
        int type
        const char* name
        cl_node* children
        cl_node* parent
        cl_node* next
        cl_node* prev
        char* content
        cl_node* properties
    ctypedef struct cl_element:
        cl_node* node

cdef enum:
    N_ELEMENT = 1
    N_TEXT = 3
    N_CDATA = 4

cdef inline cl_node* find_attribute(cl_node* node, const char* name) noexcept nogil:
    cdef cl_node* attribute = node.properties
    while attribute != NULL:
        if strcmp(attribute.name, name) == 0:
            return attribute
        attribute = attribute.next
    return NULL

cdef inline const char* value_of(cl_node* attribute) noexcept nogil:
    """The value, which libxml2's parser of HTML writes as one text."""
    cdef cl_node* text = attribute.children
    if text == NULL or text.content == NULL:
        return ""
    return text.content

cdef inline object text_of(const char* s, Py_ssize_t n):
    return PyUnicode_DecodeUTF8(s, n, "surrogatepass")

cdef inline bytes bytes_of(str text):
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
