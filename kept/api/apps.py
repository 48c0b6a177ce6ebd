"""The API as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.api"
    label = "api"

    def ready(self) -> None:
        """Tell the fences which function the API's lock needs, and how long keys of writes lie."""
        from kept.api import files, knock, once
        from kept.api.webhooks import noticing
        from kept.policy.ageing import ages_out
        from kept.policy.period import Period
        from kept.policy.text import Text
        from kept.tenancy import functions

        functions.EXTRAS.append(knock.functions)
        functions.EXTRAS.append(noticing.triggers)
        kept_once = Text("keys of writes that happen once", cs="klíče zápisů, které se stanou jednou")
        ages_out("api.once", kept_once, Period(days=once.DAYS), once.forget)
        sent = Text("files sent and attached to nothing", cs="soubory poslané a k ničemu nepřiložené")
        ages_out("api.uploads", sent, Period(days=files.WAITS.days), files.forget)
