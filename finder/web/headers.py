"""The security headers of every response, and how long each kind of response may be kept.

Sources: OWASP ASVS 5.0 V3.4, MDN HTTP Observatory's scoring. Nothing is loaded from another origin, so
the content policy names only `'self'`, and inline scripts and styles are refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, current_app, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)

_EMPTY_PERMISSIONS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(("geolocation=(self)", *(f"{name}=()" for name in _EMPTY_PERMISSIONS)))

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
"""Set on every response, whatever made it; `set_for_endpoint` names the exceptions."""

STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"
"""Set on responses to https requests only: a finder tried out on plain http must not lock itself out."""


def init_app(app: Flask) -> None:
    """Give the headers to every response of the application, errors and files included."""
    app.extensions["finder_headers"] = {}
    app.after_request(_with_headers)


def set_for_endpoint(app: Flask, endpoint: str, headers: Mapping[str, str | None]) -> None:
    """Give the answers of one endpoint these headers in the place of those of the table; None: not that
    one at all.
    """
    app.extensions["finder_headers"][endpoint] = headers


def framed_by(hosts: tuple[str, ...]) -> Mapping[str, str | None]:
    """What differs for a page that these origins, and the finder itself, may show in a frame."""
    ancestors = " ".join(("frame-ancestors 'self'", *hosts))
    return {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", ancestors),
        "X-Frame-Options": None,  # it knows no list of origins
        "Cross-Origin-Resource-Policy": "cross-origin",  # else pages with require-corp cannot frame it
    }


WITH_PASSKEYS: Mapping[str, str | None] = {
    "Permissions-Policy": PERMISSIONS_POLICY.replace(
        "publickey-credentials-get=()", "publickey-credentials-get=(self)"
    )
}
"""What differs for a page that asks for a passkey."""

FRAMING: Mapping[str, str | None] = {
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
}
"""What differs for a page that shows another page of the finder in a frame."""


def _with_headers(response: Response) -> Response:
    own = current_app.extensions["finder_headers"].get(request.endpoint, {})
    for name, value in {**HEADERS, **own}.items():
        if value is not None:
            response.headers[name] = value
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def keep_for(response: Response, seconds: int, *, immutable: bool = False) -> Response:
    """The response, marked as public and fresh for so long; `immutable` for addresses with a version."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if immutable else "")
    return response
