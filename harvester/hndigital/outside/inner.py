"""Which hosts are inside the own network: not asked on behalf of others unless an operator names them."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["EVERYTHING", "NOTHING_INNER", "Inner", "is_inner"]

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_UNICAST = ipaddress.IPv6Network("2000::/3")
_RELAYS = (
    # Both lead to an IPv4 address that stands within them or that a router chooses.
    ipaddress.IPv6Network("2002::/16"),
    ipaddress.IPv4Network("192.88.99.0/24"),
)


def is_inner(address: IPAddress) -> bool:
    """Return whether `address` is anything but one host on the public internet.

    Inner are loopback, private, link-local (with the metadata services of clouds), shared, reserved and
    multicast addresses, and in IPv6 whatever stands for an IPv4 address.
    """
    if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
        return True
    return not address.is_global or address.is_multicast or any(address in relay for relay in _RELAYS)


@dataclass(frozen=True, slots=True)
class Inner:
    """The inner hosts that may be asked: by name or address, by network, or all of them."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()
    all: bool = False

    @classmethod
    def named(cls, entries: Iterable[str]) -> Inner:
        """Return what a setting names: `10.1.0.0/16`, `192.168.1.7`, `geo.example.org`.

        Raises ValueError for an entry that is neither.
        """
        hosts, networks = set(), []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry))
            except ValueError:
                if "/" in entry or ":" in entry or not entry.isascii():
                    raise
                hosts.add(_name(entry))
        return cls(frozenset(hosts), tuple(networks))

    def permits(self, host: str, address: IPAddress) -> bool:
        """Return whether `address`, found for `host`, may be asked."""
        return self.all or not is_inner(address) or _name(host) in self.hosts or self._in_networks(address)

    def _in_networks(self, address: IPAddress) -> bool:
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in self.networks if network.version == mapped.version)

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of `host` that may be asked, in the order of preference.

        Whatever writing of an address the system understands (`0x7f.1`, `2130706433`) counts as what it
        stands for. Raises OSError if the host has no address, PermissionError if none of them may be asked.
        """
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise socket.gaierror(socket.EAI_NONAME, host) from error
        found = dict.fromkeys(str(entry[4][0]) for entry in entries)
        allowed = [one for one in found if self.permits(host, _parsed(one))]
        if not allowed:
            raise PermissionError(host)
        return allowed


def _parsed(address: str) -> IPAddress:
    return ipaddress.ip_address(address.partition("%")[0])


def _name(host: str) -> str:
    return host.strip("[]").rstrip(".").casefold()


NOTHING_INNER = Inner()
"""Public hosts only."""
EVERYTHING = Inner(all=True)
"""Any host: for what a person names at a shell."""
