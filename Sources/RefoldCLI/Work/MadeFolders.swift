import Synchronization

/// The folders that a run made for its outputs.
final class MadeFolders: Sendable {
    private let all = Mutex<Set<String>>([])

    var paths: Set<String> { all.withLock { $0 } }

    func add(_ paths: [String]) { all.withLock { $0.formUnion(paths) } }
}
