import Foundation
import Testing

/// Runs programs for tests of pages: a browser without a window, Python, and a reader of PDF. Each run has a limit of time, and all files lie
/// in a folder of its own, which is removed afterwards.
final class Browser {
    let folder: URL

    /// Whether there are a browser and Python.
    static var isThere: Bool { OutsideProgram.browser.isThere && OutsideProgram.python.isThere }
    static var isPDFReaderThere: Bool { OutsideProgram.pdfText.isThere }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file into the folder.
    func file(_ name: String, _ bytes: [UInt8]) throws -> URL {
        let file = folder.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return file
    }

    /// The document as the browser has it after it was loaded.
    func document(_ page: URL, _ options: [String] = []) throws -> String { try browse(options + ["--dump-dom"], page) }

    /// Prints the page, and returns the texts of its sheets.
    func print(_ page: URL) throws -> [String] {
        let file = folder.appendingPathComponent("print.pdf")
        _ = try browse(["--no-pdf-header-footer", "--print-to-pdf=\(file.path)"], page)
        let text = try OutsideProgram.pdfText.run(["-layout", file.path, "-"], in: folder)
        return text.split(separator: "\u{C}").map(String.init)
    }

    private func browse(_ options: [String], _ page: URL) throws -> String {
        let fixed = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir=\(folder.path)/profile"]
        return try OutsideProgram.browser.run(fixed + options + ["file://\(page.path)"], in: folder)
    }

    /// Runs a script that lies beside the tests.
    func script(_ name: String, _ arguments: [String]) throws -> String {
        try OutsideProgram.python.run([RefoldTablesTests.script(name, of: "HTML")] + arguments, in: folder)
    }
}
