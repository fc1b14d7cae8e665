"""The language in which the present request is answered."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital.internals import requests
from flask import request

__all__ = ["page_language", "register"]


def page_language() -> str:
    """Return the language of the page: "de", or "en" for every other one."""
    return "de" if (toolkit.h.lang() or "de").startswith("de") else "en"


def register(app: CKANApp) -> None:
    """Answer programs in the language that they ask for: their people read the sentences."""
    requests.once_identified(app, _asked)


def _asked() -> None:
    """Go by `Accept-Language` where a program asks an action with a token; the address goes before it."""
    environ = request.environ
    if request.endpoint != "api.action" or not environ.get("CKAN_LANG_IS_DEFAULT"):
        return
    if "Accept-Language" not in request.headers or not requests.by_api_token():
        return
    offered = [locale.short_name for locale in toolkit.h.get_available_locales()]
    if found := request.accept_languages.best_match(offered):
        requests.answer_in(found)
