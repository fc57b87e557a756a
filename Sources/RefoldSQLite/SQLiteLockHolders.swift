import FoundationEssentials
import RefoldFiles
import RefoldStores
import RefoldValues

/// Other processes of this machine that hold SQLite's locks on a database file, as far as the system reports them.
enum SQLiteLockHolders {
    /// Reads the system's list of locks without opening the file: closing it again would release the locks of this process.
    ///
    /// - Returns: the processes that have write locks; empty if none is known.
    static func find(for path: String) -> [BoundHolder] {
        var found: [Int32: Bool] = [:]
        for lock in locks(on: path) { found[lock.process] = found[lock.process] == true || lock.isWrite }
        let writers = found.filter(\.value).keys.sorted()
        return (writers.isEmpty ? found.keys.sorted() : writers).map { BoundHolder(.process($0), application: name(of: $0)) }
    }

    /// The processes that write to a database in an open transaction. When that began is not known: not before the process.
    static func writers(of path: String) -> [BoundHolder] {
        let writing = locks(on: path).filter { $0.isWrite && $0.bytes.contains($0.isDatabase ? reservedByte : walWriteByte) }
        return Set(writing.map(\.process)).sorted().map { BoundHolder(.process($0), application: name(of: $0), since: start(of: $0)) }
    }

    /// The byte that a writer locks in a database file without a write-ahead log, and in the index of one.
    ///
    /// Source: https://sqlite.org/lockingv3.html, https://sqlite.org/walformat.html
    private static let (reservedByte, walWriteByte): (Int64, Int64) = (0x4000_0001, 120)

    private struct Lock {
        var process: Int32
        var isWrite: Bool
        /// Whether it is on the database file; if not, on the index of its log.
        var isDatabase: Bool
        var bytes: ClosedRange<Int64>
    }

    private static func locks(on path: String) -> [Lock] {
        let (database, index) = (FileIdentity(path)?.inLockList, FileIdentity(path + "-shm")?.inLockList)
        guard let list = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else { return [] }
        return list.split(separator: "\n").compactMap { line in
            // `12: POSIX  ADVISORY  WRITE 4711 fe:00:1622 1073741824 1073742335`
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 8, words[1] == "POSIX", words[5] == database || words[5] == index, let process = Int32(words[4]), process > 0,
                process != ProcessInfo.processInfo.processIdentifier, let first = Int64(words[6])
            else { return nil }
            return Lock(
                process: process, isWrite: words[3] == "WRITE", isDatabase: words[5] == database, bytes: first...max(first, Int64(words[7]) ?? .max))
        }
    }

    /// When a process began; nil if the system does not say.
    private static func start(of process: Int32) -> Timestamp? {
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8), let end = line.lastIndex(of: ")"),
            let system = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let boot = system.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }).flatMap({ Int64($0.dropFirst(6)) })
        else { return nil }
        // The 22nd field, in hundredths of a second since the system began, of which the first two stand before the bracket.
        let fields = line[line.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = Int64(fields[19]) else { return nil }
        return Timestamp(microseconds: (boot * 100 + ticks) * 10_000)
    }

    private static func name(of process: Int32) -> String? {
        (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)).map { $0.filter { !$0.isNewline } }
    }
}
