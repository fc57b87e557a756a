import RefoldCore
import RefoldFiles
import RefoldJSON
import RefoldValues

/// The lines of a file that hold events: all except blank lines at its end.
struct EventLines {
    private let reader: LineReader
    private var blank: Int?
    /// The number of lines so far, excluding blank lines at the end.
    private(set) var count = 0

    init(_ reader: LineReader) {
        self.reader = reader
    }

    /// Reads the next line into a batch that is not full.
    ///
    /// - Returns: the result of the parser; nil at the end, and if there are too many faults.
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
