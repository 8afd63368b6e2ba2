"""Streams: one random generator per name and block, so that one domain can change without moving the others.

    generator(name, block) = PCG64(SeedSequence([seed, crc32(name), block]))

The block is the store number for what belongs to one store, 0 elsewhere.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Streams:
    """All generators of one seed."""

    seed: int

    def of(self, name: str, block: int = 0) -> np.random.Generator:
        """A fresh generator; the same name and block always give the same draws."""
        sequence = np.random.SeedSequence([self.seed, zlib.crc32(name.encode()), block])
        return np.random.Generator(np.random.PCG64(sequence))


def logistic(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def autoregressive(noise: Floats, rho: float, sd: float) -> Floats:
    """Standard normal noise (last axis is time) as AR(1) with coefficient `rho` and stationary deviation `sd`."""
    series = np.empty_like(noise)
    series[..., 0] = noise[..., 0] * sd
    step = sd * np.sqrt(1 - rho * rho)
    for t in range(1, noise.shape[-1]):
        series[..., t] = rho * series[..., t - 1] + step * noise[..., t]
    return series
