import Foundation
import RefoldCore
import Testing

@testable import RefoldJobs

@Suite("The lock of a job")
struct JobLockTests {
    @Test("A second run is refused with the process that holds the lock, until the first has let go")
    func second() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-lock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("nightly.lock").path
        var first: JobLock? = try JobLock(job: "nightly", path: path)
        #expect(first != nil)
        let busy = RefoldError(
            .busy, "the job \"nightly\" is running already, as process \(getpid())", remedy: "wait until it has ended")
        #expect(throws: busy) { try JobLock(job: "nightly", path: path) }
        first = nil
        _ = try JobLock(job: "nightly", path: path)
    }

    @Test("A lock file that cannot be made is an error of status 1")
    func noFolder() {
        #expect {
            try JobLock(job: "nightly", path: "/nowhere/at/all.lock")
        } throws: {
            ($0 as? RefoldError)?.status == .failed
        }
    }
}
