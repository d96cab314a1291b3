# cython: language_level=3
"""HTML -> columns: `segment/html/segmenter.py` in C, over the tree that lxml parses a page to.

The walk is told of tags as numbers and of texts as UTF-8. Strings are made at the end of a block;
attributes are read where somebody asks. What is rare calls the Python that the pure pass calls.
Pages with formulas, and programs, come as events of Python, which the same methods take.
"""

from cpython.bytes cimport PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_Size
from cpython.mem cimport PyMem_Free
from libc.string cimport strcmp, strlen, strncmp

from cleaner.compiled.attributes cimport (
    AS_BOX, HIDES, IN_LINE, UNDISPLAYED, Attributes, attributes_of, dict_of, read_style, tokens_of,
)
from cleaner.compiled.inline cimport InlineText, mark_of
from cleaner.compiled.nodes cimport (
    N_CDATA, N_ELEMENT, N_TEXT, bytes_of, cl_element, cl_node, find_attribute, text_of, value_of,
)
from cleaner.compiled.space cimport is_space
from cleaner.compiled.survey cimport (
    HAS_DELIMITER, HAS_TABLE, IS_DEEP, MAY_HAVE_PROGRAM, SHOWS_FORMULA, has_controls,
    has_crowded_tags, may_be_typeset, survey,
)
from cleaner.compiled.vectors cimport Numbers, last, push, resized

from array import array

from lxml import etree

from cleaner.errors import LimitError
from cleaner.deadline import NO_DEADLINE
from cleaner.segment.html.columns import Columns, trim
from cleaner.segment.html.elements import ElementColumns
from cleaner.segment.html.formulas import has_formulas, is_typeset
from cleaner.segment.html.head import Head
from cleaner.segment.html.hiding import (
    StyleSheet,
    hides_itself,
    is_style_of_screens,
    is_undisplayed,
    may_open,
)
from cleaner.segment.html.inline import Taken
from cleaner.segment.html.languages import LANGUAGE
from cleaner.segment.html.listings import (
    IN_NO_TABLE,
    NEAR,
    Listings,
    find_roots,
    may_be_listing,
    names_gutter,
)
from cleaner.segment.html.markup import (
    ACTIONS,
    BLOCK,
    BOX,
    EMPTY,
    HEAD,
    HEADINGS,
    KINDS,
    LISTS,
    MARK,
    OPTION,
    QUOTE,
    READING,
    RUBY,
    SCOPE,
    SENTENCES,
    SKIP,
)
from cleaner.segment.html.numbers import OpenList
from cleaner.segment.html.parser import OPTIONS, feed
from cleaner.segment.html.quotations import Quotations
from cleaner.segment.html.ruby import Ruby
from cleaner.segment.html.scopes import MAX_DEPTH, NEAR_SCOPES, BlockForm, TableRow
from cleaner.segment.html.segmenter import CONTROLS, TAGS_A_CHECK, with_readers
from cleaner.segment.html.shown import (
    MAX_EMOJI,
    SOURCES,
    emoji_of,
    goes_on_behind,
    goes_on_in,
    image_source,
    read_source,
    restyle,
)
from cleaner.segment.html.boxes import MAX_BOXES
from cleaner.segment.html.tables import Cell, Table
from cleaner.segment.html.tokens import element_tokens
from cleaner.types import Image, Kind


cdef extern from "Python.h":
    void PyObject_GC_UnTrack(object)


# -- Tables from the Python that both passes share -------------------------------------------------

cdef enum:
    MAX_KNOWN = 512

cdef int A_BLOCK = BLOCK, A_SCOPE = SCOPE, A_HEAD = HEAD, A_BOX = BOX, A_OPTION = OPTION
cdef int A_MARK = MARK, A_QUOTE = QUOTE, A_RUBY = RUBY, A_READING = READING, A_EMPTY = EMPTY
cdef int A_SKIP = SKIP

cdef list NAMES = sorted(ACTIONS)
cdef dict IDS = {name: i for i, name in enumerate(NAMES)}
cdef int N_KNOWN = len(NAMES)
cdef int[MAX_KNOWN] ACTION
cdef int[MAX_KNOWN] MARK_OF
cdef int[MAX_KNOWN] FORM_OF
cdef int[MAX_KNOWN] LEVEL_OF
cdef bint[MAX_KNOWN] IS_LIST
cdef bint[MAX_KNOWN] IS_SENTENCE
cdef bint[MAX_KNOWN] IS_RESTYLED
cdef bint[MAX_KNOWN] IS_IN_NO_TABLE

cdef int T_A = IDS["a"], T_LI = IDS["li"], T_PRE = IDS["pre"], T_TR = IDS["tr"], T_TD = IDS["td"]
cdef int T_TH = IDS["th"], T_TABLE = IDS["table"], T_THEAD = IDS["thead"], T_OL = IDS["ol"]
cdef int T_DIALOG = IDS["dialog"], T_STYLE = IDS["style"], T_BR = IDS["br"], T_HR = IDS["hr"]
cdef int T_BASE = IDS["base"], T_IMG = IDS["img"], T_META = IDS["meta"], T_HTML = IDS["html"]
cdef int T_TITLE = IDS["title"]

cdef object new_tuple = tuple.__new__

cdef int MAX_LOOKED_THROUGH = MAX_BOXES
cdef int MAX_SCOPES = NEAR_SCOPES, MAX_LEVEL = MAX_DEPTH, MAX_TAGS = TAGS_A_CHECK

cdef list KIND_LIST = list(Kind)
cdef int K_PARAGRAPH = KIND_LIST.index(Kind.PARAGRAPH), K_CODE = KIND_LIST.index(Kind.CODE)
cdef int K_HEADING = KIND_LIST.index(Kind.HEADING), K_ITEM = KIND_LIST.index(Kind.LIST_ITEM)


