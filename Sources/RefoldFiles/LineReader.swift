// Unsafe here: reads into raw memory and passes lines of it to the caller.
import Glibc
import RefoldValues

/// Reads a file or a pipe line by line in bounded memory.
///
/// A line ends with LF; the last one may lack it. Belongs to one thread at a time.
@safe
public final class LineReader {
    /// The result of ``next()``.
    public enum Found: Hashable, Sendable {
        case line
        /// A line over the limit. It is skipped; none of its bytes can be read.
        case tooLong
        case end
    }

    /// The source of the bytes.
    private enum Source {
        case descriptor(Int32, isOwned: Bool)
        case copy(TemporaryFile)
    }

    /// The longest line that can be read, in bytes: 16 MiB.
    public static let maximumLength = 16 << 20

    /// The name for messages.
    public let name: String
    /// Whether the same bytes can be read again by opening the path again.
    public let isRegularFile: Bool
    /// The number of the last line, from 1.
    public private(set) var lineNumber = 0
    private let source: Source
    private let spool: TemporaryFile?
    private var memory: UnsafeMutableRawBufferPointer
    /// The bytes of `memory` that were read but not yet passed.
    private var (start, end) = (0, 0)
    private var line = 0..<0
    private var left: Int
    private var isAtEnd = false

    /// Opens a file; `-` is standard input.
    ///
    /// - Parameter spool: makes the file that gets a copy of all input, if the source cannot be read twice.
    /// - Throws: `.failed` if it cannot be opened.
    public convenience init(path: String, spoolingTo spool: (() throws(RefoldError) -> TemporaryFile)? = nil) throws(RefoldError) {
        let descriptor = unsafe path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        let name = path == "-" ? "standard input" : path
        guard descriptor >= 0 else { throw SystemFailure.last.error("the file cannot be opened", at: name, for: .input) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw RefoldError(.failed, "it is a folder", at: .named(name), expected: "a file", remedy: "name the files in it")
        }
        // Standard input is never read twice: its offset in the file is unknown.
        let isRegular = path != "-" && status.st_mode & S_IFMT == S_IFREG
        var copy: TemporaryFile?
        if !isRegular, let spool { copy = try spool() }
        self.init(name, .descriptor(descriptor, isOwned: path != "-"), isRegularFile: isRegular, spool: copy)
    }

    /// Reads a copy that another reader made, from its start.
    public convenience init(copy: TemporaryFile, name: String) {
        self.init(name, .copy(copy), isRegularFile: false, spool: nil)
    }

    private init(_ name: String, _ source: Source, isRegularFile: Bool, spool: TemporaryFile?) {
        self.name = name
        self.source = source
        self.isRegularFile = isRegularFile
        self.spool = spool
        if case .copy(let file) = source { left = file.size } else { left = 0 }
        unsafe memory = .allocate(byteCount: 1 << 18, alignment: 16)
    }

    deinit {
        unsafe memory.deallocate()
        if case .descriptor(let descriptor, isOwned: true) = source { close(descriptor) }
    }

    /// The copy of all input, if one was requested and needed.
    public var copy: TemporaryFile? { spool }

    /// Moves to the next line.
    ///
    /// - Throws: `.failed` if reading fails.
    public func next() throws(RefoldError) -> Found {
        var searched = start
        var isTooLong = false
        while true {
            if let newline = newline(from: searched) {
                line = start..<newline
                start = newline + 1
                lineNumber += 1
                return isTooLong || line.count > Self.maximumLength ? .tooLong : .line
            }
            if end - start > Self.maximumLength {
                isTooLong = true
                start = end
            }
            if isAtEnd {
                guard isTooLong || start < end else { return .end }
                line = start..<end
                start = end
                lineNumber += 1
                return isTooLong ? .tooLong : .line
            }
            let passed = end - start
            try fill()
            searched = start + passed
        }
    }

    /// Whether ``next()`` returns a line at once, without waiting for the other end of a pipe. False at the end.
    ///
    /// - Throws: `.failed` if reading fails.
    public func hasLine() throws(RefoldError) -> Bool {
        var searched = start
        while newline(from: searched) == nil {
            if isAtEnd { return start < end }
            // The rest of a line that is too long may take long to arrive.
            guard end - start <= Self.maximumLength, isReadable(within: 0) else { return false }
            let passed = end - start
            try fill()
            searched = start + passed
        }
        return true
    }

    /// Waits for a limited time until ``next()`` has something: a line, the end, or a line that is too long.
    ///
    /// - Returns: whether it has; if false, call again after checking for other events.
    public func wait(milliseconds: Int32) throws(RefoldError) -> Bool {
        for span in [0, milliseconds] {
            _ = isReadable(within: span)
            if try hasLine() || isAtEnd || end - start > Self.maximumLength { return true }
        }
        return false
    }

    /// Whether reading would not block, or not longer than this.
    private func isReadable(within milliseconds: Int32) -> Bool {
        guard !isRegularFile, case .descriptor(let descriptor, _) = source else { return true }
        var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // An error or a closed end is reported at once too. If the descriptor cannot be polled, it is read when needed.
        return unsafe poll(&question, 1, milliseconds) > 0
    }

    /// Calls `body` with the last line, without its newline.
    public func withLine<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        try body(unsafe Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[line])))
    }

    private func newline(from position: Int) -> Int? {
        guard position < end, let base = unsafe memory.baseAddress else { return nil }
        guard let found = unsafe memchr(base + position, 0x0A, end - position) else { return nil }
        return unsafe UnsafeMutableRawPointer(found) - base
    }

    /// Reads more bytes after the present ones. Moves these to the front, and enlarges the memory if it is full.
    private func fill() throws(RefoldError) {
        if start > 0 {
            let rest = end - start
            if rest > 0, let base = unsafe memory.baseAddress { unsafe memmove(base, base + start, rest) }
            (start, end) = (0, rest)
        }
        if unsafe end == memory.count {
            let larger = unsafe UnsafeMutableRawBufferPointer.allocate(byteCount: memory.count * 2, alignment: 16)
            unsafe larger.copyMemory(from: UnsafeRawBufferPointer(memory))
            unsafe memory.deallocate()
            unsafe memory = larger
        }
        let count = try unsafe read(UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
        if let spool, count > 0 { try unsafe spool.append(UnsafeRawBufferPointer(rebasing: memory[end..<end + count])) }
        isAtEnd = count == 0
        end += count
    }

    private func read(_ target: UnsafeMutableRawBufferPointer) throws(RefoldError) -> Int {
        switch source {
        case .copy(let file):
            let count = min(left, target.count)
            guard count > 0 else { return 0 }
            guard try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: target[..<count])) else {
                throw RefoldError(.failed, "the temporary copy is shorter than what was read", at: .named(name), remedy: "run it again")
            }
            left -= count
            return count
        case .descriptor(let descriptor, _):
            while true {
                let count = unsafe Glibc.read(descriptor, target.baseAddress, target.count)
                if count >= 0 { return count }
                guard errno == EINTR else { throw SystemFailure.last.error("the file cannot be read", at: name, for: .input) }
            }
        }
    }
}
