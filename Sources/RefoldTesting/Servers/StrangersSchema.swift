import Foundation

/// An attack by a user who can create a schema: it comes before `pg_catalog` on the search path, and its functions, aggregates, operators,
/// types, tables and views have the names of the server's own.
///
/// Each of them that is used adds a line to a file, and then fails. A row in a table would be lost when the transaction fails.
public struct StrangersSchema {
    private let uri: String
    private let file: String

    /// Makes the schema `evil`, which is not on the search path yet.
    public init(in uri: String) throws {
        self.uri = uri
        file = "/tmp/refold-strangers.\(UInt64.random(in: 0 ... .max))"
        _ = try PostgresCluster.psql(uri, Self.shadows.replacing("THE FILE", with: file))
    }

    /// Puts the schema before `pg_catalog` on the search path of every session of the database.
    public func takePath() throws {
        let database = uri.dropFirst("postgresql:///".count).prefix { $0 != "?" }
        _ = try PostgresCluster.psql(uri, "ALTER DATABASE \(database) SET search_path = evil, public, pg_catalog")
    }

    /// The URI of the database with options that set the search path.
    public var uriWithPath: String { uri + (uri.contains("?") ? "&" : "?") + "options=-csearch_path%3Devil,public,pg_catalog" }

    /// The names used so far, one per line. Removes the file.
    public func used() throws -> String {
        let found = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        _ = try PostgresCluster.psql(uri, "COPY (SELECT) TO PROGRAM 'cat > /dev/null; rm -f \(file)'")
        return found
    }

    /// Objects that cannot be made, such as functions with types that only C knows, are skipped.
    private static let shadows = #"""
        SET search_path = pg_catalog; SET client_min_messages = error; SET check_function_bodies = off;
        CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO PUBLIC;
        CREATE FUNCTION evil."the shadow"(text) RETURNS boolean LANGUAGE plpgsql AS $f$ BEGIN
          EXECUTE 'COPY (SELECT ' || quote_literal($1) || '::text) TO PROGRAM ''cat >> THE FILE'''; RETURN true; END $f$ SET search_path = pg_catalog;
        DO $do$
        DECLARE r record; body text;
        BEGIN
          FOR r IN
            SELECT p.proname AS name, p.provariadic <> 0 AS is_variadic, pronargs AS count,
              (SELECT coalesce(string_agg(CASE WHEN p.provariadic <> 0 AND a.number = p.pronargs THEN 'VARIADIC ' ELSE '' END || format_type(a.type, NULL), ', ' ORDER BY a.number), '')
                FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type, number)) AS arguments,
              CASE WHEN p.proretset THEN 'SETOF ' ELSE '' END || format_type(p.prorettype, NULL) AS result
            FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind IN ('f', 'a', 'w')
            UNION ALL
            VALUES ('quote_ident', false, 1, 'name', 'text'), ('array_to_string', false, 2, 'text[], text', 'text'), ('unnest', false, 1, 'text[]', 'SETOF text'),
              ('unnest', false, 1, 'name[]', 'SETOF name'), ('unnest', false, 1, 'bigint[]', 'SETOF bigint'), ('format', false, 2, 'text, text', 'text'),
              ('format', false, 3, 'text, text, text', 'text'), ('format', false, 5, 'text, text, text, text, text', 'text'), ('coalesce', false, 2, 'bigint, integer', 'bigint'),
              ('max', false, 1, 'bigint', 'bigint'), ('count', false, 0, '', 'bigint'), ('to_jsonb', false, 1, 'text', 'jsonb'), ('current_schemas', false, 1, 'boolean', 'name[]'),
              ('pg_get_serial_sequence', false, 2, 'text, unknown', 'text'), ('array_agg', false, 1, 'oid', 'oid[]'), ('aclexplode', false, 1, 'aclitem[]', 'SETOF record')
          LOOP
            BEGIN
              body := format('BEGIN PERFORM evil."the shadow"(%L); RAISE EXCEPTION %L; END', 'function ' || r.name, 'a stranger''s function ran: ' || r.name);
              EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', r.name, r.arguments, r.result, body);
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
          END LOOP;
          FOR r IN SELECT o.oid, o.oprname, o.oprleft, o.oprright, o.oprresult FROM pg_operator o WHERE o.oprnamespace = 'pg_catalog'::regnamespace
            UNION ALL
            SELECT 0 - n, op, l::regtype, t::regtype, 'text'::regtype FROM (VALUES (1, '||', 'text', 'text'),
              (2, '||', 'text', 'name'), (3, '||', 'name', 'text'), (4, '||', 'text', 'oid')) AS v (n, op, l, t)
          LOOP
            BEGIN
              body := format('BEGIN PERFORM evil."the shadow"(%L); RAISE EXCEPTION %L; END', 'operator ' || r.oprname, 'a stranger''s operator ran: ' || r.oprname);
              EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', 'operator ' || r.oid,
                concat_ws(', ', CASE WHEN r.oprleft <> 0 THEN format_type(r.oprleft, NULL) END, format_type(r.oprright, NULL)), format_type(r.oprresult, NULL), body);
              EXECUTE format('CREATE OPERATOR evil.%s (%s FUNCTION = evil.%I, RIGHTARG = %s)', r.oprname,
                CASE WHEN r.oprleft <> 0 THEN 'LEFTARG = ' || format_type(r.oprleft, NULL) || ',' ELSE '' END, 'operator ' || r.oid, format_type(r.oprright, NULL));
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
          END LOOP;
          FOR r IN SELECT t.typname FROM pg_type t WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype = 'b' AND t.typname !~ '^_' LOOP
            BEGIN
              EXECUTE format('CREATE DOMAIN evil.%I AS pg_catalog.%I CHECK (NOT evil."the shadow"(%L))', r.typname, r.typname, 'type ' || r.typname);
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
          END LOOP;
          FOR r IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind IN ('r', 'v') LOOP
            BEGIN
              EXECUTE format('CREATE VIEW evil.%I AS SELECT * FROM pg_catalog.%I WHERE evil."the shadow"(%L)', r.relname, r.relname, 'relation ' || r.relname);
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
          END LOOP;
        END $do$;
        """#
}