for _name, _i in IDS.items():
    ACTION[_i] = ACTIONS[_name]
    MARK_OF[_i] = mark_of(_name)
    IS_LIST[_i] = _name in LISTS
    IS_SENTENCE[_i] = _name in SENTENCES
    IS_RESTYLED[_i] = not restyle(_name, True, "display:inline")
    IS_IN_NO_TABLE[_i] = _name in IN_NO_TABLE
    FORM_OF[_i] = -1
    LEVEL_OF[_i] = 0
    if _name in HEADINGS:
        FORM_OF[_i], LEVEL_OF[_i] = K_HEADING, HEADINGS[_name]
    elif _name in KINDS:
        FORM_OF[_i] = KIND_LIST.index(KINDS[_name])

cdef unsigned int HASH_SEED = 2166136261, HASH_STEP = 16777619

cdef str re_name(str selector):
    """The name behind the dot or hash of a selector."""
    return selector.replace("#", ".", 1).partition(".")[2]

cdef struct Element:
    int tag
    int parent
    int first
    int end
    int tree  # which of the trees it is of
    cl_node* node  # NULL where its attributes are an object of Python

cdef struct Name:
    const char* at
    int tag



cdef object parse(bytes content):
    """The root of the page's tree; None where the page has no element at all."""
    try:
        return etree.fromstring(content, etree.HTMLParser(**OPTIONS))
    except etree.XMLSyntaxError:
        return None


cdef list SOURCE_NAMES = [name.encode() for name in SOURCES]

cdef object source_of(cl_node* node):
    """Where a picture is, as `image_source` has it."""
    cdef cl_node* found
    cdef Py_ssize_t i
    for i in range(len(SOURCE_NAMES)):
        found = find_attribute(node, <const char*><bytes>SOURCE_NAMES[i])
        if found != NULL and strncmp(value_of(found), "data:", 5) != 0:
            source = read_source(SOURCES[i], text_of(value_of(found), strlen(value_of(found))))
            if source:
                return source
    return ""


cdef class AttributeColumn:
    """The attributes of each element, made where somebody asks."""

    cdef Segmenter page

    def __getitem__(self, Py_ssize_t element):
        return self.page.attributes(element)

    def __len__(self):
        return self.page.n_elements


class _Elements(ElementColumns):
    """The elements of a page that was read."""

    def tokens(self, around):
        return self.page.all_tokens(around)

    def inherit(self, own):
        return self.page.inherit(own)


