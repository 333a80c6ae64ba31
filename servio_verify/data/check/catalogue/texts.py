"""Texts of the catalogue in which somebody can stand: comments, names, labels, definitions, statistics."""

from dataclasses import dataclass

from servio_verify.data.check.catalogue.relations import NAMED, OURS, ROOT

NOT_OF_AN_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {0}.oid AND e.deptype = 'e')"


@dataclass(frozen=True)
class Texts:
    """One kind of them, and the query of place and text. `are_names`: they are names of objects."""

    what: str
    sql: str
    are_names: bool = False


def _names(what: str, catalogue: str, name: str, where: str = "true") -> Texts:
    return Texts(what, f"SELECT '{what} ' || {name}, {name}::text FROM {catalogue} WHERE {where}", are_names=True)


THIS = "(SELECT oid FROM pg_database WHERE datname = current_database())"
ROLES = f"""(SELECT refobjid FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass
           AND (dbid = {THIS} OR (classid = 'pg_database'::regclass AND objid = {THIS})))"""
"""Roles that own something of this database or may do something there; others are of who looks after the server."""

TEXTS = (
    Texts(
        "comments",
        f"""SELECT 'comment on ' || coalesce({NAMED} || coalesce('.' || a.attname, ''), t.type || ' ' || t.identity),
           d.description FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, 0) t
           LEFT JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
           LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
           LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
           WHERE (d.objoid >= 16384 OR t.identity = 'public') AND NOT EXISTS (
               SELECT FROM pg_depend e WHERE e.objid = d.objoid AND e.classid = d.classoid AND e.deptype = 'e')""",
    ),
    Texts(
        "comments of the server",
        f"""SELECT 'comment on a ' || CASE classoid WHEN 'pg_authid'::regclass THEN 'role' ELSE 'database' END,
           description FROM pg_shdescription WHERE objoid = {THIS} OR objoid IN {ROLES}""",
    ),
    Texts(
        "names of relations",
        f"""SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' WHEN 'i' THEN 'index '
           ELSE 'table ' END || {NAMED}, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE {OURS} AND {NOT_OF_AN_EXTENSION.format("c")}""",
        are_names=True,
    ),
    Texts(
        "names of columns",
        f"""SELECT 'column ' || {NAMED} || '.' || a.attname, a.attname::text FROM pg_attribute a
           JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE a.attnum > 0 AND {OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')""",
        are_names=True,
    ),
    _names("schema", "pg_namespace n", "n.nspname", OURS),
    _names("role", "pg_roles", "rolname", f"rolname !~ '^pg_' AND oid IN {ROLES}"),
    _names("type", "pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace", "t.typname", OURS),
    _names("constraint", "pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace", "k.conname", OURS),
    _names("trigger", "pg_trigger", "tgname", "NOT tgisinternal"),
    _names("policy", "pg_policy", "polname"),
    Texts(
        "labels",
        f"""SELECT 'type ' || CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || t.typname, e.enumlabel
           FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace
           WHERE {OURS}""",
    ),
    Texts(
        "defaults",
        f"""SELECT 'default of ' || {NAMED} || '.' || a.attname, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
           JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
           JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}""",
    ),
    Texts(
        "defaults of domains",
        f"""SELECT 'default of type ' || t.typname, t.typdefault FROM pg_type t
           JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typdefault IS NOT NULL AND {OURS}""",
    ),
    Texts(
        "constraints",
        f"""SELECT 'constraint ' || k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
           JOIN pg_namespace n ON n.oid = k.connamespace WHERE k.contype IN ('c', 'x') AND {OURS}""",
    ),
    Texts(
        "views",
        f"""SELECT CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'materialised view ' END || {NAMED},
           pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('v', 'm') AND {OURS} AND {NOT_OF_AN_EXTENSION.format("c")}""",
    ),
    Texts(
        "indexes",
        f"""SELECT 'index ' || {NAMED}, pg_get_indexdef(i.indexrelid) FROM pg_index i
           JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL) AND {OURS}""",
    ),
    Texts(
        "functions",
        f"""SELECT 'function ' || p.proname, concat_ws(' ', p.prosrc, pg_get_function_sqlbody(p.oid),
           pg_get_expr(p.proargdefaults, 0), p.proconfig::text, g.agginitval, g.aggminitval) FROM pg_proc p
           LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid
           JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS} AND {NOT_OF_AN_EXTENSION.format("p")}""",
    ),
    Texts("triggers", "SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"),
    Texts(
        "rules",
        f"""SELECT 'rule ' || r.rulename, pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
           JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND {OURS}""",
    ),
    Texts(
        "policies",
        """SELECT 'policy ' || polname, concat_ws(' ', pg_get_expr(polqual, polrelid),
           pg_get_expr(polwithcheck, polrelid)) FROM pg_policy""",
    ),
    Texts(
        "bounds of partitions",
        f"""SELECT 'bounds of ' || {NAMED}, pg_get_expr(c.relpartbound, c.oid) FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relispartition AND c.relkind <> 'i' AND {OURS}""",
    ),
    Texts(
        "publications",
        "SELECT 'publication ' || p.pubname, to_jsonb(p) ->> 'rowfilter' FROM pg_publication_tables p",
    ),
    Texts("settings", "SELECT 'settings of a database or role', s FROM pg_db_role_setting, unnest(setconfig) s"),
    Texts(
        "foreign servers",
        f"""SELECT 'foreign server ' || srvname, srvoptions::text FROM pg_foreign_server
           UNION ALL SELECT 'foreign-data wrapper ' || fdwname, fdwoptions::text FROM pg_foreign_data_wrapper
           UNION ALL SELECT 'options of ' || {NAMED}, concat_ws(' ', f.ftoptions::text, (SELECT
               string_agg(a.attfdwoptions::text, ' ') FROM pg_attribute a WHERE a.attrelid = c.oid))
           FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace""",
    ),
    Texts("user mappings", "SELECT 'user mapping of ' || srvname, umoptions::text FROM pg_user_mappings"),
    Texts("security labels", "SELECT 'security label of ' || objname, label FROM pg_seclabels WHERE objoid >= 16384"),
)

_THE_TABLE = "JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = {0}.tablename"
STATISTICS = f"""SELECT 'statistics of ' || {NAMED} || '.' || s.attname, {ROOT}, s.attname::text, concat_ws(E'\\n',
       s.most_common_vals::text, s.histogram_bounds::text, s.most_common_elems::text)
   FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname {_THE_TABLE.format("s")} WHERE {OURS}
   UNION ALL SELECT 'statistics ' || x.statistics_name, {ROOT}, '', x.most_common_vals::text
   FROM pg_stats_ext x JOIN pg_namespace n ON n.nspname = x.schemaname {_THE_TABLE.format("x")}
   WHERE {OURS} AND x.most_common_vals IS NOT NULL"""
"""Values that the planner keeps, of rows too that are gone; of columns that this user may read. What the policy decides
on, a partition's table too, is told beside."""
