"""Sentences that quote a text which somebody wrote in one language only."""

from django.utils import translation
from django.utils.safestring import SafeString

from common.bilingual import Words, filled, quoting, words, written_in


def test_quoted_text_in_the_other_language_is_marked_and_one_in_the_readers_own_is_not() -> None:
    with translation.override("en"):
        assert quoting("Read “%(title)s”", title=words("Onze koers", "")) == 'Read “<span lang="nl">Onze koers</span>”'
        assert quoting("Read “%(title)s”", title=words("Onze koers", "Our course")) == "Read “Our course”"
    with translation.override("nl"):
        assert quoting("Lees “%(title)s”", title=words("Onze koers", "")) == "Lees “Onze koers”"


def test_what_somebody_typed_stays_text() -> None:
    typed = '<b>100%</b> "zeker"'
    safe = "&lt;b&gt;100%&lt;/b&gt; &quot;zeker&quot;"
    with translation.override("en"):
        assert quoting("A & %(what)s", what=written_in("nl", typed)) == f'A &amp; <span lang="nl">{safe}</span>'
        assert quoting("A & %(what)s", what=written_in("en", typed)) == f"A &amp; {safe}"


def test_text_in_one_language_is_a_translation_for_who_reads_it() -> None:
    with translation.override("nl"):
        assert written_in("nl", "Proef") == Words("Proef", "nl", is_translated=True)
        assert written_in("en", "Trial") == Words("Trial", "en", is_translated=False)


def test_part_that_is_html_stays_so_and_every_other_is_text() -> None:
    link = SafeString('<a href="/x/">hier</a>')
    assert filled("Zie %(link)s & %(name)s", link=link, name="<Ada>") == f"Zie {link} &amp; &lt;Ada&gt;"
