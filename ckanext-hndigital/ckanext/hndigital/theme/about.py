"""The page "About": the operator's own text, or what is known of who publishes here."""

from __future__ import annotations

from dataclasses import dataclass

from ckan.plugins import toolkit
from ckanext.hndigital import config, in_charge, texts
from ckanext.hndigital.language import page_language

__all__ = ["About", "hndigital_about", "hndigital_about_default"]


@dataclass(frozen=True, slots=True)
class About:
    """Who publishes, whom to ask, and whether reports are published here; "" for what is not known."""

    authority: str
    contact_name: str
    contact_email: str
    contact_phone: str
    contact_url: str
    reports: bool
    stichtag: str


def hndigital_about() -> texts.PageText | None:
    """Return what the operator has written about the portal, None if nothing."""
    return texts.page_text("about", page_language())


def hndigital_about_default() -> About:
    """Return what the page says where nobody has written one."""
    figures = toolkit.get_action("digitalprojekt_statistik")({}, {})
    return About(
        authority=config.publisher_name(),
        contact_name=config.contact_name(),
        contact_email=in_charge.portal_mail(),
        contact_phone=in_charge.portal_phone(),
        contact_url=config.contact_url(),
        reports=bool(figures["count"]),
        stichtag=str((figures.get("ausgabe") or {}).get("stichtag") or ""),
    )
