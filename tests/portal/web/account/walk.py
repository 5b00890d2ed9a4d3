"""Who may open the pages of accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from guantong.portal import clock
from guantong.portal.accounts.models import BreakGlass, Role
from guantong.portal.accounts.sessions import sessions_of
from guantong.portal.people.models import Person

from ...accounts.signing import granted, sign_in
from ...walking import Address, staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User


def with_second_factor(user: User) -> Mapping[str, object]:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return {}


def another_session(user: User) -> Mapping[str, object]:
    sign_in(Client(), user)
    return {"mark": sessions_of(user, here=None)[0].mark}


def used_up(user: User) -> Mapping[str, object]:
    return {"uidb36": user.pk.hex, "key": "used-up"}


def provider(user: User) -> Mapping[str, object]:
    return {"provider_id": "nobody"}


def some_grant(user: User) -> Mapping[str, object]:
    clerk = granted(Role.EMPLOYER_CLERK, scope_id=user.grants.get().scope_id)
    return {"grant": clerk.grants.get().id}


def giving(user: User) -> Mapping[str, object]:
    role = {"EA": "EH", "TL": "TO"}.get(user.grants.get().role, "EA")
    return {"role": role}


def in_emergency(user: User) -> Mapping[str, object]:
    BreakGlass.objects.create(
        user=user, reason="恢复", opened_at=clock.now(), ends_at=clock.now() + timedelta(minutes=15)
    )
    return {"person_id": Person.objects.create(name="示例甲").id}


KEEPERS: Final = (Role.ADMINISTRATOR, Role.EMPLOYER_APPROVER, Role.OFFICE_LEADER)

WALK: Final = {
    "account_login": Address("anyone"),
    "account_logout": Address("anyone", status=302),
    "account_inactive": Address("anyone"),
    "account_signup": Address("anyone"),
    "account_reset_password_from_key": Address("anyone", sample=used_up),
    "account_reset_password_from_key_done": Address("anyone"),
    "account_reauthenticate": Address("signed in"),
    "account_change_password": Address("signed in"),
    "account_set_password": Address("signed in", status=302),
    "account_security": Address("signed in"),
    "account_stay": Address("signed in", method="post"),
    "account_sessions": Address("signed in"),
    "account_sessions_end": Address("signed in", method="post", status=302),
    "account_session_end": Address("signed in", sample=another_session, method="post", status=302, other=409),
    "account_kept": Address("signed in"),
    "mfa_index": Address("signed in", status=302),
    "mfa_authenticate": Address("anyone", status=302),
    "mfa_reauthenticate": Address("signed in", status=302),
    "mfa_activate_totp": Address("signed in", status=302),
    "mfa_deactivate_totp": Address("signed in", sample=with_second_factor, status=302),
    "mfa_view_recovery_codes": Address("signed in", sample=with_second_factor, status=302),
    "mfa_generate_recovery_codes": Address("signed in", status=302),
    "socialaccount_connections": Address("signed in"),
    "socialaccount_signup": Address("anyone", status=302),
    "socialaccount_login_cancelled": Address("anyone"),
    "socialaccount_login_error": Address("anyone", status=401),
    "openid_connect_login": Address("anyone", sample=provider, status=404),
    "openid_connect_callback": Address("anyone", sample=provider, status=404),
    "roles": Address(staff(*KEEPERS, Role.SUPERVISOR)),
    "roles_give": Address(staff(*KEEPERS), sample=giving),
    "roles_grant": Address(staff(*KEEPERS, Role.SUPERVISOR), sample=some_grant),
    "counter_reset": Address(staff(Role.ADMINISTRATOR)),
    "break_glass": Address(staff(Role.ADMINISTRATOR)),
    "break_glass_record": Address(staff(Role.ADMINISTRATOR), sample=in_emergency),
    "break_glass_end": Address(staff(Role.ADMINISTRATOR), method="post", status=409),
}
