"""Where somebody goes on after signing in: only ever to a page of the staff."""

from __future__ import annotations

from urllib.parse import urlsplit

from finder.web.staff.paths import PREFIX, SIGN_IN, is_staff

MAX_LENGTH = 2_000


def safe_next(target: str) -> str:
    r"""The address if it is one of ours below /staff, else the overview. What a browser might read as the
    address of another site (`//host`, `/\host`, control characters) is none of ours.
    """
    try:
        parts = urlsplit(target)
    except ValueError:  # `//[`
        return PREFIX
    is_plain = len(target) <= MAX_LENGTH and target.isprintable() and "\\" not in target
    is_ours = is_plain and not parts.scheme and not parts.netloc and is_staff(parts.path)
    is_step = ".." in parts.path.split("/") or parts.path.startswith(SIGN_IN)
    return target if is_ours and not is_step else PREFIX
