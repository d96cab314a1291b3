"""The text of the block that is being collected; see `inline.pyx`."""

from cleaner.compiled.vectors cimport Numbers

cdef struct Part:
    int mark  # -1: text from `begin` to `end`; else an index into the marks
    Py_ssize_t begin
    Py_ssize_t end

cdef int mark_of(str tag) except -2

cdef class InlineText:
    cdef bint has_text, has_marks
    cdef list marks
    cdef char* buffer
    cdef Py_ssize_t n_buffer, room_buffer
    cdef char* scratch
    cdef Py_ssize_t room_scratch
    cdef Part* parts
    cdef Py_ssize_t n_parts, room_parts
    cdef Numbers open_marks, seams

    cdef int add_part(self, int mark, Py_ssize_t begin, Py_ssize_t end) except -1
    cdef int add_mark(self, int mark) except -1
    cdef int add_text(self, const char* s, Py_ssize_t n) except -1
    cdef int tag_of_mark(self, int mark) noexcept
    cdef bint opens(self, int mark) noexcept
    cdef void clear(self) noexcept
    cdef int begin(self) except -1
    cdef int add_formula(self, bytes content) except -1
    cdef int open_mark(self, int mark) except -1
    cdef int open_link(self, str address) except -1
    cdef int close_mark(self, int kind) except -1
    cdef object last_text(self)
    cdef bint is_sentence(self, Part* part) except -1
    cdef int close_seams(self) except -1
    cdef object raw(self)
    cdef object folded(self)
    cdef tuple marked(self, Py_ssize_t* linked, Py_ssize_t* emphasised)
