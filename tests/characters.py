"""Texts that people paste and attackers send: every alphabet, every kind of invisible character."""

import re

from hypothesis import strategies as st

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no XML, mail or calendar may hold."""

HOSTILE = {
    "emoji": "Sanne 😀",
    "emoji of several": "gezin 👩‍👩‍👧‍👦 met 1️⃣ en 🇳🇱",
    "Chinese": "王小明",
    "Arabic": "مرحبا بالعالم",
    "Hebrew beside Dutch": "les שלום les",
    "Thai": "ภาษาไทย",
    "Devanagari": "नमस्ते",
    "marks without end": "a" + "\u0301\u20e3\u0903" * 12,
    "marks alone": "\u20e3\u0903\u0e32",
    "controls": "a\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x85\x9fb",
    "turned round": "a\u202eb\u2066c\u2069",
    "nobody sees it": "\u200b\u200d\u2060\u00ad\ufeff",
    "no character": "\ufdd0\uffff\U0001ffff\ue000\U000f0000\U0010ffff",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "ends of lines": "a\u2028b\u2029c\r\nd\ne",
    "quotes and marks": "\"';,:\\ <b> &amp; [x](y) #let $a$ `c` {{ d }} %s",
}

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: "\0" not in text)
"""What PostgreSQL can hold."""
