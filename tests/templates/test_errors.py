"""The pages that say that something is not there, not allowed or broken, without session or database."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.factories import make_user


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("400", "请求不完整"),
        ("403", "您的角色不能做这件事"),
        ("403_csrf", "页面放得太久了"),
        ("404", "没有这一页"),
        ("500", "这一步没有完成"),
    ],
)
def test_error_pages_stand_alone(name, title):
    text = render_to_string(f"{name}.html")
    assert f"<h1>{title}</h1>" in text
    assert f"<title>{title} · 绩衡</title>" in text
    assert 'lang="zh-CN"' in text


def test_an_unknown_address(client, db):
    client.force_login(make_user())
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "没有这一页" in page.content.decode()


def test_a_form_that_was_open_too_long(db):
    page = Client(enforce_csrf_checks=True).post("/login/", {"username": "x", "password": "y"})
    assert page.status_code == 403
    assert "页面放得太久了" in page.content.decode()


def test_what_fails_is_told_without_details(client, db, monkeypatch):
    client.force_login(make_user())
    client.raise_request_exception = False
    monkeypatch.setattr("evaluations.desk.views.agenda", lambda _user: 1 / 0)
    page = client.get("/")
    assert page.status_code == 500
    assert "这一步没有完成" in page.content.decode()
    assert "ZeroDivisionError" not in page.content.decode()
