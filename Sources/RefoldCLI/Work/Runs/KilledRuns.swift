import RefoldStores
import RefoldValues

/// Finds the runs that are gone without having said that they ended: nobody holds their locks.
struct KilledRuns {
    private let runs: () throws(RefoldError) -> [RunRecord]
    private let lockIfFree: (LockSubject) throws(RefoldError) -> (any RunLock)?

    init(in readModels: any ReadModelStore) {
        self.init(runs: { () throws(RefoldError) in try readModels.runs() }, lockIfFree: { (subject) throws(RefoldError) in try readModels.lockIfFree(subject) })
    }

    /// - Parameters:
    ///   - runs: reads the history.
    ///   - lockIfFree: takes the lock of a run; nil if somebody has it.
    init(runs: @escaping () throws(RefoldError) -> [RunRecord], lockIfFree: @escaping (LockSubject) throws(RefoldError) -> (any RunLock)?) {
        (self.runs, self.lockIfFree) = (runs, lockIfFree)
    }

    /// What such a line says.
    static let message = "it is gone without having said that it ended: it was killed, or the machine or the server went down"

    /// The whole history, the last run first, with runs that are gone as killed, whether somebody has written it or not.
    ///
    /// - Throws: if the history cannot be read.
    func history() throws(RefoldError) -> [RunRecord] {
        try withGone { gone, runs throws(RefoldError) in
            runs.map { run in gone.contains(run.run) && run.state == .running ? Self.told(run) : run }
        }
    }

    /// Hands over the lines of runs that are gone and of which nobody has said so yet. Nobody else says so meanwhile.
    func report(_ write: ([RunRecord]) throws(RefoldError) -> Void) throws(RefoldError) {
        try withGone { gone, runs throws(RefoldError) in
            try write(runs.filter { gone.contains($0.run) && $0.state == .running }.map(Self.told))
        }
    }

    /// Holds the locks of runs that are gone while `body` works. The history is read again after they were taken: one that has ended in
    /// the meantime has said so before it gave its lock away.
    ///
    /// If nobody can tell, because the file with the locks cannot be written, a run is taken to be at work still.
    private func withGone<Result>(_ body: (_ gone: Set<String>, [RunRecord]) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        let before = try runs()
        var locks: [String: any RunLock] = [:]
        for run in before where run.state == .running && locks[run.run] == nil {
            if let lock = try? lockIfFree(run.lockSubject) { locks[run.run] = lock }
        }
        defer { withExtendedLifetime(locks) {} }
        return try body(Set(locks.keys), locks.isEmpty ? before : runs())
    }

    private static func told(_ run: RunRecord) -> RunRecord {
        var run = run
        (run.state, run.message) = (.killed, message)
        return run
    }
}
