"""Rules of passwords whose message Django has in English only."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class MinimumLength(MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        return f"密码太短，至少{self.min_length}位。"

    def get_help_text(self) -> str:
        return f"至少{self.min_length}位。"
