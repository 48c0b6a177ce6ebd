"""Identity as a Django application."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "kept.identity"
    label = "identity"

    def ready(self) -> None:
        """Have sessions get new keys when a person proves again who they are, and names follow a changed e-mail."""
        from allauth.account.signals import authentication_step_completed, email_changed

        from kept.identity import second_secrets
        from kept.identity.names import follow
        from kept.identity.renewal import renew

        email_changed.connect(follow, dispatch_uid="identity.names")
        authentication_step_completed.connect(renew, dispatch_uid="identity.renew")
        second_secrets.watch()
