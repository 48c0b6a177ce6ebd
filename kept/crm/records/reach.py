"""How a person or a company can be reached: the fields that contacts and addresses have in common."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

REACH = ("email", "email2", "fax", "other_contact", "phone", "phone_type", "phone2", "phone2_type", "website")
SOCIAL = ("facebook", "googleplus", "twitter", "linkedin", "pinterest", "instagram", "skype", "youtube")
PLACE = ("street", "city", "province", "zip_code", "country")


class Reach(models.Model):
    """E-mail, telephone, web."""

    email = models.CharField(_("E-mail"), max_length=254, blank=True)
    email2 = models.CharField(_("Second e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    phone_type = models.CharField(_("Kind of phone"), max_length=60, blank=True)
    phone2 = models.CharField(_("Second phone"), max_length=60, blank=True)
    phone2_type = models.CharField(_("Kind of second phone"), max_length=60, blank=True)
    fax = models.CharField(_("Fax"), max_length=60, blank=True)
    website = models.CharField(_("Website"), max_length=300, blank=True)
    other_contact = models.CharField(_("Other contact"), max_length=300, blank=True)
    no_mass_mail = models.BooleanField(_("No mass mail"), default=False)

    class Meta:
        abstract = True


class Social(models.Model):
    """Names on social networks."""

    facebook = models.CharField("Facebook", max_length=200, blank=True)
    googleplus = models.CharField("Google+", max_length=200, blank=True)
    twitter = models.CharField("Twitter", max_length=200, blank=True)
    linkedin = models.CharField("LinkedIn", max_length=200, blank=True)
    pinterest = models.CharField("Pinterest", max_length=200, blank=True)
    instagram = models.CharField("Instagram", max_length=200, blank=True)
    skype = models.CharField("Skype", max_length=200, blank=True)
    youtube = models.CharField("YouTube", max_length=200, blank=True)

    class Meta:
        abstract = True


class Place(models.Model):
    """A postal address."""

    street = models.CharField(_("Street"), max_length=200, blank=True)
    city = models.CharField(_("City"), max_length=120, blank=True)
    province = models.CharField(_("Region"), max_length=120, blank=True)
    zip_code = models.CharField(_("Postcode"), max_length=24, blank=True)
    country = models.CharField(_("Country"), max_length=2, blank=True)  # ISO 3166-1 alpha-2

    class Meta:
        abstract = True
