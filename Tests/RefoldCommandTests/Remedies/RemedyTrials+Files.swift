/// Faults of files, folders and links.
extension RemedyTrials {
    private static let rebuilt = "refold rebuild --quiet"
    private static let exported = "refold events --format ndjson > x.ndjson"

    private static func trial(_ remedy: String, _ command: String, before: String = "", cure: String = "") -> RemedyTrial {
        RemedyTrial(remedy: remedy, before: before, command: command, cure: cure)
    }

    /// As a user who may read nothing of others.
    private static func stepping(_ remedy: String, _ command: String, before: String, cure: String) -> RemedyTrial {
        RemedyTrial(remedy: remedy, before: before, command: "\(Privileges.asNobody) \(command)", cure: cure)
    }

    static let files = folders + systems + rights + zones

    private static func zone(_ remedy: String, _ command: String, before: String, cure: String = "") -> RemedyTrial {
        RemedyTrial(
            remedy: remedy,
            files: [
                "Reports/p.projection.json5":
                    #"{name: "p", version: 1, key: "@stream", columns: {d: "date"}, on: {PaymentInitiated: {d: {day: "@occurred_at", timeZone: "Europe/Rome"}}}}"#
            ], before: "mkdir -p zones/Europe; \(before)", command: command, cure: cure)
    }

    private static let rome = "/usr/share/zoneinfo/Europe/Rome zones/Europe/Rome"

    private static let zones = [
        zone("ZoneFolder: copy the file into the folder", "TZDIR=zones refold check", before: "ln -s \(rome)", cure: "rm zones/Europe/Rome; cp \(rome)"),
        zone("ZoneFolder: correct TZDIR, or leave it unset", "TZDIR=<<zone|>zones>> refold check", before: "cp \(rome)"),
        zone("ZoneFolder: make it anew with zic, or correct TZDIR", "TZDIR=<<zones|>/usr/share/zoneinfo>> refold check", before: "echo none > zones/Europe/Rome"),
    ]

