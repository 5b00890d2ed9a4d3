"""The rules for passwords, each told in a sentence of ours: Django's are not all in Chinese."""

from __future__ import annotations

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _


class LongEnough(rules.MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        """What is wrong, and how to mend it."""
        return _("密码太短，至少要 %d 个字符。") % self.min_length


class NotCommon(rules.CommonPasswordValidator):
    """Not one of those that are tried first."""

    def get_error_message(self) -> str:
        """What is wrong, and how to mend it."""
        return _("这个密码太常见，很容易被猜到，请换一个。")


class NotNumeric(rules.NumericPasswordValidator):
    """Not a number: people take their birthday or telephone."""

    def get_error_message(self) -> str:
        """What is wrong, and how to mend it."""
        return _("密码不能全是数字，请加上字母、汉字或符号。")


class NotTheName(rules.UserAttributeSimilarityValidator):
    """Not what everybody knows of the person."""

    def get_error_message(self) -> str:
        """What is wrong, and how to mend it."""
        return _("密码和账户名或姓名太相近，请换一个。")
