import FoundationEssentials
import RefoldFiles
import RefoldValues

/// The list of what one job wrote below one folder: a hidden file in it, one line of JSON for each file or folder, in the order of writing.
final class OutputList {
    /// As paths of outputs begin: with a slash at its end, or nothing for the working directory.
    private let root: String
    private let name: String
    private let head: Head
    private var entries: [Entry]
    /// Whether there is something in its place that is not this job's list, or is no list: what it names stays.
    let isDamaged: Bool
    /// The latest of the times at which earlier runs ended or wrote something.
    private let lastTime: Int64?

    /// Which job it is of: the way to its file from the folder, so that both may be moved together.
    private struct Head: Codable, Equatable {
        var job: String
        var file: String
        var form = 1
    }

    private struct Entry: Codable {
        /// Below the folder.
        var file: String?
        var folder: String?
        /// The day of the run.
        var day: String?
        var mark: FilesBelow.Mark?
        /// In the line of the last run: when it ended, in seconds since 1970.
        var ran: Int64?

        /// Whether both the run and the writing of the file were before these.
        func isOld(before cut: Int64, _ cutDay: Int64) -> Bool {
            guard let day = day.flatMap({ CalendarDate($0) }), let mark else { return false }
            return mark.modified < cut && Int64(day.days) < cutDay
        }
    }

    private static let largest = 1 << 26

    var path: String { root + name }

    /// - Parameter path: of the job file.
    init(above root: String, of job: String, path: String) {
        self.root = root
        let head = Head(job: job, file: RelativePath.way(from: root.isEmpty ? "." : root, to: path))
        self.head = head
        name = ".refold-outputs." + SHA256.text(of: head.file.utf8).prefix(16)
        let below = FilesBelow(root.isEmpty ? "." : root)
        let bytes = below?.own(name, limit: Self.largest)
        let lines = bytes?.split(separator: UInt8(ascii: "\n")) ?? []
        // Of a list that is not this job's, or is damaged, nothing is taken: what it names stays.
        let isOwn = lines.first.map { (try? JSONDecoder().decode(Head.self, from: Data($0))) == head } ?? false
        isDamaged = bytes.map { !$0.isEmpty && !isOwn } ?? below?.has(name) ?? false
        entries = isOwn ? lines.dropFirst().compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0)) } : []
        lastTime = entries.compactMap { $0.ran ?? $0.mark?.modified }.max()
    }

    /// Notes that a run has ended, which need not have written anything below this folder.
    ///
    /// - Returns: whether there is anything to keep that for.
    func noteRun(at time: Timestamp) -> Bool {
        entries.removeAll { $0.ran != nil }
        guard !entries.isEmpty else { return false }
        entries.append(Entry(ran: time.microseconds / 1_000_000))
        return true
    }

    /// Notes files that were just written.
    ///
    /// - Parameter madeFolders: the folders that the run had to make for them.
    func note(_ files: [String], on day: CalendarDate, madeFolders: Set<String>) {
        guard let below = FilesBelow(root.isEmpty ? "." : root) else { return }
        let known = Set(entries.compactMap(\.folder))
        for path in files {
            guard let file = own(path) else { continue }
            entries.removeAll { $0.file == file }
            guard let mark = below.mark(of: file) else { continue }
            entries.append(Entry(file: file, day: day.description, mark: mark))
        }
        // Of what the run made, those alone in which these files lie.
        let made = Set(files.compactMap(own).flatMap(Self.folders)).intersection(madeFolders.compactMap(own)).subtracting(known)
        entries += made.sorted().map { Entry(folder: $0) }
    }

    /// The folders of a file below the root, from the inside out.
    private static func folders(of file: String) -> [String] {
        let names = file.split(separator: "/")
        return (1..<max(names.count, 1)).reversed().map { names.prefix($0).joined(separator: "/") }
    }

    /// The path below the folder; nil if it leads elsewhere.
    private func own(_ path: String) -> String? {
        let path = RelativePath.plain(path)
        guard path.hasPrefix(root) else { return nil }
        let names = path.dropFirst(root.count).split(separator: "/").filter { $0 != "." }
        return names.isEmpty || names.contains("..") ? nil : names.joined(separator: "/")
    }

    /// Writes the list.
    ///
    /// - Throws: status 1 if it cannot be written, or if there is a file of somebody else in its place.
    func save() throws(RefoldError) {
        if let below = FilesBelow(root.isEmpty ? "." : root), below.has(name), below.own(name, limit: Self.largest) == nil {
            throw RefoldError(.failed, "the file is a link, larger than 64 MiB, or others may write it", at: .named(path))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes: [UInt8] = []
        for line in [try? encoder.encode(head)] + entries.map({ try? encoder.encode($0) }) {
            bytes += [UInt8](line ?? Data()) + [UInt8(ascii: "\n")]
        }
        try AtomicFile.write(bytes, to: path, sparing: .none)
    }

    /// Removes the files that are old both by the day of their run and by the time of writing, and the folders that the job made for them, if
    /// nothing is left in them.
    ///
    /// - Returns: how many, and what a person should know.
    func removeOld(
        olderThan keep: Duration, on today: CalendarDate, at now: Timestamp, sparing spared: ProtectedFiles = .none
    ) -> (files: Int, folders: Int, lines: [String]) {
        guard let below = FilesBelow(root.isEmpty ? "." : root), let lastTime else { return (0, 0, []) }
        let seconds = keep.components.seconds
        let cut = now.microseconds / 1_000_000 - seconds
        let cutDay = Int64(today.days) - seconds / 86_400
        guard entries.contains(where: { $0.isOld(before: cut, cutDay) }) else { return (0, 0, []) }
        // Every file would be old by far: either the job has not run for so long, or the clock is wrong. A job may run as seldom as it keeps files.
        guard lastTime >= cut - seconds else {
            let place = root.isEmpty ? "." : root
            let why = "the run before is more than \(TimeSpan.text(keep + keep)) ago, or the clock is wrong; look at the clock before the next run"
            return (0, 0, ["nothing is removed below \(place) this time: \(why)"])
        }
        var (files, left, failed) = (Set<String>(), [Entry](), [String]())
        var latest: Int64 = 0
        for entry in entries {
            guard let file = entry.file, let mark = entry.mark else {
                left.append(entry)
                continue
            }
            // One that was written after a later time shows that a clock was wrong then.
            let isInOrder = mark.modified >= latest - 86_400
            latest = max(latest, mark.modified)
            guard isInOrder, entry.isOld(before: cut, cutDay), spared.fault(writing: root + file) == nil else {
                left.append(entry)
                continue
            }
            switch below.remove(file, if: mark) {
            case .removed: files.insert(file)
            case .absent, .other: break
            case .named: left.append(entry)
            case .failed(let failure):
                left.append(entry)
                failed.append("\(root)\(file): \(failure.cause)")
            }
        }
        entries = left
        let folders = removeFolders(of: files, in: below)
        let lines = failed.first.map { ["\(Grouped.text(failed.count, "file")) that keepOutputs is to remove cannot be: \($0); let the user of the job write there"] } ?? []
        return (files.count, folders, lines)
    }

    /// Removes the folders of these files that the job made, with those that it made above them, from the inside out.
    private func removeFolders(of files: Set<String>, in below: FilesBelow) -> Int {
        let made = Set(entries.compactMap(\.folder))
        let folders = Set(files.flatMap(Self.folders)).intersection(made)
        let gone = folders.sorted { $0.count > $1.count }.filter { below.removeEmptyFolder($0) }
        entries.removeAll { $0.folder.map(gone.contains) ?? false }
        return gone.count
    }
}
