"""The desk: Django's admin under our name."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.sites import AdminSite


class Desk(AdminSite):
    site_header = "SmartPulse"
    site_title = "SmartPulse"
    index_title = "The desk"


class DeskConfig(AdminConfig):
    default_site = "smartpulse.admin_site.Desk"
