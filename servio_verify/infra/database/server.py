"""Questions about the server and the database as a whole."""

from servio_verify.infra.database.question import LACKS, Question

COMPARED = (
    "autovacuum_analyze_scale_factor,autovacuum_max_workers,autovacuum_naptime,autovacuum_vacuum_scale_factor,"
    "bytea_output,checkpoint_timeout,DateStyle,default_statistics_target,default_transaction_isolation,"
    "effective_cache_size,effective_io_concurrency,fsync,full_page_writes,hot_standby_feedback,IntervalStyle,"
    "jit,log_lock_waits,log_min_duration_statement,log_statement,maintenance_work_mem,"
    "max_locks_per_transaction,max_parallel_workers_per_gather,max_prepared_transactions,max_wal_size,"
    "password_encryption,random_page_cost,rds.force_ssl,rds.logical_replication,row_security,search_path,"
    "shared_buffers,ssl,ssl_min_protocol_version,standard_conforming_strings,synchronous_commit,"
    "track_activities,track_io_timing,wal_level,work_mem"
)
"""Parameters that change how Servio behaves, and hold no secret: reviewed on 2026-11-28.

Those that are facts of their own are not among them."""

SERVER = Question(
    {
        "version": "the server's version",
        "name": "the name of the database",
        "timezone": "the time zone of a new session",
        "encoding": "how texts are stored",
        "collation": "how texts are sorted",
        "character_type": "what is a letter, and what its upper case",
        "in_recovery": "whether this is a replica, or a server that is being restored",
        "read_only": "whether a new session may only read",
        "is_superuser": "whether Servio's own user may do everything there",
        "bypasses_row_security": "whether row security does not hold for Servio's own user",
        "data_checksums": "whether pages on the disk have check sums",
        "autovacuum": "whether tables are cleaned by themselves",
        "max_connections": "connections that the server allows",
        "connections_used_percent": "share of them that is in use, percent",
        "size_mb": "size of the database, MiB",
        "transaction_ids_used_percent": "share of the transaction ids used since the last freeze, percent of 2^31",
        "tls_version": "the TLS of this connection, as the server says",
    },
    """SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
       current_database()::text AS name,
       current_setting('TimeZone') AS timezone,
       pg_encoding_to_char(d.encoding)::text AS encoding,
       d.datcollate::text AS collation,
       d.datctype::text AS character_type,
       pg_is_in_recovery() AS in_recovery,
       pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS read_only,
       r.rolsuper OR EXISTS (SELECT FROM pg_roles a WHERE a.rolname = 'rds_superuser'
           AND pg_has_role(current_user, a.oid, 'member')) AS is_superuser,
       r.rolsuper OR r.rolbypassrls AS bypasses_row_security,
       current_setting('data_checksums') = 'on' AS data_checksums,
       current_setting('autovacuum') = 'on' AS autovacuum,
       current_setting('max_connections')::int AS max_connections,
       round((SELECT sum(numbackends) FROM pg_stat_database) * 100.0
           / current_setting('max_connections')::int)::int AS connections_used_percent,
       (pg_database_size(d.oid) / 1048576)::int AS size_mb,
       round((SELECT max(age(datfrozenxid)) FROM pg_database) * 100.0 / 2147483648)::int
           AS transaction_ids_used_percent,
       (SELECT s.version FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()) AS tls_version
       FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = current_user""",
)

_READABLE = """CASE unit WHEN '8kB' THEN pg_size_pretty(reset_val::bigint * 8192)
           WHEN 'kB' THEN pg_size_pretty(reset_val::bigint * 1024) ELSE reset_val || coalesce(unit, '') END"""

SETTINGS = Question(
    {
        "parameters": "reviewed parameters that are not the server's defaults, name=value",
        "statement_timeout_ms": "after how long a statement is given up, ms; 0 is never",
        "lock_timeout_ms": "after how long waiting for a lock is given up, ms; 0 is never",
        "idle_in_transaction_timeout_ms": "after how long an idle transaction is ended, ms; 0 is never",
    },
    # reset_val is what the session began with: this transaction has time-outs of its own.
    f"""SELECT coalesce(array_agg(name || '=' || {_READABLE}) FILTER (
           WHERE reset_val IS DISTINCT FROM boot_val AND name = ANY ('{{{COMPARED}}}')), '{{}}') AS parameters,
       max(reset_val) FILTER (WHERE name = 'statement_timeout')::int AS statement_timeout_ms,
       max(reset_val) FILTER (WHERE name = 'lock_timeout')::int AS lock_timeout_ms,
       max(reset_val) FILTER (WHERE name = 'idle_in_transaction_session_timeout')::int
           AS idle_in_transaction_timeout_ms
       FROM pg_settings""",
)

EXTENSIONS = Question(
    {
        "extensions": "extensions that are installed",
        "extension_versions": "the same with their versions, name=version",
        "extensions_outdated": "extensions older than what the server has for them",
    },
    """SELECT coalesce(array_agg(e.extname::text), '{}') AS extensions,
       coalesce(array_agg(e.extname || '=' || e.extversion), '{}') AS extension_versions,
       coalesce(array_agg(e.extname::text) FILTER (WHERE a.default_version <> e.extversion), '{}')
           AS extensions_outdated
       FROM pg_extension e LEFT JOIN pg_available_extensions a ON a.name = e.extname""",
)

COLLATIONS = Question(
    {"collation_mismatches": "collations whose version is not the one that indexes were built with"},
    """SELECT coalesce(array_agg(name), '{}') AS collation_mismatches FROM (
       SELECT 'the database' AS name FROM pg_database WHERE datname = current_database()
           AND datcollversion <> pg_database_collation_actual_version(oid)
       UNION ALL SELECT c.collname::text FROM pg_collation c
           WHERE c.collversion <> pg_collation_actual_version(c.oid)) m""",
)

ACTIVITY = Question(
    {"oldest_transaction_seconds": "how long the oldest transaction of others has been open, s"},
    f"""SELECT CASE WHEN NOT pg_has_role(current_user, 'pg_read_all_stats', 'usage') THEN '{LACKS}' END AS unread,
       coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::int AS oldest_transaction_seconds
       FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'""",
)

REPLICATION = Question(
    {
        "replicas": "replicas that are connected",
        "idle_replication_slots": "replication slots that nobody reads: the disk fills",
    },
    """SELECT (SELECT count(*) FROM pg_stat_replication)::int AS replicas,
       (SELECT coalesce(array_agg(slot_name::text), '{}') FROM pg_replication_slots WHERE NOT active)
           AS idle_replication_slots""",
)

LAG = Question(
    {"replication_lag_seconds": "how far the slowest replica is behind, s; of a replica, how far it is itself"},
    f"""SELECT CASE WHEN bool_or(state IS NULL) THEN '{LACKS}'
           WHEN pg_is_in_recovery() AND pg_last_wal_receive_lsn() IS DISTINCT FROM pg_last_wal_replay_lsn()
               AND pg_last_xact_replay_timestamp() IS NULL THEN 'it has replayed nothing since its start' END AS unread,
       CASE WHEN NOT pg_is_in_recovery() THEN
           CASE WHEN count(*) > 0 THEN coalesce(max(extract(epoch FROM replay_lag)), 0) END
       WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver)
           THEN 0
       ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
       END::float8 AS replication_lag_seconds FROM pg_stat_replication""",
)

QUESTIONS = (SERVER, SETTINGS, EXTENSIONS, COLLATIONS, ACTIVITY, REPLICATION, LAG)
