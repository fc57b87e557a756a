import Dispatch
import RefoldFiles
import RefoldValues
import Synchronization

/// A point whose files are written but not yet durable.
struct WrittenPoint: Sendable {
    let point: ResumePoint
    /// One per file of the point, in their order.
    let files: [OpenFile]
    let folder: ResumeFolder
}

/// Makes points durable concurrently with the fold: the fold only waits while state is copied into files, and another thread waits for the
/// disk.
///
/// At most one set of points is being made durable. Belongs to the reading thread.
final class PointSaver {
    private let interval: Duration
    private let queue = DispatchQueue(label: "refold.points")
    private let pending = DispatchGroup()
    private let work = Work()
    /// The state that both threads share.
    private final class Work: Sendable {
        let isCommitting = Atomic(false)
        let failures = Mutex<[(projection: String, error: RefoldError)]>([])
    }

    private var last = ContinuousClock.now
    private var warned: Set<String> = []
    private let notice: (FoldNotice) -> Void

    init(every interval: Duration, notice: @escaping (FoldNotice) -> Void) {
        self.interval = interval
        self.notice = notice
    }

    /// Whether it is time to make state and position durable.
    var isDue: Bool {
        if work.isCommitting.load(ordering: .acquiring) {
            // If the disk is slower than the interval, points follow each other as fast as it can write.
            guard interval == .zero else { return false }
            finish()
        }
        return ContinuousClock.now - last >= interval
    }

    /// Starts the next interval now.
    func begin() {
        finish()
        last = .now
    }

    /// Makes points durable, on another thread.
    func commit(_ points: [WrittenPoint]) {
        guard !points.isEmpty else { return }
        work.isCommitting.store(true, ordering: .releasing)
        queue.async(group: pending) { [work] in
            for written in points {
                do throws(RefoldError) {
                    try written.folder.commit(written)
                } catch {
                    work.failures.withLock { $0.append((written.point.definition.projection, error)) }
                }
            }
            work.isCommitting.store(false, ordering: .releasing)
        }
    }

    /// Waits until the points being made durable are finished.
    ///
    /// - Returns: the projections whose points could not be made durable.
    @discardableResult
    func finish() -> Set<String> {
        pending.wait()
        let failed = work.failures.withLock { failures in
            defer { failures = [] }
            return failures
        }
        for (projection, error) in failed { warn(projection, error) }
        return Set(failed.map(\.projection))
    }

    /// Reports that a projection's state cannot be saved, once per projection.
    func warn(_ projection: String, _ error: RefoldError) {
        if warned.insert(projection).inserted { notice(.cannotSave(projection: projection, error)) }
    }
}
