"""The settings of tests, with a mail server that keeps letters in a folder, for processes of their own."""

from guantong.portal.environment import read_environment
from tests.settings import *  # noqa: F403

HOME = read_environment().home
MAIL_SENDER = "notices@example.org"
EMAIL_BACKEND = "tests.portal.notices.letterbox.Letterbox"
