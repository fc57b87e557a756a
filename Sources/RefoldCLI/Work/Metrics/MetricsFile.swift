import RefoldStores
import RefoldValues

/// Writes the file of `--metrics`, whole or not at all.
struct MetricsFile {
    private let path: String
    private let session: Session
    /// For one that is written again and again: keeps its sessions on a server open. Nil for those of the settings.
    private let readModels: (any ReadModelStore)?

    /// - Returns: nil if no metrics are wanted.
    init?(_ session: Session, readModels: (any ReadModelStore)? = nil) throws(RefoldError) {
        guard let path = try session.settings.metricsFile() else { return nil }
        self.path = path
        self.session = session
        self.readModels = readModels
    }

    /// - Parameter own: lines of the history that may not be in it: of the run that writes them.
    /// - Throws: status 2 if the file would replace one that Refold reads or keeps; status 1 if it cannot be written.
    func write(with own: [RunRecord] = []) throws(RefoldError) {
        let quiet = session.quietly
        let context = try CommandContext(quiet, readModels: readModels)
        var (view, runs) = (StatusView?.none, own)
        // The file says so if nothing can be read.
        do throws(RefoldError) {
            let found = try StatusView(context)
            if !found.isHidden { view = found }
        } catch {}
        do throws(RefoldError) {
            let known = try KilledRuns(in: context.readModels).history()
            runs = RunHistory.newestFirst(own + known.filter { run in !own.contains { $0.id == run.id } })
        } catch {}
        let file = try context.output(path)
        try file.write(Self.text(of: view, runs, at: .now()))
        try file.commit()
    }

    /// - Parameter view: nil if it cannot be read.
    static func text(of view: StatusView?, _ runs: [RunRecord], at now: Timestamp) -> [UInt8] {
        var text = MetricsText()
        text.add("refold_build_info", "The version of Refold that wrote these metrics.", [([("version", Version.text)], "1")])
        text.add("refold_written_timestamp_seconds", "When these metrics were written.", [([], MetricsText.seconds(now.microseconds))])
        text.add("refold_readable", "Whether the read models, and the events if they are named, could be read.", [([], view == nil ? "0" : "1")])
        if let view { add(view, to: &text, at: now) }
        // By a clock that was ahead: what came after it by a right one is newer.
        add(jobs: runs.filter { !$0.began.isToCome(at: now) && !($0.ended?.isToCome(at: now) ?? false) }, to: &text)
        return text.bytes
    }

    private static func add(_ view: StatusView, to text: inout MetricsText, at now: Timestamp) {
        func add(_ name: String, _ help: String, _ value: (ProjectionStatus) -> String?) {
            text.add("refold_projection_\(name)", help, view.entries.compactMap { entry in value(entry).map { ([("projection", entry.name)], $0) } })
        }
        add("position", "The position up to which the served rows are complete.") { $0.served.map { "\($0.position)" } }
        add("lag_events", "How many events that the projection reads can be seen past that.") { $0.lag.map { "\($0)" } }
        add("matches_events", "Whether the served rows are those of the events up to that, as far as that is known.") { entry in
            entry.served.map { _ in entry.mismatch == nil ? "1" : "0" }
        }
        add("rows", "How many rows are served.") { $0.served.map { "\($0.rows)" } }
        add("parked_events", "How many events are parked.") { $0.parked.map { "\($0)" } }
        add("last_run_status", "What the last run for the projection ended with.") { $0.lastRun.map { "\($0.status)" } }
        add("last_run_timestamp_seconds", "When the last run for the projection ended.") { $0.lastRun.map { MetricsText.seconds($0.at.microseconds) } }
        add("complete_timestamp_seconds", "When the last run ended that was complete.") { entry in
            (entry.lastRun?.completeAt).flatMap { $0.isToCome(at: now) ? nil : $0 }.map { MetricsText.seconds($0.microseconds) }
        }
        add("seconds_since_complete", "How long before these metrics were written that was.") { entry in entry.age(at: now).map { "\($0)" } }
    }

    private static func add(jobs runs: [RunRecord], to text: inout MetricsText) {
        let jobs = Dictionary(grouping: runs.filter { $0.job != nil && $0.step == nil }, by: { $0.job ?? "" }).sorted { $0.key < $1.key }
        func add(_ name: String, _ help: String, _ value: ([RunRecord]) -> String?) {
            text.add("refold_job_\(name)", help, jobs.compactMap { job in value(job.value).map { ([("job", job.key)], $0) } })
        }
        func last(_ runs: [RunRecord]) -> RunRecord? {
            runs.filter { $0.state == .ended }.max { ($0.ended ?? .first).microseconds < ($1.ended ?? .first).microseconds }
        }
        // One that found the job at work says nothing of how that went.
        func latest(_ runs: [RunRecord]) -> RunRecord? { runs.first { $0.status.map(Int32.init) != ExitStatus.busy.rawValue } }
        add("last_start_timestamp_seconds", "When the last run of the job began.") { runs in runs.first.map { MetricsText.seconds($0.began.microseconds) } }
        add("running", "Whether a run of the job is at work.") { runs in runs.contains { $0.state == .running } ? "1" : "0" }
        add("killed", "Whether the last run of the job is gone without having ended.") { runs in latest(runs).map { $0.state == .killed ? "1" : "0" } }
        add("last_end_timestamp_seconds", "When a run of the job ended last.") { runs in last(runs)?.ended.map { MetricsText.seconds($0.microseconds) } }
        add("last_duration_seconds", "How long that run took.") { runs in
            last(runs)?.milliseconds.map { MetricsText.seconds(Int64($0) * 1000) }
        }
        add("last_status", "What that run ended with.") { runs in last(runs)?.status.map { "\($0)" } }
        add("last_success_timestamp_seconds", "When a run of the job ended with 0 last.") { runs in
            runs.first { $0.status == 0 }?.ended.map { MetricsText.seconds($0.microseconds) }
        }
    }
}
