import RefoldJSON
import RefoldStores
import RefoldValues

/// The history of runs, for people and as JSON.
enum RunTable {
    static func table(of runs: [RunRecord]) -> TextTable {
        var table = TextTable([
            .init("began"), .init("took", isNumber: true), .init("run"), .init("status"), .init("events", isNumber: true), .init("rows", isNumber: true),
            .init("position", isNumber: true),
        ])
        func text(_ number: Int64?) -> String { number.map { Grouped.text(Int($0)) } ?? "" }
        for run in runs {
            table.add([
                run.began.inSeconds, run.milliseconds.map(Stopwatch.text) ?? "", (run.step == nil ? "" : "  ") + name(of: run),
                status(of: run), text(run.events), text(run.rows), text(run.position),
            ])
        }
        return table
    }

    /// `job nightly`, `catch-up`, or the title of a step.
    private static func name(of run: RunRecord) -> String { run.step ?? run.job.map { "job \($0)" } ?? run.verb }

    private static func status(of run: RunRecord) -> String { run.state == .ended ? run.status.map(String.init) ?? "" : run.state.rawValue }

    /// What stopped a run, as a line; nil if nothing did.
    static func reason(of run: RunRecord) -> String? {
        run.message.map { "\(name(of: run)), \(run.began.inSeconds), \(status(of: run)): \($0.replacing("\n", with: "; "))" }
    }

    static func summary(of run: RunRecord) -> JSONValue {
        func number(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
        return .object([
            JSONField("id", .text(run.id)), JSONField("verb", .text(run.verb)), JSONField("job", .text(run.job)), JSONField("step", .text(run.step)),
            JSONField("state", .text(run.state.rawValue)), JSONField("began", .text(run.began.description)), JSONField("ended", .text(run.ended?.description)),
            JSONField("status", number(run.status.map { Int64($0) })), JSONField("events", number(run.events)), JSONField("rows", number(run.rows)),
            JSONField("position", number(run.position)), JSONField("message", .text(run.message)),
        ])
    }
}

extension RunRecord {
    /// How long it took; nil if nothing is known of its end. A clock that was set back meanwhile gives 0.
    var milliseconds: Int? { ended.map { max(0, Int(($0.microseconds - began.microseconds) / 1000)) } }
}
