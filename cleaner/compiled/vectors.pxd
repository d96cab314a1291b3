"""Numbers in a row, to which more are put."""

from cpython.mem cimport PyMem_Realloc


cdef struct Numbers:
    int* at
    Py_ssize_t n
    Py_ssize_t room

cdef inline void* resized(void* at, Py_ssize_t n_bytes) except NULL:
    """Memory of so many bytes, with what stands at `at`, which is gone or NULL."""
    at = PyMem_Realloc(at, n_bytes)
    if at == NULL:
        raise MemoryError
    return at

cdef inline int push(Numbers* numbers, int number) except -1:
    if numbers.n == numbers.room:
        numbers.room = 2 * numbers.room + 16
        numbers.at = <int*>resized(numbers.at, numbers.room * sizeof(int))
    numbers.at[numbers.n] = number
    numbers.n += 1
    return 0

cdef inline int last(Numbers* numbers) noexcept nogil:
    return numbers.at[numbers.n - 1]