    private static let folders = [
        trial("LineReader: name the files in it", "refold import dir<<|>/x.ndjson>>", before: "\(exported); mkdir dir; mv x.ndjson dir"),
        trial("PosixFile: remove the link", "refold export payments --output rows.csv", before: "\(rebuilt); ln -s nowhere/rows.csv rows.csv", cure: "rm rows.csv"),
        trial("PosixFile: name a file", "refold export payments --output out<<|>/rows.csv>>", before: "\(rebuilt); mkdir out"),
        trial("ProtectedFiles: name another file", "refold export payments --output <<events.db|>rows.csv>>", before: rebuilt),
        trial("ProtectedFiles: leave --output out to write to standard output", "refold export payments<< --output /dev/stdout|>>>", before: rebuilt),
        trial(#"JobFolder: did you mean "…"?"#, "refold run <<nigth|>night>>", before: "mkdir Jobs; printf '{steps: [{catchUp: \"payments\"}]}' > Jobs/night.json5"),
        trial("JobFolder: name the file itself", "refold run <<night|>other/night.json5>>", before: "mkdir other; printf '{steps: [{catchUp: \"payments\"}]}' > other/night.json5"),
        trial("WholeFile: check the path", "refold run Jobs/<<nigth|>night>>.json5", before: "mkdir Jobs; printf '{steps: [{catchUp: \"payments\"}]}' > Jobs/night.json5"),
        trial(
            "DefinitionFolder: copy the file into the folder", "refold check", before: "mkdir Reports; printf '{from: \"payments\", measures: {n: {count: \"*\"}}}' > r; ln -s ../r Reports/r.report.json5",
            cure: "rm Reports/r.report.json5; cp r Reports/r.report.json5"),
        trial("DefinitionFolder: create it, or name another with --definitions", "refold check --definitions Mine", cure: "mkdir Mine"),
        trial(
            "DefinitionFolder: flatten them", "refold check", before: "d=Reports; for i in $(seq 40); do d=$d/d; done; mkdir -p $d", cure: "rm -r Reports; mkdir Reports"),
        trial(
            "DefinitionFolder: remove one of the files", "refold check",
            before: "mkdir Reports; for e in json json5; do printf '{\"from\": \"payments\", \"measures\": {\"n\": {\"count\": \"*\"}}}' > Reports/r.report.$e; done", cure: "rm Reports/r.report.json"),
        trial("DefinitionFolder: remove the link", "refold check", before: "mkdir Reports; ln -s nowhere Reports/r.report.json5", cure: "rm Reports/r.report.json5"),
        trial("DefinitionFolder: remove the link, or make the folder that it leads to", "refold check", before: "ln -s Elsewhere Reports", cure: "mkdir Elsewhere"),
        trial("SQLiteConnection: name the file itself", "refold status --store sqlite:<<.|>events.db>>"),
        trial(
            "SQLiteConnection: remove the other names (find them with: find / -xdev -samefile FILE), or put a copy in the place of this one", "refold import x.ndjson",
            before: "\(exported); ln events.db other.db", cure: "rm $(find . -xdev -samefile events.db | grep other)"),
        trial("SQLiteFailure: check the path", "refold status --store sqlite:<<x.ndjson|>events.db>>", before: exported),
        trial(
            "SQLiteEventStore: check the path, or make a store with refold import, refold ingest or refold seed", "refold status --store sqlite:new.db",
            cure: "refold seed --events 10 --store sqlite:new.db"),
        trial("SQLiteFailure: restore it from a backup; sqlite3 FILE 'PRAGMA integrity_check' tells more", "refold rebuild payments",
            before: "cp events.db backup.db; head -c 4000 /dev/zero | tr '\\0' x | dd of=events.db bs=1 seek=4100 conv=notrunc 2> /dev/null", cure: "cp backup.db events.db"),
    ]

    private static let systems = [
        trial("SystemFailure: check the path", "refold import <<y|>x>>.ndjson", before: exported),
        trial("SystemFailure: create the folder first", "cat x.ndjson | TMPDIR=$PWD/tmp refold import -", before: exported, cure: "mkdir tmp"),
        trial("SystemFailure: use a shorter name", "refold import <<\(String(repeating: "x", count: 300))|>x.ndjson>>", before: exported),
        trial(
            "SystemFailure: the path goes through a link that leads back to itself or must not be one: remove that link", "refold import loop", before: "\(exported); ln -s loop loop",
            cure: "rm loop; mv x.ndjson loop"),
        trial("SystemFailure: a part of the path is no folder: …", "refold export payments --output <<x.ndjson|>out>>/rows.csv", before: "\(rebuilt); \(exported)"),
        trial("SystemFailure: free some space, then run it again", "refold export payments > <</dev/full|>rows.csv>>", before: rebuilt),
        trial(
            "SystemFailure: let files grow larger (ulimit -f), or use a file system that takes larger ones", "(ulimit -f <<8|>unlimited>>; refold export payments --output rows.csv)",
            before: "refold seed --events 2000 --store sqlite:big.db --quiet; mv big.db events.db; \(rebuilt)"),
        trial("SystemFailure: let the process open more files (ulimit -n), then run it again", "(ulimit -n <<6|>100>>; refold rebuild payments)"),
    ]

    private static let rights = [
        stepping("SystemFailure: check the path and its permissions", "refold import x.ndjson --store sqlite:/tmp/$$.db", before: "\(exported); chmod 600 x.ndjson", cure: "chmod 644 x.ndjson"),
        stepping("SystemFailure: check the permissions of the folder", "refold export payments --output out/rows.csv", before: "\(rebuilt); mkdir out", cure: "chmod 777 out"),
        stepping("SQLiteFailure: give this user the right to write both the file and its folder", "refold import n.ndjson", before: #"printf '{"id":"n","stream":"s","type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}\n' > n.ndjson"#, cure: "chmod 777 .; chmod 666 events.db*"),
        stepping(
            "SQLiteFailure: run the command once as a user who may write both the file and its folder", "refold status",
            before: #"printf 'PRAGMA journal_mode = DELETE;\nPRAGMA cache_size = 5;\nBEGIN;\nCREATE TABLE x AS SELECT hex(randomblob(400000));\n.shell cp events.db x; cp events.db-journal x-journal\nROLLBACK;\n' | sqlite3 events.db; mv x events.db; mv x-journal events.db-journal"#,
            cure: "refold status"),
        stepping(
            "SQLiteFailure: check that the folder exists and that this user may read the file and write the folder", "refold status", before: "chmod 600 events.db", cure: "chmod 644 events.db; chmod 777 ."),
    ]
}
