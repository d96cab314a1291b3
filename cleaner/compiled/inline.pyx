# cython: language_level=3
"""The text of the block that is being collected: `segment/html/inline.py` in C."""

from cpython.bytes cimport PyBytes_AsString, PyBytes_Size
from cpython.mem cimport PyMem_Free
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SetItem
from libc.string cimport memcpy

from cleaner.compiled.nodes cimport text_of
from cleaner.compiled.space cimport folded_chars, is_space, space_at
from cleaner.compiled.vectors cimport push, resized

from cleaner.segment.html.inline import MAX_CARRIED_MARKS, SENTENCE
from cleaner.segment.html.markup import MARKS
from cleaner.types import Mark

cdef extern from "Python.h":
    void PyObject_GC_UnTrack(object)

cdef list MARK_TAGS = ["a", *sorted(set(MARKS.values()) - {"a"}), "math"]
cdef list MARK_CONSTANTS = [Mark(tag, opens) for tag in MARK_TAGS for opens in (True, False)]
cdef int N_MARKS = len(MARK_CONSTANTS)
cdef int M_LINK = 0, M_MATH = len(MARK_TAGS) - 1
cdef int M_EM = MARK_TAGS.index("em"), M_STRONG = MARK_TAGS.index("strong")
cdef int MAX_CARRIED = MAX_CARRIED_MARKS

cdef object new_tuple = tuple.__new__

cdef int mark_of(str tag) except -2:
    """The kind of mark that an element of a tag is; -1 where it is none."""
    return MARK_TAGS.index(MARKS[tag]) if tag in MARKS else -1


