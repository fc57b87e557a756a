import Foundation
import RefoldValues
import Testing
@testable import RefoldFiles

@Suite("Files that no output may replace")
struct ProtectedFilesTests {
    @Test("They are recognized by any name: links, hard links, other forms of the path, and before they exist")
    func names() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "refold-spared-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = FileManager.default
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/store"))
        try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "store")
        try files.createSymbolicLink(atPath: folder + "/sub/link", withDestinationPath: "../link")
        try files.linkItem(atPath: folder + "/store", toPath: folder + "/hard")
        try files.createSymbolicLink(atPath: folder + "/folder", withDestinationPath: ".")
        try Data("SQLite format 3\0 and more".utf8).write(to: URL(fileURLWithPath: folder + "/any.db"))

        var spared = ProtectedFiles()
        spared.add(database: folder + "/sub/link", as: "the store")
        spared.add(folder: folder + "/kept", as: "what is kept")
        for name in [
            "store", "link", "sub/link", "hard", "./store", "sub/../store", "folder/store", "store-wal", "folder/store-journal", "sub/link-lock",
            "sub/../store-shm", "kept", "kept/a/b", "folder/kept/a", "any.db",
        ] {
            let error = #expect(throws: RefoldError.self, "\(name)") { try AtomicFile.write([1], to: folder + "/" + name, sparing: spared) }
            #expect(error?.status == .usage)
        }
        try files.createDirectory(atPath: folder + "/kept", withIntermediateDirectories: false)
        #expect(spared.fault(writing: folder + "/kept/a") != nil)
        for name in ["store.csv", "sub/store-wal", "keptsome"] { #expect(spared.fault(writing: folder + "/" + name) == nil, "\(name)") }
        #expect(files.contents(atPath: folder + "/store") == Data("x".utf8))
        #expect(try files.contentsOfDirectory(atPath: folder).sorted() == ["any.db", "folder", "hard", "kept", "link", "store", "sub"])
    }

    @Test("A file that is gone protects nothing: its number is given to the next one that is made")
    func reused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "refold-spared-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/kept", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
        var spared = ProtectedFiles()
        spared.add(folder + "/file", as: "a definition")
        spared.add(folder: folder + "/kept", as: "what is kept")
        // The same numbers at other paths, as a new file has it by chance.
        try FileManager.default.moveItem(atPath: folder + "/file", toPath: folder + "/output")
        try FileManager.default.moveItem(atPath: folder + "/kept", toPath: folder + "/out")
        for path in ["/output", "/out/report.csv"] { #expect(spared.fault(writing: folder + path) == nil) }
        for path in ["/file", "/kept/state"] { #expect(spared.fault(writing: folder + path) != nil, "what is made there again is kept again") }
    }

    @Test("An open file of a process is not a place for an output", arguments: ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/stderr"])
    func streams(path: String) {
        let fault = ProtectedFiles.none.fault(writing: path)
        #expect(fault?.remedy == "leave --output out to write to standard output")
    }
}
