#!/usr/bin/env bash
# PostgreSQL keeps values of rows that are gone: neither TRUNCATE, ANALYZE nor VACUUM FULL takes them out of pg_stats.
#
# Versions: PostgreSQL 15.
#
# Expected: once a table is emptied and ANALYZE has run, its statistics are those of an empty table.
# Happens:  ANALYZE leaves the statistics of a table without rows as they were. `most_common_vals` and `histogram_bounds` show the old
#           values to everybody who may read the table, until it has rows again or a superuser deletes from pg_statistic.
# Matters:  a staging database that was emptied still shows people, in text that no table holds any more; a check that walks
#           tables finds nobody. Whoever empties a table for privacy must look into pg_stats too.
#
# Output seen:
# > rows after TRUNCATE: 0
# > after ANALYZE: {anna@example.com}
# > after VACUUM FULL ANALYZE: {anna@example.com}
# > after DELETE FROM pg_statistic: none
set -euo pipefail

bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ] || { echo "PostgreSQL 15 is missing" >&2; exit 77; }
tmp=$(mktemp -d)
as() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
trap 'as $bin/pg_ctl -D "$tmp/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$tmp"' EXIT

[ "$(id -u)" != 0 ] || chown postgres "$tmp"
as $bin/initdb -D "$tmp/data" --auth=trust -U postgres --no-sync >/dev/null
as $bin/pg_ctl -D "$tmp/data" -w -l "$tmp/log" -o "-c listen_addresses= -k $tmp" start >/dev/null
sql() { as $bin/psql -h "$tmp" -U postgres -qAtX -v ON_ERROR_STOP=1 "$@"; }
kept="SELECT coalesce((SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'guests'), 'none')"

sql -c "CREATE TABLE guests (email text); INSERT INTO guests SELECT 'anna@example.com' FROM generate_series(1, 50)"
sql -c "ANALYZE guests" -c "TRUNCATE guests"
seen=$(
    echo "rows after TRUNCATE: $(sql -c 'SELECT count(*) FROM guests')"
    echo "after ANALYZE: $(sql -c 'ANALYZE guests' -c "$kept")"
    echo "after VACUUM FULL ANALYZE: $(sql -c 'VACUUM FULL ANALYZE guests' -c "$kept")"
    echo "after DELETE FROM pg_statistic: $(sql -c "DELETE FROM pg_statistic WHERE starelid = 'guests'::regclass" -c "$kept")"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
