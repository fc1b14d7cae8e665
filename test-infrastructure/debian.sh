#!/usr/bin/env bash
# Installs the Debian packages that set-up needs, or says which one line an administrator runs.
#
# The list is debian-packages.txt beside this file. Each package has a probe, so that a machine that
# has the program from elsewhere is left alone. Installing starts no service: the portal runs servers
# of its own. Exit codes: 0 everything is there, 1 something is missing and can't be installed here.
set -euo pipefail

list=$(dirname "${BASH_SOURCE[0]}")/debian-packages.txt
python=${PYTHON:-python3}
policy=/usr/sbin/policy-rc.d # Debian asks it before a package starts a service; exit code 101 says no

present() {
  local kind=${1%%:*} name=${1#*:}
  case $kind in
    command) command -v "$name" ;;
    file) compgen -G "$name" ;;
    library) /sbin/ldconfig -p | grep -F "$name" ;;
    python) "$python" -c "import sys; sys.exit(not ($name))" 2> /dev/null ;;
    *) echo "debian-packages.txt: unknown kind of probe: $1" >&2; exit 1 ;;
  esac > /dev/null
}

missing() {
  local package probe
  while read -r package probe; do
    case $package in '' | '#'*) continue ;; esac
    present "$probe" || echo "$package"
  done < "$list"
}

mapfile -t packages < <(missing)
if [ ${#packages[@]} -gt 0 ]; then
  line="apt-get install -y --no-install-recommends ${packages[*]}"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    printf 'Programs are missing. An administrator installs them with this line:\n  %s\n' "$line" >&2
    exit 1
  fi
  echo "Debian packages: installing ${packages[*]}"
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get update -qq && $line -qq; } < /dev/null > /dev/null; then
    echo "apt-get failed; run this by hand to see why: apt-get update && $line" >&2
    exit 1
  fi
  hash -r
  mapfile -t packages < <(missing)
  if [ ${#packages[@]} -gt 0 ]; then
    echo "Installed, but still not found: ${packages[*]} (the probes stand in $list)" >&2
    exit 1
  fi
fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3 …" >&2
  exit 1
fi
