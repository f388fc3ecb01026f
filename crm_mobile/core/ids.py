"""Identifiers made by whoever creates a thing, server or phone, sortable by time."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then secure randomness."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def parse_id(text: object) -> UUID | None:
    """The UUID written in a text, or nothing when it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
