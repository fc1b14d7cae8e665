#!/usr/bin/env bash
# Harvest a report and publish it on a running portal: demo.sh STATE PORT REPORT (from `make demo`).
# Again, it finds nothing to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

state=$1 port=$2 report=$3
hndigital=$BIN/hndigital
url=http://127.0.0.1:$port
package=$state/package

rm -rf "$package"
status=0
"$hndigital" harvest "$report" --out "$package" || status=$?
case $status in
  0) ;;
  3) echo "The report has errors (see $package/hinweise.csv); what could be read is published." ;;
  *) echo "make demo: $report could not be harvested." >&2; exit "$status" ;;
esac

"$hndigital" publish "$package" --ckan "$url" --token-file "$state/token" --journal "$state/journal.json"

cat <<END

  $url/digitalprojekte                overview of the projects
  $url/dataset/digitalprojekte        the register: all data, all editions
  $url/catalog.ttl                    DCAT-AP.de
  $url/user/login                     user admin, password: "admin_password" in $state/secrets.json

  API token: $state/token   logs: $state/logs   stop: make stop$([ "$port" = 5000 ] || echo " PORT=$port")
END
