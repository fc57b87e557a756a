// Unsafe here: write(2) takes a pointer to the bytes; it gets that of the buffer, with its count.

import Glibc
import RefoldReports
import RefoldTables
import RefoldValues

/// Standard output: buffered; reports write errors.
///
/// If the reader closes the pipe, the process ends silently with 0, unless a verb decides otherwise. Belongs to one thread at a time.
final class StandardOutput {
    /// The number of bytes buffered before a write.
    static let capacity = 1 << 16

    private let descriptor: Int32
    /// Called when the reader has closed the pipe. Later output is discarded.
    var onBrokenPipe: () -> Void
    /// Whether the reader has closed the pipe.
    private(set) var isBroken = false
    private var buffer: [UInt8] = []

    init(descriptor: Int32 = STDOUT_FILENO, onBrokenPipe: @escaping () -> Void = { exit(0) }) {
        self.descriptor = descriptor
        self.onBrokenPipe = onBrokenPipe
        buffer.reserveCapacity(Self.capacity)
    }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// How many characters a line of a table may have; nil if it is no terminal.
    var width: Int? { isTerminal ? TerminalWidth.columns(of: descriptor) : nil }

    /// Refuses bytes that are no text on a terminal.
    ///
    /// - Throws: status 2.
    func requireFit(for format: any TableFormat) throws(RefoldError) {
        guard isTerminal, !format.isText else { return }
        throw RefoldError(.usage, "\(format.word) is no text for a terminal", at: .named("--format"), remedy: "add --output PATH, or send it into a file")
    }

    /// - Throws: status 1 if the output cannot be written, as on a full disk.
    func write(_ bytes: some Collection<UInt8>) throws(RefoldError) {
        guard !isBroken else { return }
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Writes a line for people. Text from data cannot control the terminal.
    func write(line: String) throws(RefoldError) { try write((Printable.text(line) + "\n").utf8) }

    /// Writes a line for programs, unchanged.
    func write(json: String) throws(RefoldError) { try write((json + "\n").utf8) }

    /// Writes a text at once. What cannot be written is dropped.
    static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start) }
            guard count >= 0 || errno == EINTR else { return }
            start += max(count, 0)
        }
    }

    /// Writes the buffered bytes.
    func flush() throws(RefoldError) {
        var start = 0
        while start < buffer.count {
            let count = unsafe buffer.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start)
            }
            if count >= 0 {
                start += count
                continue
            }
            let code = errno
            if code == EINTR { continue }
            buffer.removeAll(keepingCapacity: true)
            guard code == EPIPE else {
                let failure = SystemFailure(code)
                throw RefoldError(.failed, "standard output cannot be written: \(failure.cause)", remedy: failure.remedy(for: .output))
            }
            isBroken = true
            onBrokenPipe()
            return
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
