import Foundation
import RefoldFiles
import RefoldStores

/// Other processes of this machine that hold SQLite's locks on a database file, as far as the system reports them.
enum SQLiteLockHolders {
    /// Reads the system's list of locks without opening the file: closing it again would release the locks of this process.
    ///
    /// - Returns: the processes that have write locks; empty if none is known.
    static func find(for path: String) -> [BoundHolder] {
        let files = Set(["", "-shm"].compactMap { FileIdentity(path + $0)?.inLockList })
        guard let list = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else { return [] }
        var found: [Int32: Bool] = [:]
        for line in list.split(separator: "\n") {
            // `12: POSIX  ADVISORY  WRITE 4711 fe:00:1622 1073741824 1073742335`
            let words = line.split(separator: " ")
            guard words.count >= 8, words[1] == "POSIX", files.contains(String(words[5])), let process = Int32(words[4]),
                process > 0, process != ProcessInfo.processInfo.processIdentifier
            else { continue }
            found[process] = found[process] == true || words[3] == "WRITE"
        }
        let writers = found.filter(\.value).keys.sorted()
        return (writers.isEmpty ? found.keys.sorted() : writers).map { BoundHolder(.process($0), application: name(of: $0)) }
    }

    private static func name(of process: Int32) -> String? {
        (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }
}
