"""The network's arithmetic in C gives what it gives in NumPy; what does not fit is refused."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from cleaner.model import kernels
from cleaner.model.arrays import Floats, Ints
from cleaner.model.classifier import DILATIONS, POOLS, WIDTH
from tests.compiled.extension import load_or_skip

SIZE, N_ROWS = 3, 40


@pytest.fixture(scope="module")
def compiled() -> ModuleType:
    return load_or_skip("network")


def draw(*shape: int) -> Floats:
    return np.random.default_rng(sum(shape)).normal(0, 1, shape).astype(np.float32)


def bags(n_bags: int, dtype: type) -> tuple[Ints, Ints]:
    """Rows of a table, and where each bag begins; some are empty."""
    sizes = np.random.default_rng(n_bags).integers(0, 9, n_bags)
    ids = np.random.default_rng(n_bags).integers(0, N_ROWS, sizes.sum()).astype(dtype)
    return ids, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
@pytest.mark.parametrize("n_bags", [0, 1, 2, 500])
def test_bags(compiled: ModuleType, n_bags: int, dtype: type) -> None:
    ids, offsets = bags(n_bags, dtype)
    fast, slow = np.ones((2, n_bags, SIZE + 2), np.float32)
    for module, means in ((compiled, fast), (kernels, slow)):
        module.fill_bag_means(means[:, 1:-1], draw(N_ROWS, SIZE), ids, offsets)
    assert fast == pytest.approx(slow, abs=1e-6)


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
@pytest.mark.parametrize("n_blocks", [0, 1, 300])
def test_pools(compiled: ModuleType, n_blocks: int, dtype: type) -> None:
    shape = (n_blocks, POOLS[-1][1])
    drawn = np.random.default_rng(n_blocks).integers(0, N_ROWS, shape)
    ancestors: Ints = drawn.astype(dtype)
    fast, slow = np.ones((2, n_blocks, len(POOLS) * SIZE), np.float32)
    for module, means in ((compiled, fast), (kernels, slow)):
        module.fill_pools(means, draw(N_ROWS, SIZE), ancestors, POOLS)
    assert fast == pytest.approx(slow, abs=1e-6)


@pytest.mark.parametrize("n_blocks", [0, 1, 2, 7, 300])
def test_rows_beside_each_other(compiled: ModuleType, n_blocks: int) -> None:
    hidden = draw(n_blocks, SIZE)
    for dilation in DILATIONS:
        fast, slow = (
            module.place_neighbours(hidden, WIDTH, dilation) for module in (compiled, kernels)
        )
        assert (fast == slow).all()


@pytest.mark.parametrize("n_blocks", [0, 1, 300])
def test_what_is_highest_and_above_zero(compiled: ModuleType, n_blocks: int) -> None:
    seen = []
    for module in (compiled, kernels):
        values, highest = draw(n_blocks, SIZE), np.ones((n_blocks, 2 * SIZE), np.float32)
        module.rectify(values, draw(SIZE))
        module.fill_highest(highest[:, :SIZE], highest[:, SIZE:], draw(n_blocks, SIZE))
        seen.append(np.concatenate([values, highest], axis=1))
    assert (seen[0] == seen[1]).all()


@pytest.mark.parametrize("row", [-1, N_ROWS])
def test_no_row_is_read_beyond_its_table(compiled: ModuleType, row: int) -> None:
    table, offsets = draw(N_ROWS, SIZE), np.array([0, 1])
    with pytest.raises(IndexError, match="do not fit"):
        compiled.fill_bag_means(draw(1, SIZE), table, np.array([row]), offsets)
    with pytest.raises(IndexError, match="do not fit"):
        compiled.fill_bag_means(draw(1, SIZE), table, np.array([0]), np.array([row, 2]))
    with pytest.raises(IndexError, match="do not fit"):
        compiled.fill_pools(draw(1, SIZE), table, np.array([[row]]), [(0, 1)])
