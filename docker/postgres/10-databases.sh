#!/usr/bin/env bash
# Makes the roles and databases that CKAN and its DataStore need; run once, by PostgreSQL's image.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres << 'SQL'
\getenv ckan CKAN_DB_PASSWORD
\getenv datastore DATASTORE_DB_PASSWORD
\getenv datastore_read DATASTORE_READ_PASSWORD
CREATE ROLE ckan LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'ckan';
CREATE ROLE datastore LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'datastore';
CREATE ROLE datastore_read LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'datastore_read';
CREATE DATABASE ckan OWNER ckan ENCODING 'utf8' TEMPLATE template0;
CREATE DATABASE datastore OWNER datastore ENCODING 'utf8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE ckan FROM PUBLIC;
GRANT CONNECT ON DATABASE datastore TO ckan, datastore_read;
SQL
