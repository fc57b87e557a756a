import Foundation

/// A program that a test calls, such as a browser.
struct OutsideProgram {
    let path: String

    static let python = OutsideProgram(path: "/usr/bin/python3")
    static let office = OutsideProgram(path: "/usr/bin/soffice")
    static let unzip = OutsideProgram(path: "/usr/bin/unzip")
    static let browser = OutsideProgram(path: "/usr/bin/chromium")
    static let pdfText = OutsideProgram(path: "/usr/bin/pdftotext")

    var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Whether Python has openpyxl.
    static let hasOpenpyxl =
        python.isThere && (try? withFolder { folder in try python.run(["-c", "import openpyxl"], in: folder) }) != nil

    struct Failure: Error {
        var program: String
        var status: Int32
        var error: String
    }

    /// Runs it to its end. After two minutes it is ended, with the programs that it started.
    ///
    /// - Parameter folder: where it runs, and what it takes for the home of its user.
    /// - Returns: what it printed on standard output.
    @discardableResult
    func run(_ arguments: [String], in folder: URL) throws -> String {
        let streams = try ["stdout", "stderr"].map { name in
            let file = folder.appending(path: ".\(name)-\(UUID().uuidString)")
            try Data().write(to: file)
            return file
        }
        defer { for file in streams { try? FileManager.default.removeItem(at: file) } }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["-k", "5", "120", path] + arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(["HOME": folder.path, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: streams[0])
        process.standardError = try FileHandle(forWritingTo: streams[1])
        try process.run()
        process.waitUntilExit()
        let texts = try streams.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Failure(program: path, status: process.terminationStatus, error: texts[0].suffix(4000) + texts[1])
        }
        return texts[0]
    }
}

/// A temporary folder, which is removed afterwards.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "refold-tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// The path of a script in a folder of tests.
func script(_ name: String, of format: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "\(format)/Scripts/\(name)").path
}
