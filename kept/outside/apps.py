"""The gate to the outside as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutsideConfig(AppConfig):
    name = "kept.outside"
    label = "outside"

    def ready(self) -> None:
        """Tell how long letters lie in their folders."""
        from kept.outside import alarms, scanning_log
        from kept.outside.letterbox import DAYS, SHOWN, WAITING
        from kept.policy.ageing import ages_out
        from kept.policy.period import Period
        from kept.policy.text import Text
        from kept.web import watched

        title = Text("letters that wait for the mail server", cs="dopisy, které čekají na poštovní server")
        ages_out("outside.letters", title, Period(days=DAYS), lambda: SHOWN.age_out() + WAITING.age_out())
        over = Text("alarms that are over", cs="poplachy, které skončily")
        finds = Text("what the scanner found in files", cs="co skener našel v souborech")
        ages_out("outside.finds", finds, Period(days=scanning_log.DAYS), scanning_log.age_out)
        watched.component("scanner", _("Scanner of files"), scanning_log.measure, public=False, place=60)
        ages_out("outside.alarms", over, Period(days=alarms.DAYS), alarms.age_out)
