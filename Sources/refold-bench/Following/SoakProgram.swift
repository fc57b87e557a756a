import Foundation
import RefoldValues

/// The program that follows, and what can be seen of it from outside.
final class SoakProgram {
    private let process = Process()
    private let log: String

    init(_ command: [String], log: String) throws(RefoldError) {
        self.log = log
        guard FileManager.default.createFile(atPath: log, contents: nil), let file = FileHandle(forWritingAtPath: log) else {
            throw RefoldError(.failed, "the log cannot be made", at: .named(log))
        }
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        (process.standardError, process.standardOutput, process.standardInput) = (file, FileHandle.nullDevice, FileHandle.nullDevice)
        do { try process.run() } catch { throw RefoldError(.failed, "the program cannot be started", at: .named(command[0]), remedy: "build it") }
    }

    var isRunning: Bool { process.isRunning }

    /// Resident memory, in KiB.
    var memory: Int {
        let words = text("statm").split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) / 1024 : 0
    }

    var openFiles: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count) ?? 0 }

    var threads: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/task").count) ?? 0 }

    /// Processor time so far, in seconds.
    var processorTime: Double {
        // After the name, which may hold blanks, in brackets.
        let words = text("stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard words.count > 12, let user = Double(words[11]), let system = Double(words[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// How long what it said is, in bytes.
    var said: Int { ((try? FileManager.default.attributesOfItem(atPath: log)[.size]) as? Int) ?? 0 }

    /// Asks it to end, and waits.
    ///
    /// - Returns: its status, and how long it took.
    func end() -> (status: Int32, seconds: Double) {
        let start = ContinuousClock.now
        process.terminate()
        process.waitUntilExit()
        return (process.terminationStatus, start.duration(to: .now) / .seconds(1))
    }

    private func text(_ name: String) -> String {
        FileManager.default.contents(atPath: "/proc/\(process.processIdentifier)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
