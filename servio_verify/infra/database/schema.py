"""Questions about tables, indexes, constraints and sequences."""

from servio_verify.infra.database.migrations import OF_MIGRATIONS
from servio_verify.infra.database.question import NAMED, NOT_OF_AN_EXTENSION, OURS, Question

_OF_MIGRATIONS = f"{{{','.join(OF_MIGRATIONS)}}}"

INDEXES = Question(
    {"invalid_indexes": "indexes that are not used, because building them failed or has not ended"},
    f"""SELECT coalesce(array_agg({NAMED}), '{{}}') AS invalid_indexes FROM pg_index i
       JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT (i.indisvalid AND i.indisready) AND {OURS}""",
)

CONSTRAINTS = Question(
    {"constraints_not_valid": "constraints that rows from before need not keep (NOT VALID)"},
    f"""SELECT coalesce(array_agg({NAMED} || '.' || k.conname), '{{}}') AS constraints_not_valid FROM pg_constraint k
       JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT k.convalidated AND {OURS}""",
)

TABLES = Question(
    {
        "tables": "tables, without their partitions",
        "tables_without_primary_key": "tables without a primary key, or another unique index of columns that are set",
        "tables_autovacuum_off": "tables that are not cleaned by themselves",
        "tables_unlogged": "tables that are empty after a crash (UNLOGGED)",
        "tables_without_row_security": "tables of the schema public without row security",
        "tables_without_policy": "tables of the schema public with row security and no policy, but of migrations",
    },
    f"""SELECT coalesce(array_agg(name) FILTER (WHERE NOT relispartition), '{{}}') AS tables,
       coalesce(array_agg(name) FILTER (WHERE NOT keyed), '{{}}') AS tables_without_primary_key,
       coalesce(array_agg(name) FILTER (WHERE uncleaned), '{{}}') AS tables_autovacuum_off,
       coalesce(array_agg(name) FILTER (WHERE relpersistence = 'u'), '{{}}') AS tables_unlogged,
       coalesce(array_agg(name) FILTER (WHERE public AND NOT secured), '{{}}') AS tables_without_row_security,
       coalesce(array_agg(name) FILTER (WHERE public AND secured AND NOT ruled AND NOT relispartition
           AND relname <> ALL ('{_OF_MIGRATIONS}')), '{{}}') AS tables_without_policy
       FROM (SELECT {NAMED} AS name, c.relname, c.relispartition, c.relpersistence,
           n.nspname = 'public' AS public, c.relrowsecurity AS secured,
           EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS ruled,
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisprimary OR (
               i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
               AND NOT EXISTS (SELECT FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)))) AS keyed,
           EXISTS (SELECT FROM pg_options_to_table(c.reloptions) o
               WHERE o.option_name = 'autovacuum_enabled' AND NOT o.option_value::bool) AS uncleaned
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'p') AND {OURS} AND {NOT_OF_AN_EXTENSION}) t""",
)

_MOST = """SELECT min(CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 END) AS most
       FROM pg_depend d LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
       JOIN pg_attribute a
           ON a.attrelid = coalesce(f.adrelid, d.refobjid) AND a.attnum = coalesce(f.adnum, d.refobjsubid)
       WHERE (f.oid IS NOT NULL AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid)
           OR (d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))"""
"""The largest number that the columns can hold which a sequence numbers, by their default or as their own."""

NUMBERING = Question(
    {"sequences_used_up": "sequences of which more than 80 percent is used, or of what their column can hold"},
    f"""SELECT coalesce(array_agg({NAMED}) FILTER (
           WHERE pg_sequence_last_value(c.oid)::numeric > 0.8 * least(s.seqmax, m.most)), '{{}}') AS sequences_used_up
       FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL ({_MOST}) m WHERE s.seqincrement > 0 AND NOT s.seqcycle AND {OURS}""",
)

SEQUENCES_BEHIND = "sequences that would give a number again which their table has already"

ASK_SEQUENCES = f"""SELECT count(*) FILTER (WHERE NOT readable)::int, string_agg(format(
       'SELECT %L FROM %s HAVING max(%I) > (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM %s)',
       name, tab, col, seq), ' UNION ALL ') FILTER (WHERE readable)
   FROM (SELECT {NAMED} AS name, t.oid::regclass AS tab, a.attname AS col, c.oid::regclass AS seq,
           has_column_privilege(t.oid, a.attnum, 'SELECT') AND has_table_privilege(c.oid, 'SELECT') AS readable
       FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
       JOIN pg_sequence s ON s.seqrelid = c.oid AND s.seqincrement > 0 AND NOT s.seqcycle
       JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
           AND d.deptype IN ('a', 'i') AND {OURS}) q"""
"""How many sequences may not be looked at, and the query that names those of the others that are behind."""

QUESTIONS = (INDEXES, CONSTRAINTS, TABLES, NUMBERING)
