"""What the store may hold but not read: sealed with a key that comes of the installation's secret."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.settings import Settings


def seal(settings: Settings, purpose: str, text: str) -> str:
    """The text, encrypted for one purpose: a key of another purpose does not open it."""
    return _box(settings, purpose).encrypt(text.encode()).decode()


def unseal(settings: Settings, purpose: str, sealed: str) -> str | None:
    """The text again; None if it was changed or sealed under another secret."""
    try:
        return _box(settings, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(settings: Settings, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"fair-notice {purpose}".encode())
    return Fernet(urlsafe_b64encode(derived.derive(settings.secret_key.encode())))
