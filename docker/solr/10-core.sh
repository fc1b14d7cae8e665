#!/usr/bin/env bash
# Lays out CKAN's core before Solr starts (run by the image's entrypoint). An index that was made with
# another configuration is dropped; CKAN's container makes a new one when it finds the index empty.
set -euo pipefail

core=/var/solr/data/ckan
if ! diff -qr /opt/ckan-conf "$core/conf" > /dev/null 2>&1; then
  rm -rf "$core"
  mkdir -p "$core"
  cp -r /opt/ckan-conf "$core/conf"
  echo "name=ckan" > "$core/core.properties"
fi
