import RefoldFiles
import RefoldValues
import Synchronization

/// The files that one projection's rebuild keeps for a later run: spilled partitions, rows, and the ``ResumePoint`` that names the files
/// that belong together. The caller holds the projection's lock.
final class ResumeFolder: Sendable {
    enum Found {
        case nothing
        /// There is a point, but it cannot be read.
        case damaged
        case point(ResumePoint)
    }

    private let folder: PrivateFolder
    /// Why nothing can be kept any more: a part of the state is in an unlinked file.
    private let obstacle = Mutex<RefoldError?>(nil)

    /// The last point that was made durable.
    private let durable = Mutex<ResumePoint?>(nil)

    init(_ projection: String, in parent: String) {
        let isPlain = projection.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        let name = isPlain && !projection.isEmpty ? projection : "x-" + String(Array(projection.utf8).span.stableHash, radix: 16)
        folder = PrivateFolder(parent + "/" + name)
    }

    var lastObstacle: RefoldError? { obstacle.withLock { $0 } }

    // MARK: What an earlier run left

    /// Looks for a point.
    ///
    /// - Throws: `.failed` if another user could have put it there.
    func find() throws(RefoldError) -> Found {
        guard folder.exists else { return .nothing }
        try folder.check()
        guard folder.names.contains(ResumePoint.fileName) else { return .nothing }
        guard let bytes = folder.read(ResumePoint.fileName, limit: ResumePoint.sizeLimit), let point = ResumePoint.decoded(bytes) else { return .damaged }
        return .point(point)
    }

    /// Opens a file of a point; nil if it has changed.
    func reopen(_ extent: TemporaryFile.Extent) -> TemporaryFile? { TemporaryFile(reopening: extent, in: folder.path) }

    /// Removes everything but the files of a point.
    func clear(except point: ResumePoint? = nil) {
        // The point goes first: if the run is killed here, files remain that belong to no point, but never a point without its files.
        if point == nil { folder.remove(ResumePoint.fileName) }
        folder.empty(except: point?.fileNames ?? [])
        durable.withLock { $0 = point }
    }

    // MARK: What this run keeps

    /// A file for a spilled partition; nil if none can be made, and then nothing can be kept any more.
    func fileForPartition() -> TemporaryFile? {
        do throws(RefoldError) {
            return try makeFile("partition")
        } catch {
            obstacle.withLock { $0 = $0 ?? error }
            return nil
        }
    }

    /// A file for the rows of a lane.
    func fileForRows() throws(RefoldError) -> TemporaryFile { try makeFile("rows") }

    private func makeFile(_ kind: String) throws(RefoldError) -> TemporaryFile {
        try folder.make()
        return try TemporaryFile(named: "\(kind)-\(String(UInt64.random(in: 0 ... .max), radix: 16))", in: folder.path)
    }

    /// Makes a point durable: first its files, then the point itself in one step. Then removes the rows of the point before.
    ///
    /// - Throws: `.failed` if the disk is full or broken; then the point before it is still valid.
    func commit(_ written: WrittenPoint) throws(RefoldError) {
        do throws(RefoldError) {
            let flushed = Set(durable.withLock { $0?.files ?? [] })
            for (extent, file) in zip(written.point.files, written.files) where !flushed.contains(extent) { try file.flush() }
            try folder.replace(ResumePoint.fileName, with: try written.point.encoded())
        } catch {
            // A folder that could not be flushed may still have the new point.
            if case .point(written.point) = try? find() {} else { remove(written.point.own) }
            throw error
        }
        let old = durable.withLock { point in
            defer { point = written.point }
            return point
        }
        remove(old?.own ?? [])
    }

    func remove(_ files: [TemporaryFile.Extent]) {
        for file in files { folder.remove(file.name) }
    }

    /// Ends the keeping: only a valid point stays, for the next run.
    func leave() {
        guard case .point(let point) = try? find() else { return clear() }
        clear(except: point)
    }
}
