import Foundation
import RefoldValues
import Synchronization
import Testing
@testable import RefoldCLI

@Suite("Terminal")
struct TerminalTests {
    @Test("A progress line shows events, share, rate, time left and memory")
    func progressLine() {
        let line = ProgressLine(
            task: "rebuild", unit: "events", done: 1_234_567, total: 2_000_000, elapsed: 1520, memory: 312 << 20)
        #expect(line.text == "rebuild: 1,234,567 of 2,000,000 events (61 %), 812,215/s, 0:01 left, 312 MiB")
    }

    @Test("A progress line leaves out unknown values")
    func progressLineWithoutTotal() {
        let line = ProgressLine(task: "import", unit: "lines", done: 0, total: nil, elapsed: 0, memory: nil)
        #expect(line.text == "import: 0 lines")
        #expect(ProgressLine(task: "import", unit: "lines", done: 5, total: 5, elapsed: 1000, memory: nil).text == "import: 5 of 5 lines (100 %), 5/s")
        #expect(ProgressLine(task: "x", unit: "events", done: 0, total: 0, elapsed: 9, memory: nil).text == "x: 0 of 0 events (100 %)")
    }

    @Test("A progress line never wraps; its task is shortened to keep the figures")
    func progressLineWidth() {
        let long = ProgressLine(
            task: "rebuild payments, fines", unit: "events", done: 1_234_567, total: 2_000_000, elapsed: 1520, memory: 312 << 20)
        #expect(long.text == "rebuild p…: 1,234,567 of 2,000,000 events (61 %), 812,215/s, 0:01 left, 312 MiB")
        let line = ProgressLine(
            task: String(repeating: "long ", count: 30), unit: "events", done: .max, total: .max, elapsed: .max, memory: .max)
        #expect(line.text.count == ProgressLine.width)
    }

    @Test("On a narrow terminal figures give way one by one, and no line is wider than it", arguments: 1...100)
    func narrow(columns: Int) {
        let line = ProgressLine(
            task: "rebuild payments", unit: "events", done: 1_234_567, total: 2_000_000, elapsed: 1520, memory: 312 << 20)
        let width = TerminalWidth.forLiveLine(columns: columns)
        #expect(width <= max(columns - 1, 1) && width <= ProgressLine.width)
        #expect(line.text(width: width).count <= width)
        if columns >= 50 { #expect(line.text(width: width).contains(": 1,234,567 of 2,000,000 events (61 %)")) }
        if columns == 60 { #expect(line.text(width: width) == "rebuild p…: 1,234,567 of 2,000,000 events (61 %), 0:01 left") }
        if columns >= 80 { #expect(line.text(width: width) == line.text) }
    }

    @Test("The time left is rounded up and read as a clock")
    func timeLeft() {
        #expect(ProgressLine(task: "", unit: "", done: 10, total: 21, elapsed: 1000).left == 2)
        #expect(TimeSpan.clock(7) == "0:07")
        #expect(TimeSpan.clock(751) == "12:31")
        #expect(TimeSpan.clock(3723) == "1:02:03")
    }

    @Test("Resident memory is the second number of statm in pages")
    func memory() {
        #expect(ResidentMemory.bytes(statm: "100 7 3 1 0 9 0\n", pageSize: 4096) == 28_672)
        #expect(ResidentMemory.bytes(statm: "", pageSize: 4096) == nil)
    }

    @Test("A table aligns its columns, numbers to the right, and keeps control characters out")
    func table() {
        var table = TextTable([.init("day"), .init("amount", isNumber: true), .init("note")])
        table.add(["2024-01-01", "9.50", "é\u{1B}[31m"])
        table.add(["2024-01-02", "1234.00"])
        #expect(
            table.lines == [
                "day          amount  note",
                "----------  -------  -----------",
                #"2024-01-01     9.50  é\u{1B}[31m"#,
                "2024-01-02  1234.00",
            ])
    }

    @Test("A message erases the live line before it")
    func liveLine() {
        let written = Written()
        let console = StandardError(isTerminal: true) { written.add($0) }
        console.show(live: "half way")
        console.say(RefoldError(.failed, [Fault("one\u{7}"), Fault("two")]))
        console.eraseLiveLine()
        #expect(written.text == "\r\u{1B}[Khalf way\r\u{1B}[Krefold: one\\u{7}\nrefold: two\n")
    }

    @Test("No text controls the terminal or is invisible, wherever it comes from: lines, faults, the live line, tables")
    func escapes() throws {
        let nasty = "a\u{1B}[2Jb\u{202E}c\u{9B}d\u{200B}e\u{FEFF}f\u{061C}g\u{E0041}h\u{2028}i\u{AD}j\u{2066}k\u{180E}l\u{3164}m"
        let seen = #"a\u{1B}[2Jb\u{202E}c\u{9B}d\u{200B}e\u{FEFF}f\u{61C}g\u{E0041}h\u{2028}i\u{AD}j\u{2066}k\u{180E}l\u{3164}m"#
        let written = Written()
        let console = StandardError(isTerminal: true) { written.add($0) }
        console.say(nasty)
        console.say(RefoldError(.failed, nasty, at: .named(nasty)))
        console.show(live: ProgressLine(task: nasty, unit: "events", done: 1, total: nil, elapsed: 0).text)
        let lines = written.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == seen && lines[1] == "refold: \(seen): \(seen)")
        #expect(lines[2].hasPrefix("\r\u{1B}[K" + #"a\u{1B}[2Jb\u{202E}"#))
        let pipe = Pipe()
        let output = StandardOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        try output.write(line: nasty)
        try output.flush()
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.readToEnd() == Data((seen + "\n").utf8))
        // Characters that scripts in use need are kept.
        let scripts = "می\u{200C}خواهم क्\u{200D}ष \u{2764}\u{FE0F} \u{0600}"
        console.say(scripts)
        #expect(written.text.hasSuffix(scripts + "\n"))
    }

    @Test("Output onto a full disk is an error of status 1")
    func fullDisk() throws {
        let disk = unsafe open("/dev/full", O_WRONLY)
        try #require(disk >= 0)
        defer { close(disk) }
        let output = StandardOutput(descriptor: disk)
        try output.write(line: "x")
        #expect(throws: RefoldError(.failed, "standard output cannot be written: no space left on device", remedy: "free some space, then run it again")) { try output.flush() }
    }
}

/// The written text, from any thread.
private final class Written: Sendable {
    private let parts = Mutex("")
    var text: String { parts.withLock { $0 } }
    func add(_ text: String) { parts.withLock { $0 += text } }
}