cdef class InlineText:
    """Text runs and marks of a block; marks that are open go on in the next."""

    def __cinit__(self):
        self.marks = list(MARK_CONSTANTS)

    def __dealloc__(self):
        PyMem_Free(self.buffer)
        PyMem_Free(self.scratch)
        PyMem_Free(self.parts)
        PyMem_Free(self.open_marks.at)
        PyMem_Free(self.seams.at)

    cdef int add_part(self, int mark, Py_ssize_t begin, Py_ssize_t end) except -1:
        cdef Part* part
        if self.n_parts == self.room_parts:
            self.room_parts = 2 * self.room_parts + 64
            self.parts = <Part*>resized(self.parts, self.room_parts * sizeof(Part))
        part = self.parts + self.n_parts
        part.mark, part.begin, part.end = mark, begin, end
        self.n_parts += 1
        return 0

    cdef inline int add_mark(self, int mark) except -1:
        return self.add_part(mark, 0, 0)

    cdef int add_text(self, const char* s, Py_ssize_t n) except -1:
        if self.n_buffer + n > self.room_buffer:
            self.room_buffer = 2 * (self.n_buffer + n) + 1024
            self.buffer = <char*>resized(self.buffer, self.room_buffer)
        memcpy(self.buffer + self.n_buffer, s, n)
        self.add_part(-1, self.n_buffer, self.n_buffer + n)
        self.n_buffer += n
        return 0

    cdef inline int tag_of_mark(self, int mark) noexcept:
        return mark >> 1 if mark < N_MARKS else M_LINK

    cdef inline bint opens(self, int mark) noexcept:
        return mark >= N_MARKS or not mark & 1

    cdef void clear(self) noexcept:
        self.n_parts = self.n_buffer = self.seams.n = 0
        self.has_text = self.has_marks = False

    cdef int begin(self) except -1:
        """Text begins, inside the marks that are open."""
        cdef Py_ssize_t i
        self.has_text = True
        if self.open_marks.n and not self.has_marks:
            for i in range(max(0, self.open_marks.n - MAX_CARRIED), self.open_marks.n):
                self.add_mark(self.open_marks.at[i])
            self.has_marks = True
        return 0

    cdef int add_formula(self, bytes content) except -1:
        """A formula, with its delimiters, in a block that has begun."""
        self.add_mark(2 * M_MATH)
        self.add_text(PyBytes_AsString(content), PyBytes_Size(content))
        self.add_mark(2 * M_MATH + 1)
        self.has_marks = True
        return 0

    cdef int open_mark(self, int mark) except -1:
        if self.has_marks or not self.open_marks.n:
            self.add_mark(mark)
            self.has_marks = True
        push(&self.open_marks, mark)
        return 0

    cdef int open_link(self, str address) except -1:
        """A link begins."""
        if self.n_parts and self.parts[self.n_parts - 1].mark == 2 * M_LINK + 1:
            push(&self.seams, <int>self.n_parts)
            self.add_text(" ", 1)
        mark = new_tuple(Mark, ("a", True, address))
        PyObject_GC_UnTrack(mark)  # strings alone: Python's collector need not look at them again
        self.marks.append(mark)
        return self.open_mark(<int>len(self.marks) - 1)

    cdef int close_mark(self, int kind) except -1:
        cdef Py_ssize_t n = self.open_marks.n, i = n - 1
        cdef Py_ssize_t stop = max(-1, n - 1 - MAX_CARRIED)
        while i > stop and self.tag_of_mark(self.open_marks.at[i]) != kind:
            i -= 1
        if i <= stop:
            return 0
        self.open_marks.n -= 1
        while i < self.open_marks.n:
            self.open_marks.at[i] = self.open_marks.at[i + 1]
            i += 1
        if self.has_marks:
            self.add_mark(2 * kind + 1)
        return 0

    cdef object last_text(self):
        cdef Py_ssize_t i
        cdef Part* part
        for i in range(self.n_parts - 1, -1, -1):
            part = self.parts + i
            if part.mark < 0 and not is_space(self.buffer + part.begin, part.end - part.begin):
                return text_of(self.buffer + part.begin, part.end - part.begin)
        return ""

    cdef bint is_sentence(self, Part* part) except -1:
        cdef const unsigned char* p = <const unsigned char*>self.buffer + part.begin
        cdef const unsigned char* end = <const unsigned char*>self.buffer + part.end
        cdef unsigned char c
        while p < end:
            c = p[0]
            if c >= 0x80:
                text = text_of(self.buffer + part.begin, part.end - part.begin)
                return SENTENCE.search(text) is not None
            if (
                48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122
                or c == 46 or c == 44 or c == 59 or c == 33 or c == 63
            ):
                return True
            p += 1
        return False

    cdef int close_seams(self) except -1:
        """Take the space back where the links stand in a sentence: text goes on around them."""
        cdef Py_ssize_t i, first = -1, end = -1
        cdef bint is_linked = False
        cdef Part* part
        for i in range(self.n_parts):
            part = self.parts + i
            if part.mark >= 0:
                if self.tag_of_mark(part.mark) == M_LINK:
                    is_linked = self.opens(part.mark)
            elif not is_linked and self.is_sentence(part):
                if first < 0:
                    first = i
                end = i
        for i in range(self.seams.n):
            if first >= 0 and first < self.seams.at[i] < end:
                part = self.parts + self.seams.at[i]
                part.end = part.begin
        return 0

    cdef object raw(self):
        """The text as it stands in the page."""
        cdef Py_ssize_t i
        cdef list runs
        if not self.seams.n:
            return text_of(self.buffer, self.n_buffer) if self.n_buffer else ""
        runs = []
        for i in range(self.n_parts):
            if self.parts[i].mark < 0:
                runs.append(text_of(self.buffer + self.parts[i].begin, self.parts[i].end - self.parts[i].begin))
        return "".join(runs)

    cdef object folded(self):
        """The text, white space folded."""
        cdef Py_ssize_t i
        cdef const unsigned char* p
        cdef const unsigned char* end
        cdef char* out
        cdef bint gap = False
        cdef int width
        if self.room_scratch < self.n_buffer:
            self.room_scratch = self.n_buffer + 1024
            self.scratch = <char*>resized(self.scratch, self.room_scratch)
        out = self.scratch
        for i in range(self.n_parts):
            if self.parts[i].mark >= 0:
                continue
            p = <const unsigned char*>self.buffer + self.parts[i].begin
            end = <const unsigned char*>self.buffer + self.parts[i].end
            while p < end:
                if p[0] > 0x20 and p[0] < 0x80:
                    width = 0
                else:
                    width = space_at(p, end)
                if width:
                    gap = True
                    p += width
                    continue
                if gap:
                    if out != self.scratch:
                        out[0] = 32
                        out += 1
                    gap = False
                out[0] = <char>p[0]
                out += 1
                p += 1
        return text_of(self.scratch, out - self.scratch) if out != self.scratch else ""

    cdef tuple marked(self, Py_ssize_t* linked, Py_ssize_t* emphasised):
        """The runs and marks; characters in links, and in bold or italics."""
        cdef tuple marked = PyTuple_New(self.n_parts)
        cdef Py_ssize_t i, n, n_links = 0, n_emphases = 0
        cdef Part* part
        cdef int tag, step
        for i in range(self.n_parts):
            part = self.parts + i
            if part.mark >= 0:
                item = self.marks[part.mark]
                tag = self.tag_of_mark(part.mark)
                step = 1 if self.opens(part.mark) else -1
                if tag == M_LINK:
                    n_links += step
                elif tag == M_EM or tag == M_STRONG:
                    n_emphases += step
            else:
                n = part.end - part.begin
                item = text_of(self.buffer + part.begin, n) if n else ""
                if n_links > 0 or n_emphases > 0:
                    n = folded_chars(self.buffer + part.begin, n)
                    linked[0] += n if n_links > 0 else 0
                    emphasised[0] += n if n_emphases > 0 else 0
            Py_INCREF(item)
            PyTuple_SetItem(marked, i, item)
        PyObject_GC_UnTrack(marked)
        return marked
