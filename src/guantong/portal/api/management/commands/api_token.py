"""``guantong manage api_token``: make, list and revoke tokens of organisations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from .... import clock
from ....accounts.models import User
from ....refusals import InvalidError, RefusedError
from ...models import ApiToken, Scope
from ...tokens import token_issue, token_revoke

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Tokens of the interface for programs: make, list, revoke. A token is shown once, when it is made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="tokens, without their secrets")
        new = what.add_parser("issue", help="a new token for an organisation")
        new.add_argument("--by", required=True, help="user name of the administrator who issues it")
        new.add_argument("--kind", required=True, help="employer, office, committee or evaluation_body")
        new.add_argument("--organisation", required=True, metavar="ID")
        new.add_argument("--name", required=True, help="what it is for")
        new.add_argument("--scopes", default=",".join(Scope.values), help="comma-separated; all without it")
        new.add_argument("--until", metavar="DAY", help="the last day, as 2027-11-22; a year without it")
        old = what.add_parser("revoke", help="stop a token at once")
        old.add_argument("token", metavar="ID")
        old.add_argument("--by", required=True, help="user name of the administrator who stops it")
        old.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['what']}")(options)
        except InvalidError as error:
            raise CommandError("\n".join(refusal.text for refusal in error.refusals)) from None
        except RefusedError as error:
            raise CommandError(error.text) from None

    def _list(self, options: dict[str, Any]) -> None:
        for token in ApiToken.objects.order_by("created_at"):
            state = "revoked" if token.revoked_at else f"until {token.valid_to}"
            where = f"{token.organisation_type}:{token.organisation_id}"
            self.stdout.write(f"{token.pk}  {where}  {','.join(token.scopes)}  {state}  {token.name}")

    def _issue(self, options: dict[str, Any]) -> None:
        now = clock.now()
        issued = token_issue(
            actor=_administrator(options["by"]),
            organisation_type=options["kind"],
            organisation_id=options["organisation"],
            name=options["name"],
            scopes=options["scopes"].split(","),
            valid_to=_day(options["until"]) if options["until"] else clock.today() + timedelta(days=365),
            now=now,
        )
        self.stdout.write(issued.secret)
        self.stderr.write("这个令牌只显示这一次，请妥善保存。 / Keep it: it is not shown again.")

    def _revoke(self, options: dict[str, Any]) -> None:
        token_revoke(
            actor=_administrator(options["by"]),
            token_id=options["token"],
            reason=options["reason"],
            now=clock.now(),
        )


def _administrator(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"没有用户 {username} / there is no user {username}")
    return user


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text}：应为 2027-11-22 的样子 / a day as 2027-11-22 is expected") from None
