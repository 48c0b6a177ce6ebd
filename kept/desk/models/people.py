"""Correspondent and ContactPoint: a person who turned to us, and the ways back to them that they left (C8)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.identity.models import User
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps
from kept.web.formats import phone

WAYS = ("email", "telephone", "skype_name", "profile_url", "postal_address")


@keeps("C8")
class Correspondent(models.Model):
    """A person we talk with. When no talk is open any more, the service to them has ended, and L2 is counted."""

    holds = ServiceData(
        purposes=("L2",),
        person="self",
        name=("first_name",),
        surname=("last_name",),
        rest=("id", "user", "language", "created_at", "service_ended_at", "notice_told"),
        happened={"service_ended": "service_ended_at"},
    )

    first_name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=80, blank=True)
    last_name = models.CharField(_("Surname"), max_length=80, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(default=timezone.now)
    service_ended_at = models.DateTimeField(null=True, blank=True)
    notice_told = models.PositiveIntegerField(
        default=0, db_default=0
    )  # the last version of the notice that they were told of

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")

    def __str__(self) -> str:
        return f"correspondent {self.pk}"

    @property
    def name(self) -> str:
        """What we call them: their name, else the first way to them."""
        named = f"{self.first_name} {self.last_name}".strip()
        return named or next((point.shown for point in self.contactpoint_set.all()), "") or f"{_('Somebody')} {self.pk}"

    @property
    def email(self) -> str:
        """Where an answer goes, "" when they left no address."""
        return next((point.email for point in self.contactpoint_set.all() if point.email), "")


@keeps("C8")
class ContactPoint(models.Model):
    """One way to a correspondent: one of the five columns holds it."""

    holds = ServiceData(
        purposes=("L2",),
        person="correspondent",
        email=("email",),
        telephone=("telephone", "number"),
        skype_name=("skype_name",),
        profile_url=("profile_url",),
        postal_address=("postal_address",),
        rest=("id", "correspondent", "added_at"),
        happened={"service_ended": "correspondent__service_ended_at"},
    )

    correspondent = models.ForeignKey(Correspondent, models.CASCADE)
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    telephone = models.CharField(_("Phone"), max_length=40, blank=True)
    number = models.CharField(max_length=20, blank=True)  # its digits with the country's, whatever way it was written
    skype_name = models.CharField(_("Skype name"), max_length=80, blank=True)
    profile_url = models.URLField(_("Address of a profile"), max_length=300, blank=True)
    postal_address = models.CharField(_("Postal address"), max_length=300, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("way to a correspondent")
        verbose_name_plural = _("ways to correspondents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="one_correspondent_an_address"),
            models.CheckConstraint(
                condition=Q(*[Q((way, "")) for way in WAYS], _negated=True), name="a_way_to_somebody"
            ),
        ]
        indexes = [models.Index(fields=["number"], name="contact_point_number")]

    def __str__(self) -> str:
        return f"contact point {self.pk}"

    @property
    def way(self) -> str:
        """Which of the columns holds it."""
        return next((way for way in WAYS if getattr(self, way)), "")

    @property
    def label(self) -> Any:
        """What kind of way it is, in words."""
        return self._meta.get_field(self.way).verbose_name  # type: ignore[union-attr]

    @property
    def shown(self) -> str:
        """The way as people read it."""
        return phone(self.telephone) if self.telephone else str(getattr(self, self.way, ""))


class Photo(models.Model):
    """The photograph that a correspondent left, small and sealed."""

    holds = ServiceData(
        purposes=("L2",),
        person="correspondent",
        photograph=("content",),
        rest=("id", "correspondent"),
        store="desk files",
        happened={"service_ended": "correspondent__service_ended_at"},
    )

    correspondent = models.OneToOneField(Correspondent, models.CASCADE)
    content = models.BinaryField()

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("photograph of a correspondent")
        verbose_name_plural = _("photographs of correspondents")

    def __str__(self) -> str:
        return f"photo {self.pk}"
