import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldValues

/// The files that `init` writes: definitions to begin with, made from what a store holds.
struct FirstFiles {
    let name: String
    let reportName: String
    /// Paths and texts, in the order in which they are written.
    private(set) var all: [(path: String, text: String)] = []
    /// What to run next.
    private(set) var commands: [String] = []

    private static let counted = ["key", "events", "first_at", "last_at", "last_event", "month"]

    /// - Parameter folder: of the definitions.
    init(of found: EventSurvey.Result, name: String, _ settings: Settings, _ folder: String) {
        self.name = name
        reportName = Self.reportName(of: name)
        let columns = FirstColumns(found.types, taken: Self.counted)
        let texts = [Self.projection(name, found.types, columns), Self.report(name, columns.columns), job(settings, folder)]
        all = zip(Self.paths(name, folder), texts).map { ($0, $1) }
        let flags = settings.typedFlags.map { " " + ShellWord.quoted($0) }.joined()
        commands = ["refold check", "refold rebuild \(name)", "refold report \(reportName) --format table"].map { $0 + flags }
    }

    /// Where they are written: projection, report, job.
    static func paths(_ name: String, _ folder: String) -> [String] {
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        return [base + name + ".projection.json5", base + reportName(of: name) + ".report.json5", "\(JobFolder.path)/\(name).json5"]
    }

    private static func reportName(of name: String) -> String { name + "-by-month" }

    private static func projection(_ name: String, _ types: [TypeSurvey], _ found: FirstColumns) -> String {
        var lines = [
            "// One row a stream, with the last value of everything that its events say. A beginning: rename, remove, and raise the",
            "// version with every change of meaning once it is served. refold help projections says what else there is.",
            "{", "  name: \"\(name)\", version: 1, key: \"@stream\",", "  columns: {", "    events: {type: \"integer\", default: 0},",
            "    first_at: \"timestamp\", last_at: \"timestamp\", last_event: \"text\",",
        ]
        lines += found.columns.map { "    \($0.name): \($0.type)," }
        if found.leftOut > 0 { lines.append("    // \(Grouped.text(found.leftOut, "more value")) found no room here: see refold events TYPE.") }
        lines += ["  },", "  on: {"]
        for type in types {
            lines.append("    \(JSONWriter.string(type.type)): {")
            lines.append("      events: {add: 1}, first_at: {first: \"@occurred_at\"}, last_at: \"@occurred_at\", last_event: \"@type\",")
            lines += found.columns.filter { $0.types.containsExactly(type.type) }.map { "      \($0.name): \(JSONWriter.string($0.path))," }
            lines.append("    },")
        }
        return (lines + ["  },", "}", ""]).joined(separator: "\n")
    }

    private static func report(_ name: String, _ columns: [FirstColumns.Column]) -> String {
        let code = columns.first(where: \.isCode)
        let sums = columns.filter { $0.isSummable && $0.name != code?.name }.prefix(6)
        let rows = ["{month: \"first_at\"}"] + (code.map { ["\"\($0.name)\""] } ?? [])
        let measures =
            ["    streams: {count: \"*\"},", "    all_events: {sum: \"events\"},"]
            + sums.map { "    \($0.name == "streams" || $0.name == "all_events" ? "sum_of_" : "")\($0.name): {sum: \"\($0.name)\"}," }
        return ([
            "// Streams by the month of their first event, in UTC: timeZone: \"Europe/Rome\" beside the column names another zone.",
            "{", "  title: \"Overview by month\", from: \"\(name)\",", "  period: {column: \"first_at\"},",
            "  rows: [\(rows.joined(separator: ", "))],", "  measures: {",
        ] + measures + ["  },", code == nil ? "  order: [\"month\"], totals: true," : "  order: [\"month\"],", "}", ""]).joined(separator: "\n")
    }

    private func job(_ settings: Settings, _ folder: String) -> String {
        var keys: [String] = []
        for (key, choice) in [("store", settings.store), ("layout", settings.layout), ("storeTimes", settings.storeTimes), ("readModels", settings.readModels)] {
            guard let choice, choice.origin.hasPrefix("--"), CommandLineSecrets.passwords(in: Array(choice.value.utf8)).isEmpty else { continue }
            keys.append("\(key): \(JSONWriter.string(choice.value)),")
        }
        if settings.definitions != nil { keys.append("definitions: \(JSONWriter.string(folder)),") }
        let head = keys.isEmpty ? ["  // The store is the one of --store, REFOLD_STORE or refold.json5."] : keys.map { "  " + $0 }
        return ([
            "// refold run \(name): what a night does. refold help jobs says what else there is.", "{",
        ] + head + [
            "  steps: [", "    {catchUp: [\"\(name)\"]},",
            "    {report: \"\(reportName)\", formats: [\"csv\", \"json\"], output: \"var/reports/{date}\"},", "  ],", "}", "",
        ]).joined(separator: "\n")
    }
}

extension Settings {
    /// The flags for store, read models and definitions as they were typed, without those that hold a password.
    var typedFlags: [String] {
        let named = definitions.flatMap { $0.origin.hasPrefix("--") ? [$0.origin, $0.value] : nil } ?? []
        return typedLocations + named
    }
}
