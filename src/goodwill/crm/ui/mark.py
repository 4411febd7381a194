"""The mark of Goodwill, a closed loop that begins at a point: drawn by code, in any size."""

from __future__ import annotations

import struct
import zlib
from functools import cache

import numpy as np
import numpy.typing as npt

GROUND = (16, 92, 122)
"""The accent by day (petrol) as sRGB."""
INK = (255, 255, 255)
RING, BREADTH = 0.27, 0.085
"""Radius and breadth of the loop, as parts of the side."""
DOT = 0.078
GAP = (-0.62, 0.1)
"""Where the loop is open, in radians from the right, clockwise."""

Floats = npt.NDArray[np.float64]


def svg() -> str:
    """The mark as SVG in a square of 100."""
    start, end = _on_ring(GAP[1]), _on_ring(GAP[0])
    dot = _on_ring((GAP[0] + GAP[1]) / 2)
    ground, ink = (f"rgb{colour}" for colour in (GROUND, INK))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" rx="22" fill="{ground}"/>'
        f'<path d="M{start[0]:.2f} {start[1]:.2f}A{100 * RING:g} {100 * RING:g} 0 1 1 '
        f'{end[0]:.2f} {end[1]:.2f}" fill="none" stroke="{ink}" '
        f'stroke-width="{100 * BREADTH:g}" stroke-linecap="round"/>'
        f'<circle cx="{dot[0]:.2f}" cy="{dot[1]:.2f}" r="{100 * DOT:g}" fill="{ink}"/></svg>'
    )


@cache
def png(side: int) -> bytes:
    """The mark as PNG, filling its square as systems want it that cut icons themselves."""
    middle = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(middle, middle)
    cover = np.clip(0.5 - _distance(x, y) * side, 0, 1)[..., None]
    pixels = np.round(np.array(GROUND) * (1 - cover) + np.array(INK) * cover).astype(np.uint8)
    return _encoded(pixels)


def _distance(x: Floats, y: Floats) -> Floats:
    """How far each point lies from the drawn ink; negative inside it."""
    dx, dy = x - 0.5, y - 0.5
    angle = np.arctan2(dy, dx)
    ring = np.abs(np.hypot(dx, dy) - RING) - BREADTH / 2
    ends = [np.hypot(*_from(x, y, at)) - BREADTH / 2 for at in GAP]
    arc = np.where((angle > GAP[0]) & (angle < GAP[1]), np.minimum(*ends), ring)
    dot = np.hypot(*_from(x, y, (GAP[0] + GAP[1]) / 2)) - DOT
    return np.minimum(arc, dot)


def _from(x: Floats, y: Floats, angle: float) -> tuple[Floats, Floats]:
    at_x, at_y = _on_ring(angle)
    return x - at_x / 100, y - at_y / 100


def _on_ring(angle: float) -> tuple[float, float]:
    return 50 + 100 * RING * float(np.cos(angle)), 50 + 100 * RING * float(np.sin(angle))


def _encoded(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Pixels (side, side, 3) as a PNG file (ISO/IEC 15948)."""
    side = len(pixels)
    lines = b"".join(b"\0" + line.tobytes() for line in pixels)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
