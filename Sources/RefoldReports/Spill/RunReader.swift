import RefoldFiles
import RefoldValues

/// Reads the values of a run one after another.
final class RunReader {
    private let file: TemporaryFile
    private let buffer: Int
    private var bytes: [UInt8] = []
    /// The place of the next value in ``bytes``.
    private var place = 0
    /// Where the bytes after ``bytes`` are in the file, and where the run ends.
    private var offset: Int
    private let end: Int
    private var range = 0..<0
    /// The line of the present value.
    private(set) var line: Int32 = 0

    init(_ file: TemporaryFile, _ run: Range<Int>, buffer: Int) {
        (self.file, self.buffer) = (file, buffer)
        (offset, end) = (run.lowerBound, run.upperBound)
    }

    /// Calls `body` with the present value.
    func with<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        let bytes = bytes
        return try body(bytes.span.extracting(range))
    }

    /// Goes to the next value.
    ///
    /// - Returns: false if there is none.
    func next() throws(RefoldError) -> Bool {
        guard place < bytes.count || offset < end else { return false }
        try hold(RunRecord.headCount)
        let (line, count) = RunRecord.head(bytes, at: place)
        try hold(RunRecord.headCount + count)
        self.line = line
        range = place + RunRecord.headCount..<place + RunRecord.headCount + count
        place = range.upperBound
        return true
    }

    /// Reads on until so many bytes from ``place`` are there.
    private func hold(_ count: Int) throws(RefoldError) {
        guard bytes.count - place < count else { return }
        bytes.removeFirst(place)
        range = 0..<0
        place = 0
        let more = min(max(buffer, count - bytes.count), end - offset)
        bytes += try file.read(count: more, at: offset)
        offset += more
    }

    func isBefore(_ other: RunReader) -> Bool {
        guard line == other.line else { return line < other.line }
        let (mine, others) = (bytes, other.bytes)
        return TextBytes.order(mine.span.extracting(range), others.span.extracting(other.range)) < 0
    }
}

/// Readers by their present values: the one with the first comes first.
struct ReaderHeap {
    private var readers: [RunReader]

    init(_ readers: [RunReader]) {
        self.readers = readers
        for place in (0..<readers.count / 2).reversed() { sink(place) }
    }

    var first: RunReader? { readers.first }

    /// Puts the first one where it belongs after it has gone on, or takes it out if it has come to its end.
    mutating func replaceFirst(isThere: Bool) {
        if !isThere {
            readers.swapAt(0, readers.count - 1)
            readers.removeLast()
        }
        sink(0)
    }

    private mutating func sink(_ place: Int) {
        var place = place
        while true {
            var first = place
            for child in [2 * place + 1, 2 * place + 2] where child < readers.count && readers[child].isBefore(readers[first]) { first = child }
            if first == place { return }
            readers.swapAt(place, first)
            place = first
        }
    }
}
