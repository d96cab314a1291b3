"""Names of the arrays that the model works on."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Classes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Column = npt.NDArray[Any] | float
"""What a table with a row a block has in a column; a number stands for a column of it."""
