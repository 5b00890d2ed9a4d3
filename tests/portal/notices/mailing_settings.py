"""The settings of tests, with a mail server that keeps letters in a folder, for processes of their own."""

from tests.settings import *  # noqa: F403

MAIL_SENDER = "notices@example.org"
EMAIL_BACKEND = "tests.portal.notices.letterbox.Letterbox"
