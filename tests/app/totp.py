"""A second opinion on codes: RFC 6238 written down from the standard, without our library."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime


def code_at(secret: str, moment: datetime) -> str:
    key = base64.b32decode(secret)
    counter = struct.pack(">Q", int(moment.timestamp()) // 30)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 0xF
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
