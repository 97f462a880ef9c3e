"""How a page's form is laid out: fields without a form tag or a token of its own, in groups."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout


def fields_only(*rows: Any) -> FormHelper:
    """The rows; the page draws the form around them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*rows)
    return helper


def group(title: str) -> Div:
    """The heading of a group of fields."""
    return Div(HTML(f'<h2 class="cap">{title}</h2>'), css_class="f-group")
