import RefoldFiles
import RefoldValues

/// Values of lines in a temporary file that has no name, in runs that are sorted by line and then by the bytes of the value.
///
/// A value is stored with its line and its size, four bytes each. The file goes with this object, also after an error.
final class SortedRuns {
    /// So many runs of one level become one of the next, so that few are merged at a time.
    private static let fanIn = 32
    private static let buffers = 512...(256 << 10)

    private let file: TemporaryFile
    private let buffer: Int
    /// Whether equal values of a line are written once.
    private let isDistinct: Bool
    private var levels: [[Range<Int>]] = [[]]

    init(_ memory: ReportMemory, isDistinct: Bool) throws(RefoldError) {
        file = try TemporaryFile(in: memory.folder)
        buffer = min(max(memory.kept / (Self.fanIn + 1), Self.buffers.lowerBound), Self.buffers.upperBound)
        self.isDistinct = isDistinct
    }

    /// Writes a run.
    ///
    /// - Parameter body: hands over the values in order.
    func append(_ body: (RunWriter) throws(RefoldError) -> Void) throws(RefoldError) {
        levels[0].append(try write(body))
        var level = 0
        while levels[level].count == Self.fanIn {
            let runs = levels[level]
            levels[level] = []
            if level + 1 == levels.count { levels.append([]) }
            let merged = try write { (writer) throws(RefoldError) in
                try merge(runs) { (line, value) throws(RefoldError) in _ = try writer.append(line, value) }
            }
            levels[level + 1].append(merged)
            level += 1
        }
    }

    private func write(_ body: (RunWriter) throws(RefoldError) -> Void) throws(RefoldError) -> Range<Int> {
        let start = file.size
        let writer = RunWriter(file, buffer: buffer, isDistinct: isDistinct)
        try body(writer)
        try writer.flush()
        return start..<file.size
    }

    /// All values, sorted, in one run.
    ///
    /// - Parameter body: called with each of them, in order, before it is written.
    func merged(_ body: (Int32, Span<UInt8>) throws(RefoldError) -> Void) throws(RefoldError) -> SortedLines {
        let start = file.size
        var starts: [Int] = []
        let writer = RunWriter(file, buffer: buffer, isDistinct: isDistinct)
        try merge { (line, value) throws(RefoldError) in
            let offset = start + writer.size
            guard try writer.append(line, value) else { return }
            while starts.count <= Int(line) { starts.append(offset) }
            try body(line, value)
        }
        try writer.flush()
        starts.append(file.size)
        return SortedLines(file, starts, buffer: buffer)
    }

    /// All values, sorted; equal ones as often as the runs have them.
    func merge(_ body: (Int32, Span<UInt8>) throws(RefoldError) -> Void) throws(RefoldError) { try merge(levels.flatMap(\.self), body) }

    private func merge(_ runs: [Range<Int>], _ body: (Int32, Span<UInt8>) throws(RefoldError) -> Void) throws(RefoldError) {
        var readers: [RunReader] = []
        for run in runs {
            let reader = RunReader(file, run, buffer: buffer)
            if try reader.next() { readers.append(reader) }
        }
        var heap = ReaderHeap(readers)
        while let first = heap.first {
            try first.with { (value) throws(RefoldError) in try body(first.line, value) }
            heap.replaceFirst(isThere: try first.next())
        }
    }
}

/// The values of all lines in order, each line by itself.
struct SortedLines {
    private let file: TemporaryFile
    /// Where the values of each line begin, and where the last one ends.
    private let starts: [Int]
    private let buffer: Int

    init(_ file: TemporaryFile, _ starts: [Int], buffer: Int) { (self.file, self.starts, self.buffer) = (file, starts, buffer) }

    /// The values of a line, in order.
    func values(of line: Int, _ body: (Span<UInt8>) throws(RefoldError) -> Void) throws(RefoldError) {
        guard line + 1 < starts.count, starts[line] < starts[line + 1] else { return }
        let reader = RunReader(file, starts[line]..<starts[line + 1], buffer: buffer)
        while try reader.next() { try reader.with(body) }
    }
}
