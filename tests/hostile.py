"""Names as an attacker, an accident or the world may send them; everywhere they are data."""

from __future__ import annotations

HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script><img src=x onerror=alert(3)>",
    "<!--<script>alert(4)</script>-->",
    "\"><svg onload=alert(5)>' onmouseover='alert(6)",
    "`${alert(7)}` {{7*7}} {% raw %} %(name)s",
    "javascript:alert(8)//",
    '=HYPERLINK("http://example.org";"frei")',
    "Praxis \u202egnp.exe\u202c Dr. \u2066Umkehr",
    "Praxis 👩\u200d⚕️ für 👨\u200d👩\u200d👧\u200d👦",
    "عيادة الدكتور أحمد",
    "L" + "a" * 9_998 + "g",
    "O'Neil & Söhne <b>GmbH</b> \\u003c/script\\u003e",
)