cdef class Segmenter:
    """What `segmenter.Segmenter` is."""

    cdef public object head, columns
    cdef object max_blocks, deadline, styles, ruby, quotations, listings, mappings, read_
    cdef list trees, names, hiding, asides, lists, tables, rows
    cdef list c_text, c_visible, c_kind, c_level, c_ordered, c_number, c_group, c_element
    cdef list c_link_chars, c_emphasis_chars, c_hidden, c_inline
    cdef dict ids, hidden_by, gutters
    cdef object languages, images
    cdef object hidden_names
    cdef bint[1024] hidden_codes
    cdef Py_ssize_t n_tags, n_skipped, n_br, max_blocks_
    # elements
    cdef Element* e
    cdef Py_ssize_t n_elements, room_elements
    cdef Numbers open, unseen, undisplayed
    cdef int around, lowest
    cdef InlineText inline
    # sight
    cdef bint is_displayed, is_seen
    cdef int hidden_by_
    # boxes
    cdef int text_parent, ended, n_elements_then, box_parent
    cdef Numbers restyled
    # scopes
    cdef int n_pre
    cdef object language, closed_list
    cdef Numbers scope_tags, scope_depths, list_tags, list_groups, items_begun
    cdef int n_groups
    cdef int form_kind, form_level
    cdef bint form_ordered
    cdef object form_number, form_language
    # what the rest's state is, for the way of every text
    cdef bint in_title, opens_quotation, has_base
    cdef Name[256] known_names

    def __cinit__(self, max_blocks, deadline):
        self.max_blocks = max_blocks
        self.max_blocks_ = min(max_blocks, 2**62)
        self.deadline = deadline
        self.head = Head()
        columns = self.columns = Columns()
        self.c_text, self.c_visible, self.c_kind = columns.text, columns.visible, columns.kind
        self.c_level, self.c_ordered = columns.level, columns.ordered
        self.c_number, self.c_group = columns.number, columns.group
        self.c_element, self.c_link_chars = columns.element, columns.link_chars
        self.c_emphasis_chars, self.c_hidden = columns.emphasis_chars, columns.hidden
        self.c_inline, self.images = columns.inline, columns.images
        self.languages = columns.languages
        self.styles = StyleSheet()
        self.ruby = Ruby()
        self.quotations = Quotations()
        self.mappings = {}
        self.trees = []
        self.names = list(NAMES)
        self.ids = dict(IDS)
        self.inline = InlineText()
        self.hiding = []
        self.asides = []
        self.lists = []
        self.tables = []
        self.rows = []
        self.hidden_by = {}
        self.gutters = {}
        self.language = ""
        self.lowest = 1
        self.is_displayed = True
        self.is_seen = True
        self.hidden_by_ = -1
        self.ended = -1
        self.new_element(T_HTML, 0, 0, NULL)
        self.mappings[0] = {}
        push(&self.open, 0)

    def __dealloc__(self):
        PyMem_Free(self.e)
        PyMem_Free(self.open.at)
        PyMem_Free(self.unseen.at)
        PyMem_Free(self.undisplayed.at)
        PyMem_Free(self.restyled.at)
        PyMem_Free(self.scope_tags.at)
        PyMem_Free(self.scope_depths.at)
        PyMem_Free(self.list_tags.at)
        PyMem_Free(self.list_groups.at)
        PyMem_Free(self.items_begun.at)

    # -- What the page is read by ------------------------------------------------------------------

    def read_page(self, str source, bytes utf8=None):
        """Read a page, whose UTF-8 may be at hand; what another left off goes on in it."""
        cdef bytes content = utf8 or source.encode("utf-8", "replace")
        if has_controls(content):
            content = content.translate(None, CONTROLS)
        if has_crowded_tags(content):
            feed(content, with_readers(content, self))
            return
        root = parse(content)
        found = 0 if root is None else survey((<cl_element*><void*>root).node, root)
        if (
            found & IS_DEEP
            or (found & SHOWS_FORMULA and has_formulas(content))
            or (found & HAS_DELIMITER and may_be_typeset(content) and is_typeset(content))
        ):
            feed(content, with_readers(content, self))
            return
        if root is not None:
            roots = frozenset()
            if found & MAY_HAVE_PROGRAM or (
                found & HAS_TABLE and self.has_table_of_code((<cl_element*><void*>root).node)
            ):
                roots = find_roots(content, (found & HAS_TABLE) != 0)
            self.listings = Listings(self, roots) if roots else None
            self.walk(root, roots)
            self.listings = None
        self.close()

    cdef int walk(self, root, roots) except -1:
        cdef cl_node* node = (<cl_element*><void*>root).node
        cdef bint has_roots = bool(roots)
        cdef bint has_lines = "textarea" in roots
        cdef int tag
        cdef set root_ids = {self.ids[name] for name in roots}
        self.trees.append(root)
        while node.prev != NULL:
            node = node.prev
        while True:
            if node.type == N_ELEMENT:
                tag = self.id_of(node.name)
                if has_roots and tag in root_ids and self.is_listing(node, tag, has_lines):
                    self.tell_listing(node)
                else:
                    self.begin(tag, node, None)
                    if node.children != NULL and not (
                        self.n_skipped == 1 and self.read_ is None and not has_lines
                    ):
                        node = node.children
                        continue
                    self.finish(tag)
            elif node.type == N_TEXT or node.type == N_CDATA:
                node = self.tell_text(node, None)
            while node.next == NULL:
                node = node.parent
                if node == NULL or node.type != N_ELEMENT:
                    return 0
                self.finish(self.id_of(node.name))
            node = node.next

    cdef cl_node* tell_text(self, cl_node* node, data) except NULL:
        """Tell of a text, to `data` or else here; its last node."""
        cdef cl_node* end = node
        cdef list runs
        while end.next != NULL and (end.next.type == N_TEXT or end.next.type == N_CDATA):
            end = end.next
        if end == node:
            if node.content != NULL and node.content[0]:
                if data is None:
                    self.text(node.content, strlen(node.content))
                else:
                    data(text_of(node.content, strlen(node.content)))
            return end
        runs = []
        while True:
            if node.content != NULL:
                runs.append(text_of(node.content, strlen(node.content)))
            if node == end:
                break
            node = node.next
        joined = "".join(runs)
        if joined:
            (self.data if data is None else data)(joined)
        return end

    cdef bint is_listing(self, cl_node* node, int tag, bint has_lines) except -1:
        """Whether an element may be a program; `has_lines` if some may be an element a line."""
        if tag == T_TABLE and not has_lines:
            return self.may_be_table_of_code(node)
        return may_be_listing(self.names[tag], attributes_of(node, self.trees[-1]))

    cdef bint has_table_of_code(self, cl_node* node) except -1:
        """Whether one of a tree's tables may be one, by its root."""
        while node != NULL:
            if node.type == N_ELEMENT:
                if self.id_of(node.name) == T_TABLE and self.may_be_table_of_code(node):
                    return True
                if node.children != NULL:
                    node = node.children
                    continue
            while node != NULL and node.next == NULL:
                node = node.parent
            if node != NULL:
                node = node.next
        return False

    cdef bint may_be_table_of_code(self, cl_node* table) except -1:
        """Whether a table may be one that `Listings` does not tell as it came."""
        cdef cl_node* node = table
        cdef bint has_gutter = False
        cdef int tag
        while True:
            if node.type == N_ELEMENT:
                if node != table:
                    tag = self.id_of(node.name)
                    if tag == T_TABLE or (tag < N_KNOWN and IS_IN_NO_TABLE[tag]):
                        return False
                    has_gutter = has_gutter or self.names_gutter(node)
                if node.children != NULL:
                    node = node.children
                    continue
            while node != table and node.next == NULL:
                node = node.parent
            if node == table:
                return has_gutter
            node = node.next

    cdef bint names_gutter(self, cl_node* node) except -1:
        cdef cl_node* name = find_attribute(node, "class")
        if name == NULL:
            return False
        key = <bytes>value_of(name)
        found = self.gutters.get(key)
        if found is None:
            found = self.gutters[key] = names_gutter(text_of(value_of(name), len(key)))
        return found

    cdef int tell_listing(self, cl_node* top) except -1:
        """Let the shared Python read an element that may be a program."""
        cdef cl_node* node = top.parent
        tree = self.trees[-1]
        listings = self.listings
        around = []
        while node != NULL and node.type == N_ELEMENT and len(around) < NEAR:
            around.append(attributes_of(node, tree))
            node = node.parent
        listings.around = around[::-1]
        start, data, end = listings.start, listings.data, listings.end
        node = top
        while True:
            if node.type == N_ELEMENT:
                start(self.names[self.id_of(node.name)], dict_of(node))
                if node.children != NULL:
                    node = node.children
                    continue
                end(self.names[self.id_of(node.name)])
            elif node.type == N_TEXT or node.type == N_CDATA:
                node = self.tell_text(node, data)
            while node != top and node.next == NULL:
                node = node.parent
                end(self.names[self.id_of(node.name)])
            if node == top:
                return 0
            node = node.next

    cdef int id_of(self, const char* name) except -1:
        cdef size_t slot = ((<size_t>name) >> 3 ^ (<size_t>name) >> 11) & 255
        if self.known_names[slot].at == name:
            return self.known_names[slot].tag
        cdef int found = self.id_of_name(text_of(name, strlen(name)))
        self.known_names[slot].at, self.known_names[slot].tag = name, found
        return found

    cdef int id_of_name(self, name) except -1:
        found = self.ids.get(name)
        if found is None:
            found = self.ids[name] = len(self.names)
            self.names.append(name)
        return found

    # -- A target of Python ------------------------------------------------------------------------

    def start(self, str tag, attributes):
        """An element begins."""
        cdef Attributes own
        if type(attributes) is Attributes:
            own = <Attributes>attributes
            self.begin(self.id_of_name(tag), own.node, None)
        else:
            self.begin(self.id_of_name(tag), NULL, attributes)

    def end(self, str tag):
        """An element ends."""
        self.finish(self.id_of_name(tag))

    def data(self, str text):
        """The text up to the next tag."""
        cdef bytes content = bytes_of(text)
        self.text(PyBytes_AsString(content), PyBytes_Size(content))

    def formula(self, str text):
        """A formula, with its delimiters."""
        cdef bytes content = bytes_of(text)
        if self.n_skipped or self.in_title:
            return
        if not self.goes_on(PyBytes_AsString(content), PyBytes_Size(content)):
            return
        if self.opens_quotation:
            opening = bytes_of(self.open_quotations(""))
            self.inline.add_text(PyBytes_AsString(opening), PyBytes_Size(opening))
        self.inline.add_formula(content)

    def close(self):
        """The page ends."""
        self.flush()
        self.flush_asides()
        while self.open.n > 1:
            self.pop(<int>len(self.c_text))
        self.e[0].end = <int>len(self.c_text)

    # -- Elements ----------------------------------------------------------------------------------

    cdef inline int action_of(self, int tag) noexcept:
        return ACTION[tag] if tag < N_KNOWN else A_BOX

    cdef int new_element(self, int tag, int parent, int first, cl_node* node) except -1:
        cdef Element* element
        if self.n_elements == self.room_elements:
            self.room_elements = 2 * self.room_elements + 256
            self.e = <Element*>resized(self.e, self.room_elements * sizeof(Element))
        element = self.e + self.n_elements
        element.tag, element.parent, element.node = tag, parent, node
        element.first = element.end = first
        element.tree = <int>len(self.trees) - 1
        self.n_elements += 1
        return 0

    cdef object own_attributes(self, cl_node* node, mapping):
        return mapping if node == NULL else attributes_of(node, self.trees[-1])

    def attributes(self, Py_ssize_t element):
        """Those of an element."""
        if not 0 <= element < self.n_elements:
            raise IndexError(element)
        cdef cl_node* node = self.e[element].node
        if node == NULL:
            return self.mappings[element]
        return attributes_of(node, self.trees[self.e[element].tree])

    cdef int push_element(
        self, int tag, cl_node* node, mapping, bytes style, bint has_hidden
    ) except -1:
        cdef int index = <int>self.n_elements
        cdef bint hides, undisplayed
        self.new_element(tag, last(&self.open), <int>len(self.c_text), node)
        if node == NULL:
            self.mappings[index] = mapping
        push(&self.open, index)
        if style is None and not has_hidden and tag != T_DIALOG and self.hidden_names is None:
            return 0
        undisplayed = has_hidden
        if has_hidden or tag == T_DIALOG:
            attributes = self.own_attributes(node, mapping)
            hides = hides_itself(self.names[tag], attributes)
            undisplayed = is_undisplayed(attributes)
        elif style is not None:
            flags = read_style(style)
            hides = (flags & HIDES) != 0
            undisplayed = (flags & UNDISPLAYED) != 0
        else:
            hides = undisplayed = False
        if not hides and self.hidden_names is not None:
            hides = self.style_hides(tag, node, mapping)
        if hides:
            self.hiding.append(index)
            push(&self.unseen, <int>self.open.n)
            if undisplayed:
                push(&self.undisplayed, <int>self.open.n)
        return 0

    cdef bint style_hides(self, int tag, cl_node* node, mapping) except -1:
        """Whether a style of the page hides an element."""
        cdef cl_node* name
        cdef cl_node* own_id
        if node == NULL:
            return self.styles.hides(self.names[tag], mapping)
        name = find_attribute(node, "class")
        own_id = find_attribute(node, "id")
        if not self.may_be_named(name, True) and not self.may_be_named(own_id, False):
            return self.names[tag] in self.hidden_names
        key = (
            tag,
            None if name == NULL else <bytes>value_of(name),
            None if own_id == NULL else <bytes>value_of(own_id),
        )
        found = self.hidden_by.get(key)
        if found is None:
            found = self.styles.hides(self.names[tag], self.own_attributes(node, mapping))
            if len(self.hidden_by) < 4096:
                self.hidden_by[key] = found
        return found

    cdef bint may_be_named(self, cl_node* attribute, bint is_list) noexcept:
        """Whether one of the names in an attribute may be one that a style hides."""
        cdef const unsigned char* p
        cdef unsigned int code = HASH_SEED
        cdef bint is_within = False
        if attribute == NULL:
            return False
        p = <const unsigned char*>value_of(attribute)
        while p[0]:
            if p[0] >= 0x80:
                return True
            if is_list and (p[0] == 0x20 or 0x09 <= p[0] <= 0x0D or 0x1C <= p[0] <= 0x1F):
                if is_within and self.hidden_codes[code & 1023]:
                    return True
                code, is_within = HASH_SEED, False
            else:
                code = (code ^ p[0]) * HASH_STEP
                is_within = True
            p += 1
        return is_within and self.hidden_codes[code & 1023]

    cdef int note_hidden(self) except -1:
        """Remember the names that the page's styles hide, by codes: most elements have none."""
        cdef unsigned int code
        self.hidden_by.clear()
        self.hidden_names = self.styles.hidden or None
        for selector in self.styles.hidden:
            code = HASH_SEED
            for c in bytes_of(re_name(selector)):
                code = (code ^ <unsigned int>c) * HASH_STEP
            self.hidden_codes[code & 1023] = True
        return 0

    cdef int find_aside(self) except -2:
        """The innermost element that hides what stands here inside its block, -1 where none."""
        cdef Py_ssize_t i
        cdef int aside
        cdef Py_ssize_t begin = last(&self.unseen) - 1
        for i in range(begin, self.open.n):
            if self.action_of(self.e[self.open.at[i]].tag) <= A_HEAD:
                return -1
        aside = self.open.at[begin]
        attributes = self.attributes(aside)
        if "id" in attributes or may_open(self.names[self.e[aside].tag], attributes):
            return -1
        return aside

    cdef int pop(self, int n_blocks) except -1:
        cdef Py_ssize_t n_open = self.open.n
        if n_open == 1:
            return 0
        if self.unseen.n and last(&self.unseen) == n_open:
            self.unseen.n -= 1
            if self.undisplayed.n and last(&self.undisplayed) == n_open:
                self.undisplayed.n -= 1
        self.open.n -= 1
        self.e[self.open.at[self.open.n]].end = n_blocks
        if n_open <= self.lowest:
            self.lowest = <int>n_open - 1
        return 0

    @property
    def elements(self):
        """The elements of all that was read."""
        cdef Py_ssize_t i
        columns = _Elements()
        columns.tag = [self.names[self.e[i].tag] for i in range(self.n_elements)]
        columns.parent = self.numbers(&self.e.parent)
        columns.first, columns.end = self.numbers(&self.e.first), self.numbers(&self.e.end)
        columns.styles, columns.hiding = self.styles, self.hiding
        attributes = AttributeColumn.__new__(AttributeColumn)
        (<AttributeColumn>attributes).page = self
        columns.attributes = attributes
        columns.page = self
        return columns  # which is not kept: trees would wait for Python's collector

    cdef object numbers(self, int* first):
        """A column of numbers, by where the first element has its own."""
        cdef Py_ssize_t i, step = sizeof(Element) // sizeof(int)
        cdef bytes content = PyBytes_FromStringAndSize(NULL, self.n_elements * sizeof(int))
        cdef int* at = <int*>PyBytes_AsString(content)
        for i in range(self.n_elements):
            at[i] = first[i * step]
        return array("i", content)

    def all_tokens(self, list around):
        """Words of what attributes say of the elements around blocks, and of those around these."""
        cdef list tokens = [None] * self.n_elements
        cdef Py_ssize_t i, element
        tokens[0] = ()
        for i in range(len(around)):
            element = around[i]
            while tokens[element] is None:
                tokens[element] = self.tokens(element)
                element = self.e[element].parent
        for i in range(self.n_elements):
            if tokens[i] is None:
                tokens[i] = ()
        return tokens

    def inherit(self, dict own):
        """For each element the greatest of what it, or one around it, has as its own, else 0."""
        cdef list greatest = []
        cdef Py_ssize_t i
        for i in range(self.n_elements):
            value = greatest[self.e[i].parent] if i else 0
            if i in own:
                value = max(value, own[i])
            greatest.append(value)
        return greatest

    cdef tuple tokens(self, Py_ssize_t element):
        """Words of what an element's attributes say of it, as `element_tokens` has them."""
        cdef cl_node* node = self.e[element].node
        return element_tokens(self.mappings[element]) if node == NULL else tokens_of(node)

    # -- What a tag does ---------------------------------------------------------------------------

    cdef int begin(self, int tag, cl_node* node, mapping) except -1:
        cdef int action
        cdef bint is_box, has_style = False, has_hidden = False
        cdef cl_node* attribute
        cdef const char* name
        cdef bytes style = None
        self.n_tags += 1
        if self.n_tags % MAX_TAGS == 0:
            self.deadline.check()
        action = self.action_of(tag)
        if self.n_skipped:
            self.n_skipped += action != A_EMPTY
            return 0
        if action == A_EMPTY:
            return self.see_void(tag, node, mapping)
        if action == A_READING and self.ruby.n_open:
            self.n_skipped = 1
            self.read_ = self.ruby.readings
            return 0
        if action == A_SKIP and (
            find_attribute(node, "shadowrootmode") == NULL
            if node != NULL else "shadowrootmode" not in mapping
        ):
            return self.begin_skipped(tag, node, mapping)
        if node == NULL:
            if "style" in mapping:
                style = bytes_of(mapping["style"])
            has_hidden = "hidden" in mapping
        else:
            attribute = node.properties
            while attribute != NULL:
                name = attribute.name
                if name[0] == b"s" and strcmp(name, "style") == 0:
                    style = <bytes>value_of(attribute)
                elif name[0] == b"h" and strcmp(name, "hidden") == 0:
                    has_hidden = True
                attribute = attribute.next
        is_box = action <= A_HEAD
        if action == A_BOX or style is not None:
            is_box = self.is_box(tag, action, style)
        if is_box:
            if self.inline.n_parts:
                self.flush()
            self.n_br = 0
        self.push_element(tag, node, mapping, style, has_hidden)
        if is_box != (action <= A_HEAD):
            push(&self.restyled, <int>self.open.n)
        if action == A_BLOCK:
            return 0
        if action == A_MARK:
            if tag == T_A:
                return self.open_link(node, mapping)
            return self.inline.open_mark(2 * MARK_OF[tag])
        if action == A_SCOPE:
            return self.open_scope(tag, node, mapping)
        if action == A_OPTION:
            return self.inline.add_text(" ", 1)
        if action == A_QUOTE:
            self.quotations.begin(self.head.language)
            self.opens_quotation = bool(self.quotations.opening)
        elif action == A_RUBY:
            self.ruby.n_open += 1
        elif action == A_HEAD:
            self.head.begin(self.names[tag], self.own_attributes(node, mapping))
            self.in_title = self.head.title_parts is not None
        return 0

    cdef int begin_skipped(self, int tag, cl_node* node, mapping) except -1:
        attributes = self.own_attributes(node, mapping)
        self.n_skipped = 1
        self.head.see_skipped(self.names[tag], attributes)
        if is_style_of_screens(self.names[tag], attributes):
            self.read_ = []
        else:
            self.read_ = self.head.linked_data
        return 0

    cdef int begin_text(self) except -1:
        """The current block's first text, or the first of it that a reader sees."""
        self.inline.begin()
        self.around = last(&self.open)
        self.lowest = <int>self.open.n
        self.is_seen = not self.unseen.n
        self.is_displayed = not self.undisplayed.n
        self.hidden_by_ = self.find_aside() if self.unseen.n else -1
        return 0

    cdef int open_link(self, cl_node* node, mapping) except -1:
        cdef cl_node* found
        if node == NULL:
            if "href" not in mapping:
                return 0
            address = mapping["href"].strip()
        else:
            found = find_attribute(node, "href")
            if found == NULL:
                return 0
            address = text_of(value_of(found), strlen(value_of(found))).strip()
        return self.inline.open_link(self.head.resolve(address) if self.has_base else address)

    cdef bint is_box(self, int tag, int action, bytes style) except -1:
        """Whether an element that begins here begins and ends a block."""
        cdef int parent, flags
        if action == A_BOX:
            if self.ended >= 0:
                self.flush()
            if self.inline.has_text:
                parent = self.find_parent()
                text = self.inline.last_text() if self.text_parent == parent else ""
                if not goes_on_in(self.names[tag], self.names[self.e[parent].tag], text):
                    return True
        if self.n_pre > 0 or style is None:
            return action <= A_HEAD
        flags = read_style(style)
        if action > A_HEAD:
            return (flags & AS_BOX) != 0
        return tag >= N_KNOWN or not IS_RESTYLED[tag] or not flags & IN_LINE

    cdef int find_parent(self) noexcept:
        """The innermost element that is more than one within the line."""
        cdef Py_ssize_t i
        cdef int element
        for i in range(self.open.n - 1, max(-1, self.open.n - 1 - MAX_LOOKED_THROUGH), -1):
            element = self.open.at[i]
            if self.action_of(self.e[element].tag) != A_BOX:
                return element
        return 0

    cdef int finish(self, int tag) except -1:
        """An element ends."""
        cdef int action = self.action_of(tag)
        cdef bint is_box
        if action == A_EMPTY:
            return 0
        if self.n_skipped:
            return self.end_skipped(tag)
        is_box = self.ends_box(tag, action)
        if action == A_MARK:
            self.inline.close_mark(MARK_OF[tag])
        elif action == A_QUOTE:
            closing = self.quotations.end()
            self.opens_quotation = bool(self.quotations.opening)
            if closing and self.inline.has_text:
                content = bytes_of(closing)
                self.inline.add_text(PyBytes_AsString(content), PyBytes_Size(content))
        elif action == A_RUBY:
            reading = self.ruby.end()
            if reading:
                self.data(reading)
        if is_box:
            if self.inline.n_parts:
                self.flush()
            self.n_br = 0
            if action == A_SCOPE:
                self.close_scope(tag)
            elif action == A_HEAD:
                self.head.end(self.names[tag])
                self.in_title = self.head.title_parts is not None
        self.pop(<int>len(self.c_text) + self.inline.has_text)
        return 0

    cdef bint ends_box(self, int tag, int action) except -1:
        if self.restyled.n and last(&self.restyled) == self.open.n:
            self.restyled.n -= 1
            return action > A_HEAD
        if action == A_BOX and self.inline.has_text and self.lowest >= self.open.n:
            self.ended, self.n_elements_then = tag, <int>self.n_elements
            self.box_parent = self.e[last(&self.open)].parent
        return action <= A_HEAD

    cdef int end_skipped(self, int tag) except -1:
        self.n_skipped -= 1
        if self.n_skipped:
            return 0
        if self.head.linked_data is not None:
            self.head.end_linked_data()
        elif tag == T_STYLE and self.read_ is not None:
            self.styles.read("".join(self.read_))
            self.note_hidden()
        self.read_ = None
        return 0

    cdef int see_void(self, int tag, cl_node* node, mapping) except -1:
        cdef bint ends_block
        if tag == T_BR:
            ends_block = self.inline.has_text
            self.flush()
            self.n_br = 1 if ends_block else self.n_br + 2
        elif tag == T_HR:
            self.flush()
            self.n_br = 0
        elif tag == T_BASE:
            self.head.see_base(self.own_attributes(node, mapping))
            self.has_base = bool(self.head.base)
        elif tag == T_IMG:
            self.see_image(node, self.own_attributes(node, mapping))
        elif tag == T_META:
            self.head.see_meta(self.own_attributes(node, mapping))
        return 0

    cdef int see_image(self, cl_node* node, attributes) except -1:
        alt = attributes.get("alt", "").strip()
        if 0 < len(alt) <= MAX_EMOJI:
            emoji = emoji_of(attributes)
            if emoji:
                self.data(emoji)
                return 0
        source = image_source(attributes) if node == NULL else source_of(node)
        if source:
            before = len(self.c_text) + self.inline.has_text
            image = new_tuple(Image, (before, self.head.resolve(source), alt))
            PyObject_GC_UnTrack(image)  # as a mark
            self.images.append(image)
        return 0

    # -- What a text does --------------------------------------------------------------------------

    cdef int text(self, const char* s, Py_ssize_t n) except -1:
        if self.n_skipped:
            if self.read_ is not None:
                self.read_.append(text_of(s, n))
            return 0
        if self.in_title:
            self.head.title_parts.append(text_of(s, n))
            return 0
        if is_space(s, n):
            if self.inline.n_parts or self.n_pre:
                self.inline.add_text(s, n)
            return 0
        if not self.goes_on(s, n):
            return 0
        if self.opens_quotation:
            opened = bytes_of(self.open_quotations(text_of(s, n)))
            return self.inline.add_text(PyBytes_AsString(opened), PyBytes_Size(opened))
        return self.inline.add_text(s, n)

    cdef object open_quotations(self, text):
        """The text behind the marks of what it begins; one that is put aside leaves them."""
        if self.unseen.n and self.find_aside() >= 0:
            return text
        opened = self.quotations.open(text)
        self.opens_quotation = False
        return opened

    cdef bint goes_on(self, const char* s, Py_ssize_t n) except -1:
        """Whether text that says something is of the current block, which it may begin."""
        if self.ended >= 0:
            if not self.goes_on_behind(s, n):
                self.flush()
            self.ended = -1
        if not self.inline.has_text:
            self.begin_text()
        elif not self.goes_on_in_sight(s, n):
            return False
        self.text_parent = last(&self.open)
        return True

    cdef bint goes_on_behind(self, const char* s, Py_ssize_t n) except -1:
        cdef int parent = self.box_parent, tag = self.e[self.box_parent].tag
        if parent != last(&self.open) and not (tag < N_KNOWN and IS_SENTENCE[tag]):
            return False
        return goes_on_behind(self.names[self.ended], text_of(s, n))

    cdef bint goes_on_in_sight(self, const char* s, Py_ssize_t n) except -1:
        """Whether more text of the block goes on in it, and was not put aside."""
        cdef int aside
        if not self.unseen.n:
            if self.hidden_by_ >= 0:
                if self.inline.seams.n:
                    self.inline.close_seams()
                self.put_aside(self.hidden_by_, self.inline.raw())
                self.inline.clear()
                self.begin_text()
            self.is_seen = True
        elif self.is_seen:
            aside = self.find_aside()
            if aside >= 0:
                self.put_aside(aside, text_of(s, n))
                return False
        self.around = self.open.at[self.lowest - 1]
        self.is_displayed = self.is_displayed or not self.undisplayed.n
        return True

    cdef int put_aside(self, int element, text) except -1:
        if self.asides and self.asides[-1][0] == element:
            text = self.asides.pop()[1] + text
        self.asides.append((element, text))
        return 0

    # -- What a block is ---------------------------------------------------------------------------

    cdef int open_scope(self, int tag, cl_node* node, mapping) except -1:
        push(&self.scope_tags, tag)
        push(&self.scope_depths, <int>self.open.n)
        if IS_LIST[tag]:
            if not self.list_tags.n:
                self.n_groups += 1
            push(&self.list_tags, tag)
            push(&self.list_groups, self.n_groups)
            begun = None
            if tag == T_OL:
                begun = OpenList.begin("ol", self.n_groups, self.own_attributes(node, mapping))
            self.lists.append(begun)
        elif tag == T_LI:
            push(&self.items_begun, 0)
            if self.list_tags.n and last(&self.list_tags) == T_OL:
                self.lists[-1].begin_item(self.own_attributes(node, mapping))
        elif tag == T_PRE:
            self.n_pre += 1
            self.language = self.own_attributes(node, mapping).get(LANGUAGE, "")
        elif tag == T_TR:
            self.rows.append(TableRow(len(self.c_text), []))
        elif tag == T_TD or tag == T_TH:
            if self.rows:
                self.rows[-1].cells.append(self.cell(tag, node, mapping))
        elif tag == T_TABLE:
            self.n_groups += 1
            self.tables.append(Table(self.n_groups))
        elif tag == T_THEAD:
            self.table().in_head = True
        return 0

    cdef object cell(self, int tag, cl_node* node, mapping):
        table = self.table()
        if node == NULL or find_attribute(node, "colspan") or find_attribute(node, "rowspan"):
            attributes = self.own_attributes(node, mapping)
            return table.cell(self.names[tag], attributes, len(self.c_text))
        return new_tuple(Cell, (len(self.c_text), tag == T_TH or table.in_head, 1, 1))

    cdef object table(self):
        return self.tables[-1] if self.tables else Table(self.n_groups)

    cdef int close_scope(self, int tag) except -1:
        if (
            not self.scope_tags.n
            or last(&self.scope_tags) != tag
            or last(&self.scope_depths) != self.open.n
        ):
            return 0
        self.scope_tags.n -= 1
        self.scope_depths.n -= 1
        if IS_LIST[tag]:
            self.list_tags.n -= 1
            self.list_groups.n -= 1
            closed = self.lists.pop()
            if tag == T_OL:
                self.columns.number_items(closed.late_numbers())
        elif tag == T_LI:
            self.items_begun.n -= 1
        elif tag == T_PRE:
            self.n_pre -= 1
        elif tag == T_TABLE:
            self.tables.pop()
        elif tag == T_THEAD:
            self.table().in_head = False
        elif tag == T_TR:
            self.join_row()
        return 0

    cdef int join_row(self) except -1:
        cdef Py_ssize_t i
        cdef int first
        row = self.rows.pop()
        if self.columns.join_row(row, last(&self.open), self.table()):
            first = row.first
            for i in range(last(&self.open) + 1, self.n_elements):
                self.e[i].first, self.e[i].end = first, first + 1
        return 0

    cdef int read_form(self) except -1:
        """Set what the block is that is here."""
        cdef Py_ssize_t i
        cdef int tag
        self.form_kind, self.form_level, self.form_ordered = K_PARAGRAPH, 0, False
        self.form_number, self.form_language = 0, ""
        if self.n_pre:
            self.form_kind, self.form_language = K_CODE, self.language
            return 0
        for i in range(self.scope_tags.n - 1, max(-1, self.scope_tags.n - 1 - MAX_SCOPES), -1):
            tag = self.scope_tags.at[i]
            if FORM_OF[tag] >= 0:
                self.form_kind, self.form_level = FORM_OF[tag], LEVEL_OF[tag]
                return 0
            if tag == T_LI:
                return self.read_item()
            if tag == T_TD or tag == T_TH:
                return 0
        return 0

    cdef int read_item(self) except -1:
        cdef Py_ssize_t n = self.list_tags.n
        if last(&self.items_begun):
            return 0
        self.items_begun.at[self.items_begun.n - 1] = 1
        self.form_kind = K_ITEM
        self.form_level = <int>min(MAX_LEVEL, n) or 1
        if n and last(&self.list_tags) == T_OL:
            self.form_ordered = True
            self.form_number = self.lists[-1].number_of(len(self.c_text))
        return 0

    cdef int group(self, int kind, int before) except -1:
        """Group of a block here; `before` is that of the block which it goes on after a <br>."""
        if self.list_groups.n and kind != K_HEADING:
            return self.list_groups.at[0]
        if before >= 0:
            return before
        self.n_groups += 1
        return self.n_groups

    cdef int flush(self) except -1:
        """End the block being collected, if it has text."""
        cdef Py_ssize_t linked = 0, emphasised = 0, n_chars, i, n_blocks
        cdef int group, before = -1
        cdef tuple inline = ()
        if not self.inline.has_text:
            if self.inline.n_parts and not self.n_pre:
                self.inline.clear()
            return 0
        self.read_form()
        if self.n_br == 1 and self.c_group:
            before = self.c_group[-1]
        group = self.group(self.form_kind, before)
        self.check_limit()
        if self.inline.seams.n:
            self.inline.close_seams()
        if self.inline.has_marks:
            inline = self.inline.marked(&linked, &emphasised)
        if self.form_kind == K_CODE:
            text = trim(self.inline.raw())
        else:
            text = self.inline.folded()
        self.inline.clear()
        if self.form_language:
            self.languages[len(self.c_text)] = self.form_language
        n_chars = len(text)
        self.c_text.append(text)
        self.c_visible.append(text)
        self.c_kind.append(KIND_LIST[self.form_kind])
        self.c_level.append(self.form_level)
        self.c_ordered.append(self.form_ordered)
        self.c_number.append(self.form_number)
        self.c_group.append(group)
        self.c_element.append(self.around)
        self.c_link_chars.append(min(linked, n_chars))
        self.c_emphasis_chars.append(min(emphasised, n_chars))
        self.c_hidden.append(not self.is_displayed)
        self.c_inline.append(inline)
        self.n_br = 0
        if self.ended >= 0:
            n_blocks = len(self.c_text)
            for i in range(self.n_elements_then, self.n_elements):
                self.e[i].first = max(self.e[i].first, <int>n_blocks)
                self.e[i].end = max(self.e[i].end, <int>n_blocks)
            self.ended = -1
        if self.asides and not self.rows:
            self.flush_asides()
        return 0

    cdef int flush_asides(self) except -1:
        """Blocks of what is hidden inside of others, behind these."""
        asides, self.asides = self.asides, []
        for element, text in asides:
            self.check_limit()
            form = BlockForm()
            group = self.group(K_PARAGRAPH, -1)
            self.columns.add(form, group, Taken(text), element, is_hidden=True)
        return 0

    cdef int check_limit(self) except -1:
        if len(self.c_text) >= self.max_blocks_:
            raise LimitError("max_blocks", self.max_blocks, len(self.c_text) + 1)
        return 0


def check():
    """Raise an error where this extension reads another tree than lxml has."""
    page = Segmenter(10, NO_DEADLINE)
    page.read_page(_KNOWN)
    if page.columns.text != ["A b", "c d"] or page.elements.tag != _KNOWN_TAGS:
        raise ImportError("it does not know the trees of this lxml")
    if page.elements.attributes[5]["id"] != "x\u00e9&":
        raise ImportError("it does not know the attributes of this lxml")


_KNOWN = "<title>t</title><h1 id='x\u00e9&amp;'>A <b>b</b></h1><!-- - --><p class>c\nd"
_KNOWN_TAGS = ["html", "html", "head", "title", "body", "h1", "b", "p"]
