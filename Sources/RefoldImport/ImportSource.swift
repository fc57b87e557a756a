import RefoldCore
import RefoldFiles

/// A file that has been read once and checked, and can be read again.
struct ImportSource {
    let path: String
    let name: String
    let lines: Int
    let faults: FaultList
    /// The copy of what cannot be read twice.
    private let copy: TemporaryFile?

    /// Reads and checks all of a file.
    ///
    /// - Parameter tick: called every few thousand lines with their number.
    init(_ path: String, _ options: ImportOptions, _ tick: (Int) throws(RefoldError) -> Void) throws(RefoldError) {
        let reader = try LineReader(path: path) { () throws(RefoldError) in try TemporaryFile(in: options.temporaryFolder) }
        var parser = EventLineParser(file: reader.name, options: options)
        let batch = EventBatch(events: 4096, byteCapacity: 1 << 20)
        var lines = EventLines(reader)
        while try lines.next(&parser, into: batch) != nil {
            if batch.count < 4096, !batch.isFull(for: 1) { continue }
            batch.removeAll()
            try tick(lines.count)
        }
        self.path = path
        name = reader.name
        copy = reader.copy
        self.lines = lines.count
        faults = parser.faults
    }

    /// Opens the file again. Not to be called twice at a time.
    func reopen() throws(RefoldError) -> LineReader {
        guard let copy else { return try LineReader(path: path) }
        copy.rewind()
        return LineReader(copy: copy, name: name)
    }
}

/// The lines of a file that hold events: all but the blank ones at its end.
struct EventLines {
    private let reader: LineReader
    private var blank: Int?
    /// Lines so far, without blank ones at the end.
    private(set) var count = 0

    init(_ reader: LineReader) {
        self.reader = reader
    }

    /// Reads the next line into a batch with room for it.
    ///
    /// - Returns: what the parser says of it, or nil at the end and where there are too many findings.
    mutating func next(_ parser: inout EventLineParser, into batch: EventBatch) throws(RefoldError) -> EventLineParser.Outcome? {
        while !parser.faults.isFull {
            switch try reader.next() {
            case .end: return nil
            case .tooLong:
                count = reader.lineNumber
                parser.refuse("the line is too long", expected: "at most \(LineReader.maximumLength) bytes", line: count)
                return .fault
            case .line:
                let isBlank = reader.withLine { line in
                    var index = 0
                    JSONScanner.skipWhitespace(line, &index)
                    return index == line.count
                }
                if isBlank {
                    blank = blank ?? reader.lineNumber
                    continue
                }
                count = reader.lineNumber
                if let line = blank {
                    parser.refuse("the line is blank", remedy: "remove it, or see whether an event is missing", line: line)
                    blank = nil
                }
                return reader.withLine { parser.parse($0, line: reader.lineNumber, into: batch) }
            }
        }
        return nil
    }
}
