"""Arithmetic that several extensions do; each compiles it into itself."""

from libc.stdint cimport int64_t, uint64_t

cdef extern from *:
    """
    #include <math.h>
    /* Logarithms of the small numbers that most counts are; 0 where none is known yet. */
    static double cl_logs[1024];
    static double cl_log1p(long long n) {
        if (n < 0 || n >= 1024) return log1p((double)n);
        if (n && cl_logs[n] == 0) cl_logs[n] = log1p((double)n);
        return cl_logs[n];
    }
    """
    double log1p_of "cl_log1p" (int64_t) noexcept nogil


cdef inline uint64_t mix(uint64_t value) noexcept nogil:
    """Twin of words.mix."""
    value = (value ^ (value >> 29)) * <uint64_t>0x9E3779B97F4A7C15ULL
    return value ^ (value >> 32)
