"""Who may read `/metrics`, by token or by network; a running portal is asked in tests/portal/operating."""

from __future__ import annotations

import ipaddress

import pytest
from ckanext.hndigital import config
from ckanext.hndigital.operating.door import may_read_metrics
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request


def asked(address: str = "127.0.0.1", **headers: str) -> Request:
    """Return a request from an address."""
    builder = EnvironBuilder(path="/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    return Request(builder.get_environ())


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Set neither token nor networks; tests set them."""
    monkeypatch.setattr(config, "metrics_token", lambda: "")
    monkeypatch.setattr(config, "metrics_networks", lambda: ())
    return monkeypatch


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer falsch", "Basic geheim", "Bearer geheim "])
def test_with_a_token_everybody_needs_it(set_to: pytest.MonkeyPatch, given: str) -> None:
    """Also who asks from inside: a server shared with others is inside, too."""
    set_to.setattr(config, "metrics_token", lambda: "geheim")
    assert not may_read_metrics(asked(Authorization=given))
    assert may_read_metrics(asked("8.8.8.8", Authorization="Bearer geheim"))


def test_named_networks_are_all(set_to: pytest.MonkeyPatch) -> None:
    """Whoever is inside, but in none of them, is refused."""
    set_to.setattr(config, "metrics_networks", lambda: (ipaddress.ip_network("10.20.0.0/16"),))
    assert may_read_metrics(asked("10.20.3.4"))
    assert may_read_metrics(asked("::ffff:10.20.3.4"))
    assert not may_read_metrics(asked("10.21.3.4"))
    assert not may_read_metrics(asked("10.20.3.4", **{"X-Forwarded-For": "127.0.0.1"}))


def test_a_network_that_cannot_be_read_opens_to_nobody(set_to: pytest.MonkeyPatch) -> None:
    """A mistyped setting is no error of the portal's; `ckan hndigital check` names it."""
    set_to.undo()
    set_to.setattr(config, "_text", lambda name: "")
    set_to.setattr(config, "_words", lambda name: ("10.20.0.0/99",))
    assert not may_read_metrics(asked())


@pytest.mark.parametrize("address", ["", "8.8.8.8", "2001:4860:4860::8888", "unix:", "127.0.0.1:80"])
def test_what_is_not_plainly_inside_is_outside(set_to: pytest.MonkeyPatch, address: str) -> None:
    """A socket without an address, a host of the internet, an address that cannot be read."""
    assert not may_read_metrics(asked(address))
