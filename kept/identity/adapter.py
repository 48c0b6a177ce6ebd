"""Where the sign-in package asks us: letters, tries, secrets at rest, what happens at sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as now
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from kept.audit import access
from kept.identity import second_secrets
from kept.identity.devices import device_of, network_of
from kept.identity.sessions import Session, digest
from kept.outside import mail
from kept.policy.keeps import keeps
from kept.web.templatetags.kept import brand


class Adapter(DefaultAccountAdapter):
    """The adapter for signing in."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every letter leaves through our one gate."""
        subject, text = self.written(template_prefix, email, context)
        mail.send(purpose="L1", recipient=mail.EMAIL, to=email, subject=subject, text=text)

    def written(self, template_prefix: str, email: str, context: dict[str, Any]) -> tuple[str, str]:
        """Subject and text of a letter, in the language of its reader."""
        user = context.get("user")
        language = getattr(user, "language", None) or translation.get_language() or "en"
        words = {"brand": brand(), "email": email, "request": now.request, **context}
        with translation.override(language):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
            text = render_to_string(f"{template_prefix}_message.txt", words).strip() + "\n"
        return subject, text

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person that something about their sign-in changed: when, and with which kind of device."""
        address = email or user.email  # sent after the commit, when the door to the database is shut already
        if address:
            known = {"user": user, "at": timezone.now(), "device": device_of(self.request), **(context or {})}
            self.send_mail(template_prefix, address, known)

    @keeps("D9")
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted for an address from a network: who guesses locks out only themselves."""
        address = str(credentials.get("email", "")).strip().lower()
        return f"{network_of(self.get_client_ip(request))} {address}"

    @keeps("D9")
    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; the new session remembers from which network and kind of device."""
        super().login(request, user)
        passage = access.current()
        if passage is not None:  # from here on it is known who came in
            passage.by, passage.user_id = "user", user.pk
        request.session.arrival = {  # type: ignore[attr-defined]
            "ip": self.get_client_ip(request),
            "device": device_of(request),
        }

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Sign-up is ours (`kept.public.sign_up`), the package never makes users."""
        raise NotImplementedError

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends all other sessions: Django ties them to the password's hash, and their rows go too."""
        super().set_password(user, password)
        here = now.request.session.session_key if now.request else None
        Session.objects.filter(user_id=user.pk).exclude(pk=digest(here or "")).delete()


class SecondFactor(DefaultMFAAdapter):
    """The adapter for second factors: their secrets lie encrypted under the operator's key."""

    def get_totp_issuer(self) -> str:
        """The name that an authenticator app shows."""
        return brand()

    def encrypt(self, text: str) -> str:
        """Seal a secret. It is bound to its person when its row is saved."""
        return second_secrets.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret. Raises Damaged when it is not ours, or another person's."""
        return second_secrets.opened(encrypted_text)
