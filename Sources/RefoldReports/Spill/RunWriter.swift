import RefoldFiles
import RefoldValues

/// Writes values of lines, which come in order, at the end of a file.
final class RunWriter {
    private let file: TemporaryFile
    private let buffer: Int
    private let isDistinct: Bool
    private var bytes: [UInt8] = []
    /// The bytes that were written or wait to be written.
    private(set) var size = 0
    private var last: (line: Int32, value: [UInt8])?

    init(_ file: TemporaryFile, buffer: Int, isDistinct: Bool) { (self.file, self.buffer, self.isDistinct) = (file, buffer, isDistinct) }

    /// Appends a value.
    ///
    /// - Returns: false if it is left out, because the last one was equal.
    @discardableResult
    func append(_ line: Int32, _ value: Span<UInt8>) throws(RefoldError) -> Bool {
        if isDistinct {
            if let last, last.line == line, last.value.span.isEqual(to: value) { return false }
            var kept = last?.value ?? []
            last = nil
            kept.removeAll(keepingCapacity: true)
            TextBytes.append(value, to: &kept)
            last = (line, kept)
        }
        if bytes.count >= buffer { try flush() }
        RunRecord.append(line, value, to: &bytes)
        size += RunRecord.headCount + value.count
        return true
    }

    func flush() throws(RefoldError) {
        // Moved to a local variable: a span over a class's storage cannot be created.
        var waiting: [UInt8] = []
        swap(&waiting, &bytes)
        try file.append(waiting.span)
        waiting.removeAll(keepingCapacity: true)
        bytes = waiting
    }
}

/// A value as it lies in a file: its line and its size, four bytes each, and its bytes.
enum RunRecord {
    static let headCount = 8

    static func append(_ line: Int32, _ value: Span<UInt8>, to bytes: inout [UInt8]) {
        let head = UInt64(UInt32(bitPattern: line)) | UInt64(value.count) << 32
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: head >> shift)) }
        TextBytes.append(value, to: &bytes)
    }

    static func head(_ bytes: [UInt8], at place: Int) -> (line: Int32, count: Int) {
        var head: UInt64 = 0
        for index in 0..<headCount { head |= UInt64(bytes[place + index]) << UInt64(8 * index) }
        return (Int32(bitPattern: UInt32(truncatingIfNeeded: head)), Int(head >> 32))
    }
}
