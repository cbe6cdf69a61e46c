from django.apps import AppConfig
from django.db.backends.signals import connection_created

from smartpulse.prepared import plan_once


class SmartPulseConfig(AppConfig):
    name = "smartpulse"

    def ready(self) -> None:
        connection_created.connect(plan_once)
