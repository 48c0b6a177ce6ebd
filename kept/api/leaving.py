"""What the API's rows do when their instance leaves: nothing of them goes along."""

from __future__ import annotations

from kept.privacy.leaving.travelling import stays

stays("api.ticket", because="it is good for a minute")
stays("api.webhook", because="its secret is sealed for this place: machines are told anew where the instance is now")
stays("api.technicalcontact", because="it belongs to the webhooks, which stay")
stays("api.told", because="what a webhook answered, and those stay")
stays("api.delivery", because="it waits for a webhook, which stays")
