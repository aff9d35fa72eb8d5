#!/bin/sh
# Make the portal's two roles and its database on an empty server, where the image of PostgreSQL runs this. Run again it
# makes what is missing, such as a new database beside one that was renamed, and leaves the rest, passwords too, as is.
#
# `houvast_owner` owns the tables and changes them (the service `migrate`). `houvast` reads and writes rows. It can
# neither empty a table at one stroke nor switch off a trigger, so what is append-only stays so whatever the portal does.
set -eu
secrets=${SECRETS_DIR:-/run/secrets}
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet \
    -v owner_password="$(cat "$secrets/database_owner_password")" \
    -v portal_password="$(cat "$secrets/database_password")" \
    --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', name, password)
    FROM (VALUES ('houvast_owner', :'owner_password'), ('houvast', :'portal_password')) AS role (name, password)
    WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
SELECT 'CREATE DATABASE houvast OWNER houvast_owner ENCODING ''UTF8'' LOCALE ''C.UTF-8'' TEMPLATE template0'
    WHERE 'houvast' NOT IN (SELECT datname FROM pg_database) \gexec
REVOKE ALL ON DATABASE houvast FROM PUBLIC;
GRANT CONNECT ON DATABASE houvast TO houvast;
\connect houvast
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO houvast_owner;
GRANT USAGE ON SCHEMA public TO houvast;
ALTER DEFAULT PRIVILEGES FOR ROLE houvast_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO houvast;
ALTER DEFAULT PRIVILEGES FOR ROLE houvast_owner IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO houvast;
SQL
