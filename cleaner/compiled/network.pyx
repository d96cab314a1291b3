# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The functions of `model/kernels.py` in C, over the same arrays."""

from libc.stdint cimport int32_t, int64_t
from libc.string cimport memcpy, memset

import numpy as np

ctypedef fused Id:
    int32_t
    int64_t


def fill_bag_means(
    float[:, :] means, const float[:, ::1] table, ids, const int64_t[:] offsets
):
    """Twin of kernels.fill_bag_means."""
    if ids.dtype == np.int32:
        _fill_bag_means[int32_t](means, table, ids, offsets)
    else:
        _fill_bag_means[int64_t](means, table, ids, offsets)


cdef _fill_bag_means(
    float[:, :] means, const float[:, ::1] table, const Id[:] ids, const int64_t[:] offsets
):
    cdef Py_ssize_t n_bags = offsets.shape[0] - 1, n_ids = ids.shape[0], size = table.shape[1]
    cdef Py_ssize_t bag, at, k
    cdef int64_t first, end
    cdef float *total
    cdef bint is_right = True
    _check_shape(means.shape[0] == n_bags and means.shape[1] == size and means.strides[1] == 4)
    with nogil:
        for bag in range(n_bags):
            total = &means[bag, 0]
            memset(total, 0, size * sizeof(float))
            first, end = offsets[bag], offsets[bag + 1]
            if first < 0 or end > n_ids:
                is_right = False
                break
            for at in range(first, end):
                is_right &= _add_row(total, table, ids[at])
            if end > first:
                for k in range(size):
                    total[k] /= <float>(end - first)
    _check_shape(is_right)


def fill_pools(float[:, :] means, const float[:, ::1] elements, ancestors_of_any_size, pools):
    """Twin of kernels.fill_pools."""
    cdef const int64_t[:, :] ancestors = np.asarray(ancestors_of_any_size, np.int64)
    cdef Py_ssize_t n_blocks = ancestors.shape[0], size = elements.shape[1]
    cdef Py_ssize_t block, at, k, first, end, to = 0
    cdef float *total
    cdef bint is_right = True
    _check_shape(
        means.shape[0] == n_blocks
        and means.shape[1] == len(pools) * size
        and means.strides[1] == 4
        and all(0 <= first < end <= ancestors.shape[1] for first, end in pools)
    )
    for first, end in pools:
        with nogil:
            for block in range(n_blocks):
                total = &means[block, to]
                memset(total, 0, size * sizeof(float))
                for at in range(first, end):
                    is_right &= _add_row(total, elements, ancestors[block, at])
                for k in range(size):
                    total[k] /= <float>(end - first)
        to += size
    _check_shape(is_right)


cdef inline bint _add_row(float *total, const float[:, ::1] table, int64_t row) noexcept nogil:
    """Add a row of the table to the sums; False where it has none of that number."""
    cdef Py_ssize_t k
    cdef const float *vector
    if row < 0 or row >= table.shape[0]:
        return False
    vector = &table[row, 0]
    for k in range(table.shape[1]):
        total[k] += vector[k]
    return True


def rectify(float[:, ::1] values, const float[::1] bias):
    """Twin of kernels.rectify."""
    cdef Py_ssize_t n_rows = values.shape[0], size = values.shape[1], row, k
    cdef float *own
    cdef float value
    _check_shape(bias.shape[0] == size)
    if not n_rows:
        return
    with nogil:
        for row in range(n_rows):
            own = &values[row, 0]
            for k in range(size):
                value = own[k] + bias[k]
                own[k] = value if value > 0 else 0


def place_neighbours(const float[:, ::1] hidden, Py_ssize_t width, Py_ssize_t dilation):
    """Twin of kernels.place_neighbours."""
    cdef Py_ssize_t n_blocks = hidden.shape[0], size = hidden.shape[1]
    cdef Py_ssize_t block, i, other
    cdef size_t n_bytes = size * sizeof(float)
    placed = np.empty((n_blocks, width * size), np.float32)
    cdef float[:, ::1] rows = placed
    with nogil:
        for block in range(n_blocks):
            for i in range(width):
                other = block + (i - width // 2) * dilation
                if 0 <= other < n_blocks:
                    memcpy(&rows[block, i * size], &hidden[other, 0], n_bytes)
                else:
                    memset(&rows[block, i * size], 0, n_bytes)
    return placed


def fill_highest(float[:, :] above, float[:, :] below, const float[:, ::1] hidden):
    """Twin of kernels.fill_highest."""
    cdef Py_ssize_t n_rows = hidden.shape[0], size = hidden.shape[1], row
    _check_shape(
        above.shape[0] == below.shape[0] == n_rows
        and above.shape[1] == below.shape[1] == size
        and above.strides[1] == below.strides[1] == 4
    )
    if not n_rows:
        return
    with nogil:
        memcpy(&above[0, 0], &hidden[0, 0], size * sizeof(float))
        memcpy(&below[n_rows - 1, 0], &hidden[n_rows - 1, 0], size * sizeof(float))
        for row in range(1, n_rows):
            _higher(&above[row, 0], &above[row - 1, 0], &hidden[row, 0], size)
        for row in range(n_rows - 2, -1, -1):
            _higher(&below[row, 0], &below[row + 1, 0], &hidden[row, 0], size)


cdef inline void _higher(float *to, const float *one, const float *other, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(size):
        to[k] = one[k] if one[k] > other[k] else other[k]


cdef _check_shape(bint is_right):
    if not is_right:
        raise IndexError("the arrays of a network do not fit each other")
