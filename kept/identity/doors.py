"""The pages that come with the sign-in package, and whom each admits. What is not named here stays shut."""

from __future__ import annotations

from kept.policy.doors import PUBLIC, SIGNED_IN

ANYBODY = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
)
SIGNED_IN_ONLY = (
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
)
DOORS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ANYBODY, (PUBLIC,)),
    **dict.fromkeys(SIGNED_IN_ONLY, (SIGNED_IN,)),
}
