"""Signing in and out, lock-out, and one's own password, as a browser sees them."""

import pytest
from django.urls import reverse

from evaluations.people.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/login/"


@pytest.fixture
def person():
    return make_user(role="staff", username="lin@example.com", display_name="林知微")


def sign_in(client, password, username="lin@example.com", **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_the_page_is_open_to_everybody_and_shows_the_promise(client):
    page = client.get(LOGIN)
    assert page.status_code == 200
    text = page.content.decode()
    assert "一个数字，只录一次。" in text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text


def test_everything_else_leads_to_it(client):
    page = client.get("/projects/")
    assert page.status_code == 302
    assert page.url == "/login/?next=/projects/"
    assert "登录后回到您要看的那一页" in client.get(page.url).content.decode()


def test_signing_in_leads_to_the_desk(client, person):
    page = sign_in(client, PASSWORD)
    assert (page.status_code, page.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_in_goes_on_to_where_one_wanted(client, person):
    assert sign_in(client, PASSWORD, next="/projects/").url == "/projects/"
    assert sign_in(client, PASSWORD, next="https://elsewhere.example/").url == "/"


def test_who_is_in_needs_no_sign_in_page(client, person):
    client.force_login(person)
    page = client.get(LOGIN)
    assert (page.status_code, page.url) == (302, "/")


@pytest.mark.parametrize("tries", [1, 2, 4])
def test_a_wrong_password_says_how_many_tries_are_left(client, person, tries):
    for _ in range(tries):
        page = sign_in(client, "wrong")
    text = page.content.decode()
    assert page.status_code == 200
    assert "账号或密码不正确。" in text
    assert f"还可再试{5 - tries}次，之后账号将锁定15分钟。" in text
    assert 'value="lin@example.com"' in text
    assert "wrong" not in text


def test_an_unknown_account_gets_the_same_words(client, person):
    known = sign_in(client, "wrong").content.decode()
    unknown = sign_in(client, "wrong", username="nobody@example.com").content.decode()
    for text in (known, unknown):
        assert "还可再试4次" in text


def test_the_fifth_wrong_password_locks_the_account(client, person):
    for _ in range(5):
        page = sign_in(client, "wrong")
    assert page.status_code == 429
    assert "请15分钟后再试" in page.content.decode()
    page = sign_in(client, PASSWORD)
    assert page.status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_success_forgets_the_wrong_ones(client, person):
    for _ in range(4):
        sign_in(client, "wrong")
    sign_in(client, PASSWORD)
    client.logout()
    assert "还可再试4次" in sign_in(client, "wrong").content.decode()


def test_an_empty_form_says_what_is_missing_and_costs_no_try(client, person):
    text = client.post(LOGIN, {"username": "", "password": ""}).content.decode()
    assert "请填写账号。" in text
    assert "请填写密码。" in text
    assert "还可再试" not in text


def test_signing_out_wants_a_post(client, person):
    client.force_login(person)
    assert client.get(reverse("people:logout")).status_code == 405
    page = client.post(reverse("people:logout"))
    assert (page.status_code, page.url) == (302, "/login/")
    assert "_auth_user_id" not in client.session


def change(client, old, new, again=None):
    data = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(reverse("people:password"), data)


def test_one_changes_ones_password_and_stays_in(client, person):
    client.force_login(person)
    page = change(client, PASSWORD, "a-longer-one-2026")
    assert (page.status_code, page.url) == (302, "/")
    assert User.objects.get(pk=person.pk).check_password("a-longer-one-2026")
    assert client.get("/projects/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("not-mine", "a-longer-one-2026", None, "现在的密码不对，请重新输入。"),
        (PASSWORD, "short", None, "密码太短，至少8位。"),
        (PASSWORD, "a-longer-one-2026", "another-one-2026", "两次输入的新密码不一样，请重新输入。"),
        (PASSWORD, "lin@example.com", None, "密码跟 用户名 太相似了"),
        (PASSWORD, "password", None, "这个密码太常见了"),
        (PASSWORD, "", None, "请填写新密码。"),
    ],
)
def test_a_bad_new_password_is_refused_in_words(client, person, old, new, again, words):
    client.force_login(person)
    page = change(client, old, new, again)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_the_policy_allows_nothing_from_elsewhere(client):
    policy = client.get(LOGIN).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
