"""User: a person who signs in. The e-mail is the login (U1)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.policy.holdings import ServiceData


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normal_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new user; the e-mail is kept in lower case, the password one-way encrypted (D7)."""
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


def normal_email(email: str) -> str:
    """The form in which an address identifies a person: trimmed, lower case."""
    return email.strip().lower()


class User(AbstractBaseUser):
    """A person as a user of the service. We ask for an e-mail, a name and a surname, nothing more (C1)."""

    holds = ServiceData(
        purposes=("L1", "L2"),
        person="self",
        happened={"contract_ended": "service_ended_at", "service_ended": "service_ended_at"},
        remains="what they did in the instances of others is told under their number",
        then={"is_active": False, "password": "!"},
        name=("first_name",),
        surname=("last_name",),
        email=("email",),
        telephone=("phone",),
        protocol=("last_login", "joined_at"),
        credential=("password",),
        rest=(
            "id", "is_active", "language", "time_zone", "date_format", "time_format", "week_start", "theme",
            "density", "single_keys", "service_ended_at", "forgotten_at",
        ),
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(_("E-mail"), max_length=254, unique=True)
    first_name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=80)
    last_name = models.CharField(_("Surname"), max_length=80)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    service_ended_at = models.DateTimeField(null=True, editable=False, db_index=True)  # no instance of theirs runs
    forgotten_at = models.DateTimeField(null=True, editable=False)

    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="Europe/Prague")
    date_format = models.CharField(max_length=16, blank=True)  # empty: as the language has it
    time_format = models.CharField(max_length=16, blank=True)
    week_start = models.PositiveSmallIntegerField(default=1)  # 1 is Monday, 7 Sunday
    theme = models.CharField(max_length=8, default="auto")
    density = models.CharField(max_length=8, default="dense")
    single_keys = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Name and surname."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        """Two letters for small places."""
        return (self.first_name[:1] + self.last_name[:1]).upper() or "?"

    def get_full_name(self) -> str:
        """For packages that ask the Django way."""
        return self.full_name

    def get_short_name(self) -> str:
        """For packages that ask the Django way."""
        return self.first_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = normal_email(self.email)
        super().save(*args, **kwargs)
