""" "I use this already" on the screen: one page, two ways to send it, and the answer at once."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from common.services import change_setting
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.tools.builders import NOW, declare_named, declaring, say, tool
from tests.training.builders import course
from tools import selectors
from tools.choices import ASK_AT, LEAK_FORM, DataClass, Task, ToolStatus
from tools.models import Declaration
from training.choices import Theme

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def filled(person: Person, **given: object) -> dict[str, object]:
    ticket = selectors.declaration_ticket(person, now=NOW) or ""
    return {"ticket": ticket, "tool": "other", "other_name": "ChatGPT", "tasks": [Task.WRITE], "data_class": ""} | given


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["niet gebruikt om je te beoordelen", "Verstuur zonder mijn naam", "een tekst schrijven"]),
        ("en", ["not used to judge you", "Send without my name", "write or improve a text"]),
    ],
)
def test_page_holds_the_promise_and_the_whole_form(
    sign_in: SignIn, colleague: Person, language: str, words: list[str]
) -> None:
    declaring()
    made = tool(name="DeepL Pro")
    colleague.language = language
    colleague.save()
    page = main_of(sign_in(colleague).get(reverse("tools:declare"), {"tool": str(made.public_id)}).content.decode())
    assert [word for word in [*words, "DeepL Pro"] if word not in page] == []
    assert f'value="{made.public_id}" ' in page
    assert page.count("checked") == 2  # the tool of the link, and "rather not say"
    fold = page.partition("<details")[2].partition("</details>")[0]
    assert str(made.public_id) not in fold
    assert 'value="other"' in fold


def test_every_way_in_leads_to_the_page(sign_in: SignIn, colleague: Person) -> None:
    made = tool(status=ToolStatus.NOT_ALLOWED)
    client, address = sign_in(colleague), reverse("tools:declare")
    for way in (
        reverse("home"),
        reverse("tools:tool_list"),
        reverse("tools:tool_detail", args=[made.public_id]),
        f"{reverse('tools:find')}?task=write&data=public",
    ):
        assert f'href="{address}' in client.get(way).content.decode(), way


def test_sending_without_a_name_answers_at_once_and_knows_nobody(sign_in: SignIn, colleague: Person) -> None:
    declaring()
    good, lesson = tool(tasks=[Task.WRITE], name="Schrijfhulp"), course(theme=Theme.SAFE)
    client, address = sign_in(colleague), reverse("tools:declare_unnamed")
    given = filled(colleague)
    response = client.post(address, given)
    page = response.content.decode()
    assert response.status_code == 200
    assert [word for word in ("ChatGPT", good.name, str(lesson.title_nl)) if word not in page] == []
    assert colleague.first_name not in page
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert not Declaration.objects.exists()
    again = client.post(address, given)
    assert again.status_code == 409
    assert good.name in again.content.decode()


def test_sending_with_a_name_leads_to_a_page_of_ones_own(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    declaring()
    good = tool(tasks=[Task.WRITE], name="Schrijfhulp")
    client = sign_in(colleague)
    sent = client.post(reverse("tools:declare_named"), filled(colleague))
    row = Declaration.objects.get()
    address = reverse("tools:declaration", args=[row.public_id])
    assert sent["Location"] == address
    assert good.name in client.get(address).content.decode()
    assert address in client.get(reverse("tools:my_access")).content.decode()
    assert sign_in(programme_lead).get(address).status_code == 404
    assert sign_in(programme_lead).post(address).status_code == 404
    assert sign_in(colleague).post(address).status_code == 302
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("route", ["tools:declare_unnamed", "tools:declare_named"])
@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"tool": "", "other_name": ""}, "tool"),
        ({"tool": "nonsense"}, "tool"),
        ({"other_name": "<script>alert(1)</script>"}, "other_name"),
        ({"other_name": "a" * 2_000_000}, "other_name"),
        ({"tasks": []}, "tasks"),
        ({"tasks": ["sing"]}, "tasks"),
        ({"data_class": "secret"}, "data_class"),
    ],
)
def test_wrong_input_comes_back_with_what_was_typed(
    sign_in: SignIn, colleague: Person, route: str, given: dict[str, object], wrong: str
) -> None:
    current = declaring()
    response = sign_in(colleague).post(reverse(route), filled(colleague, **given))
    page = response.content.decode()
    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    assert "<script>alert" not in page
    assert "Verstuur zonder mijn naam" in page
    if wrong != "tasks":
        assert f'value="{Task.WRITE}" ' in page
    current.refresh_from_db()
    assert not Declaration.objects.exists()


def test_all_that_is_missing_is_said_at_once(sign_in: SignIn, colleague: Person) -> None:
    declaring()
    answer = sign_in(colleague).post(
        reverse("tools:declare_named"), filled(colleague, tool="", other_name="", tasks=[])
    )
    assert set(answer.context["form"].errors) == {"tool", "tasks"}
    answer = sign_in(colleague).post(reverse("tools:declare_named"), filled(colleague, other_name="", tasks=[]))
    assert set(answer.context["form"].errors) == {"other_name", "tasks"}


def test_ticket_that_is_not_ours_is_refused_by_the_page(client: Client) -> None:
    declaring()
    given = {"ticket": "A" * 80, "tool": "other", "other_name": "ChatGPT", "tasks": [Task.WRITE]}
    assert client.post(reverse("tools:declare_unnamed"), given).status_code == 403
    assert client.get(reverse("tools:declare_unnamed")).status_code == 405
    assert client.post(reverse("tools:declare_named"), given).status_code == 302  # to sign in


def test_leak_is_told_at_once_with_the_own_form_or_whom_to_tell(
    sign_in: SignIn, colleague: Person, administrator: Person
) -> None:
    declaring()
    client = sign_in(colleague)
    change_setting(key=ASK_AT.key, value="ai@houtwijk.example", actor=administrator, now=NOW)
    page = client.post(
        reverse("tools:declare_unnamed"), filled(colleague, data_class=DataClass.PERSONAL)
    ).content.decode()
    assert "Meld dit ook als datalek" in page
    assert "mailto:ai@houtwijk.example" in page
    change_setting(key=LEAK_FORM.key, value="https://melden.example/lek", actor=administrator, now=NOW)
    other = employee()
    page = sign_in(other).post(reverse("tools:declare_unnamed"), filled(other, data_class="special")).content.decode()
    assert 'href="https://melden.example/lek"' in page
    row = declare_named(other, say(data=DataClass.PERSONAL))
    assert (
        'href="https://melden.example/lek"'
        in sign_in(other).get(reverse("tools:declaration", args=[row.public_id])).content.decode()
    )
    harmless = employee()
    page = (
        sign_in(harmless).post(reverse("tools:declare_unnamed"), filled(harmless, data_class="public")).content.decode()
    )
    assert "datalek" not in main_of(page)


def test_without_a_round_only_the_named_way_is_offered(sign_in: SignIn, colleague: Person, box_keys: object) -> None:
    current = declaring()
    type(current).objects.filter(pk=current.pk).update(state="unread", contents=None, closed_on=NOW.date())
    page = main_of(sign_in(colleague).get(reverse("tools:declare")).content.decode())
    assert "Verstuur met mijn naam" in page
    assert "Verstuur zonder mijn naam" not in page


def test_pages_take_the_same_number_of_queries_however_many_tools_there_are(sign_in: SignIn, colleague: Person) -> None:
    declaring()
    client = sign_in(colleague)
    banned = tool(status=ToolStatus.NOT_ALLOWED, tasks=[Task.WRITE])
    row = declare_named(colleague, say(of=banned))
    client.get(reverse("tools:declare"))
    for number in (3, 27):
        for _one in range(number):
            tool(tasks=[Task.WRITE])
        with query_count(__file__, "tools:declare"):
            client.get(reverse("tools:declare"))
        with query_count(__file__, "tools:declaration"):
            client.get(reverse("tools:declaration", args=[row.public_id]))
        person = employee()
        given = filled(person)
        with query_count(__file__, "tools:declare_unnamed"):
            client.post(reverse("tools:declare_unnamed"), given)


def test_page_that_says_how_it_works_reads_in_both_languages(sign_in: SignIn, colleague: Person) -> None:
    client, address = sign_in(colleague), reverse("tools:declare_how")
    assert "minstens 10 mensen" in client.get(address).content.decode()
    colleague.language = "en"
    colleague.save()
    assert "at least 10 people" in client.get(address).content.decode()
