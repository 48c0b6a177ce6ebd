"""Live figures of passwords and logins."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from kept.identity.user import User
from kept.policy.keeps import Figure, evidence, keeps
from kept.web.figures import share, yes_or_no


@keeps("D7")
@evidence("D7")
def passwords_unreadable() -> Figure:
    """How many stored passwords are not one-way encrypted by Argon2id. Accounts without a password do not count."""
    known = User.objects.exclude(password__startswith="!")  # noqa: S106
    wrong = known.exclude(password__startswith="argon2$argon2id$").count()  # noqa: S106
    return Figure(_("Passwords stored other than by Argon2id"), share(wrong, known.count()), wrong == 0)


@evidence("U1")
def one_login_an_email() -> Figure:
    """Whether the database itself refuses a second user with an address, whatever its case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_index x JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)"
            " WHERE x.indrelid = 'identity_user'::regclass AND x.indisunique AND a.attname = 'email'"
        )
        unique = cursor.fetchone()[0] > 0
    return Figure(_("Two users can share an address"), yes_or_no(not unique), unique)
