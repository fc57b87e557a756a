import RefoldStores
import RefoldValues

/// Finds the runs that are gone without having said that they ended: nobody holds their locks.
struct KilledRuns {
    let readModels: any ReadModelStore

    init(in readModels: any ReadModelStore) { self.readModels = readModels }

    /// What such a line says.
    static let message = "it is gone without having said that it ended: it was killed, or the machine or the server went down"

    /// The lines of runs that are gone and of which nobody has said so yet.
    ///
    /// - Throws: if the history cannot be read.
    func now() throws(RefoldError) -> [RunRecord] { try marked(readModels.runs()).filter { $0.state == .killed && $0.message == nil }.map(Self.told) }

    /// The whole history, with runs that are gone as killed, whether somebody has written it or not.
    func history() throws(RefoldError) -> [RunRecord] { try marked(readModels.runs()).map { $0.state == .killed ? Self.told($0) : $0 } }

    private func marked(_ runs: [RunRecord]) -> [RunRecord] {
        var gone: [String: Bool] = [:]
        return runs.map { run in
            guard run.state == .running else { return run }
            let isGone = gone[run.run] ?? isGone(run)
            gone[run.run] = isGone
            var run = run
            if isGone { run.state = .killed }
            return run
        }
    }

    /// If nobody can tell, because the file with the locks cannot be written, it is taken to run still.
    private func isGone(_ run: RunRecord) -> Bool { (try? readModels.lockIfFree(run.lockSubject)) ?? nil != nil }

    private static func told(_ run: RunRecord) -> RunRecord {
        var run = run
        if run.message == nil { run.message = message }
        return run
    }
}
