"""What the extensions do with hashes, in each of them: it is no module of its own."""

from libc.stdint cimport uint64_t


cdef inline uint64_t mix(uint64_t value) noexcept nogil:
    """Twin of words.mix."""
    value = (value ^ (value >> 29)) * <uint64_t>0x9E3779B97F4A7C15ULL
    return value ^ (value >> 32)
