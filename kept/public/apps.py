"""The public door as a Django application."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "kept.public"
    label = "public"

    def ready(self) -> None:
        """Found the instance that was asked for as soon as its founder's e-mail is confirmed."""
        from allauth.account.signals import email_confirmed

        from kept.public.founding import found_what_was_asked

        email_confirmed.connect(found_what_was_asked, dispatch_uid="public.founding")
