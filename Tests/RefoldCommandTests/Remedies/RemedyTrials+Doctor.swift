import Foundation

/// What an examination finds, and what it says to do.
extension RemedyTrials {
    private static let stocked = "refold events --format ndjson --store sqlite:../payments.db > p.ndjson; refold import p.ndjson STORE --quiet"
    private static let served = "\(stocked); refold rebuild payments --quiet"
    private static let role = "CREATE ROLE $ROLE LOGIN"

    /// Runs the statements that the examination prints. The replication slots of the server are those of another trial.
    private static func pasted(_ flags: String = "") -> String {
        "refold doctor --store \"$AS\" \(flags) | grep '^[A-Z]' | grep -v pg_drop_replication_slot > d.sql; psql \"$URI\" -qX -v ON_ERROR_STOP=1 -f d.sql > d.log"
    }

    private static func shell(_ sql: String) -> String { "sql \"\(sql.replacingOccurrences(of: "\"", with: "\\\""))\"" }

    /// - Parameters:
    ///   - fault: SQL, after `before`.
    ///   - cure: a command.
    private static func examined(
        _ remedy: String, before: String = stocked, _ fault: String, _ cure: String, _ command: String = "refold doctor --store \"$AS\"", warns: Bool = false
    ) -> RemedyTrial {
        RemedyTrial(remedy: remedy, before: "\(before); : STORE; \(shell(fault))", command: command, cure: cure, isByExample: true, warns: warns)
    }

    static let examinations = eventRights + modelRights + onServers + machine + typing

    private static let eventRights = [
        examined("EventRightsCheck: let its owner run the SQL below", role, pasted("--for read"), "refold doctor --for read --store \"$AS\""),
        examined(
            "EventRightsCheck: run the SQL below, and connect again",
            "\(role); CREATE SCHEMA app; ALTER TABLE event_store SET SCHEMA app; GRANT USAGE ON SCHEMA app TO $ROLE; GRANT SELECT ON app.event_store TO $ROLE", pasted("--for read"),
            "refold doctor --for read --store \"$AS\""),
        examined("PostgresFailure: grant the role what is missing: refold doctor --for build, read, report or write prints the SQL; or use another role", role, pasted("--for read"), "refold events --store \"$AS\""),
    ]

    private static let readable = "GRANT USAGE ON SCHEMA read_models TO $ROLE; GRANT SELECT ON read_models.payments TO $ROLE"

    private static let modelRights = [
        examined(
            "ReadModelRightsCheck: build read models with refold rebuild, as the role that builds", "SELECT 1", "refold rebuild payments --quiet", "refold doctor --for report --read-models \"$URI\""),
        examined("ReadModelRightsCheck: let an owner of the database run the SQL below", "\(role); GRANT SELECT ON event_store TO $ROLE", pasted()),
        examined(
            "ReadModelRightsCheck: connect as \"…\"", before: served, "\(role); GRANT SELECT ON event_store TO $ROLE", "true", "refold doctor --store \"<<$AS|>$URI>>\""),
        examined(
            "ReadModelRightsCheck: let a superuser run the SQL below", before: served,
            "\(role); GRANT SELECT ON event_store TO $ROLE; ALTER SCHEMA read_models OWNER TO $ROLE; ALTER TABLE read_models.refold_generations OWNER TO $ROLE", pasted()),
        examined(
            "ReadModelRightsCheck: let the owner of the schema run the SQL below", "\(role); GRANT SELECT ON event_store TO $ROLE; CREATE SCHEMA read_models", pasted()),
        examined(
            "ReadModelRightsCheck: let their owner run the SQL below, or the part of it for the read models that it is to see", before: served, role, pasted("--for report"),
            "refold doctor --for report --read-models \"$AS\""),
        examined(
            "ReadModelRightsCheck: let the role that builds run refold catch-up, which makes them", before: served, "\(role); \(readable); DROP VIEW read_models.refold_readable_generations CASCADE",
            "refold catch-up payments --quiet", "refold doctor --for report --read-models \"$AS\""),
    ]

    private static let able = "\(role); GRANT SELECT ON event_store TO $ROLE; CREATE SCHEMA read_models AUTHORIZATION $ROLE"

    private static let onServers = [
        examined(
            "RoleCheck: connect as a role with no more rights than it needs: refold doctor --grants … prints its SQL", "SELECT 1",
            "refold doctor --grants build --role $ROLE --store \"$URI\" > g.sql; psql \"$URI\" -qX -v ON_ERROR_STOP=1 -f g.sql", "refold doctor --store \"<<$URI|>$AS>>\"", warns: true),
        examined(
            "EncodingCheck: make a database with ENCODING 'UTF8' and move the data there with pg_dump", "CREATE DATABASE $ROLE TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'", "true",
            "OTHER=$(echo \"$URI\" | sed \"s#///[a-z0-9_]*#///$ROLE#\"); refold seed --events 3 --quiet --store \"$OTHER\"; refold doctor --store \"<<$OTHER|>$URI>>\"", warns: true),
        examined(
            "TimeoutCheck: run the SQL below, or add options=-c…%3D0 to the URI", "\(able); ALTER ROLE $ROLE SET statement_timeout = '90s'", pasted(), warns: true),
        examined(
            "ConnectionCheck: raise max_connections, or the limit of the role or the database, or name fewer projections at a time", "\(able); ALTER ROLE $ROLE CONNECTION LIMIT 5",
            shell("ALTER ROLE $ROLE CONNECTION LIMIT 90"), warns: true),
        examined(
            "OldTransactionCheck: start its reader, or drop it with the SQL below", "\(able); SELECT pg_create_physical_replication_slot('$ROLE')",
            "refold doctor --store \"$AS\" | grep \"^SELECT pg_drop_replication_slot('$ROLE')\" > d.sql; psql \"$URI\" -qX -v ON_ERROR_STOP=1 -f d.sql > d.log",
            "refold doctor --store \"$AS\" | sed -n \"/$ROLE/p\"; true", warns: true),
    ]

    private static func local(
        _ remedy: String, files: [String: String] = [:], before: String = "refold rebuild payments --quiet", _ command: String, _ cure: String = "", warns: Bool = false
    ) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: files, before: before, command: command, cure: cure, isByExample: true, warns: warns)
    }

    private static let machine = [
        local("DefinitionCheck: see refold check, which prints them", files: ["Reports/a.report.json5": #"{from: "payments", measures: {n: {<<cuont|>count>>: "*"}}}"#], "refold doctor"),
        local("DiskCheck: make it, or set TMPDIR to a folder that is there", "export TMPDIR=$PWD/<<nowhere|>.>>; refold doctor"),
        local("MemoryCheck: give runs a smaller --memory; the result is the same", "refold doctor --memory <<900T|>64M>>", warns: true),
        local("OpenFilesCheck: let it open more: ulimit -n 1024, or LimitNOFILE=1024 in the unit", "ulimit -S -n <<100|>1024>>; refold doctor", warns: true),
        local("FileCheck: check the path, or make a store with refold import, refold ingest or refold seed", before: "true", "refold doctor --store sqlite:new.db", "refold seed --events 3 --store sqlite:new.db --quiet"),
        local("FileCheck: build read models with refold rebuild", before: "true", "refold doctor --for report", "refold rebuild payments --quiet"),
        local("JournalCheck: check the path", before: "printf 'no database, but a text of more than a hundred letters: %100s' x > text.db", "refold doctor --store sqlite:<<text|>events>>.db"),
        local(
            "FileCheck: give this user the right to read it, or run as its owner", before: "chmod 755 .. .; chmod 600 events.db",
            "\(Privileges.asNobody) refold doctor --for read", "chmod 644 events.db"),
        local(
            "FileCheck: give this user the right to write it, or run as its owner", before: "chmod 777 .. .; chmod 644 events.db",
            "\(Privileges.asNobody) refold doctor --for write", "chmod 666 events.db*"),
        local(
            "FileCheck: give this user the right to write there, or name another place with --read-models", before: "mkdir -m 755 own; mkdir -m 777 free; chmod 755 .. .; chmod 644 events.db*; export TMPDIR=/tmp",
            "TMPDIR=/tmp \(Privileges.asNobody) refold doctor --read-models sqlite:<<own|>free>>/r.db"),
        local(
            "StateFolderCheck: give this user the right to write there, or name another place with --work-folder or workFolder in refold.json5",
            before: "mkdir -m 777 free; mkdir -m 755 own; chmod 755 .. .; chmod 644 events.db*", "TMPDIR=/tmp REFOLD_WORK_FOLDER=$PWD/<<own|>free>> \(Privileges.asNobody) refold doctor --read-models sqlite:free/r.db"),
        local(
            "OutputCheck: give this user the right to write there, or name another output in the job",
            files: ["Jobs/night.json5": #"{readModels: "sqlite:free/r.db", steps: [{export: "payments", output: "<<own|>free>>/x.csv"}]}"#],
            before: "mkdir -m 777 free; mkdir -m 755 own; chmod 755 .. . Jobs; chmod 644 events.db* Jobs/*", "TMPDIR=/tmp \(Privileges.asNobody) refold doctor night"),
        local(
            "OutputCheck: give this user the right to write there, or name another file with --metrics",
            files: ["refold.json5": #"{store: "sqlite:events.db", readModels: "sqlite:free/r.db", metrics: "<<own|>free>>/m.prom"}"#],
            before: "mkdir -m 777 free; mkdir -m 755 own; chmod 755 .. .; chmod 644 events.db* refold.json5", "TMPDIR=/tmp \(Privileges.asNobody) refold doctor"),
        local(
            "DiskCheck: set TMPDIR to a folder that this user may write to", before: "mkdir -m 777 free; mkdir -m 755 own; chmod 755 .. .; chmod 644 events.db*",
            "TMPDIR=$PWD/<<own|>free>> \(Privileges.asNobody) refold doctor --read-models sqlite:free/r.db"),
    ]

    private static let typing = [
        local("PrintedGrants: leave it out", "refold doctor --grants build <<payments|>>>"),
        local("DoctorVerb: leave it out", "refold doctor --grants build <<--for read|>>>"),
        local("DoctorVerb: add --grants PURPOSE, or leave it out", "refold doctor --role ana <<|>--grants read>>"),
        local("DoctorVerb: name one job", files: ["Jobs/a.json5": #"{steps: [{catchUp: []}]}"#], "refold doctor a <<b|>>>"),
    ]
}
