import Foundation
import RefoldDefinitions
import RefoldValues
import Testing

@Suite("Finding definition files")
struct DefinitionFolderTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func write(_ names: [String], in folder: String) throws {
        for name in names {
            let url = URL(fileURLWithPath: folder + "/" + name)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("{}".utf8).write(to: url)
        }
    }

    @Test("Definitions are found in folders and in a stable order; other files are ignored")
    func finds() throws {
        try withFolder { folder in
            try write(
                ["z.projection.json5", "fines/by-month.report.json5", "fines/a.report.json", "notes.txt", ".hidden.report.json5", ".report.json5"],
                in: folder)
            let (files, faults) = DefinitionFolder.search(folder)
            #expect(faults == [])
            #expect(files.map(\.name) == ["fines/a", "fines/by-month", "z"])
            #expect(files.map(\.kind) == [.report, .report, .projection])
            #expect(files.map(\.path).last == folder + "/z.projection.json5")
        }
    }

    @Test("Two files of one name are a fault")
    func twins() throws {
        try withFolder { folder in
            try write(["a.report.json5", "a.report.json", "a.projection.json"], in: folder)
            let faults = DefinitionFolder.search(folder).faults
            #expect(faults.map(\.what) == ["the report \"a\" is declared by \(folder)/a.report.json as well"])
        }
    }

    @Test("Links that lead back or to nothing are faults, and the search ends")
    func links() throws {
        try withFolder { folder in
            try write(["a/b.report.json5"], in: folder)
            try FileManager.default.createSymbolicLink(atPath: folder + "/a/back", withDestinationPath: folder)
            try FileManager.default.createSymbolicLink(atPath: folder + "/gone.report.json5", withDestinationPath: "nowhere")
            try FileManager.default.createSymbolicLink(atPath: folder + "/self.report.json5", withDestinationPath: "self.report.json5")
            let (files, faults) = DefinitionFolder.search(folder)
            #expect(files.map(\.name) == ["a/b"])
            #expect(
                faults.map(\.what) == [
                    "the link leads back to a folder above it", "the link leads to nothing", "the link leads to nothing",
                ])
        }
    }

    @Test("A missing folder is a fault")
    func missing() {
        let faults = DefinitionFolder.search("/nowhere/at/all").faults
        #expect(
            faults.map(\.description) == ["/nowhere/at/all: there is no such folder; create it, or name another with --definitions"])
    }

    @Test("A file is read; a missing one, and something that is not a file, are refused")
    func reads() throws {
        try withFolder { folder in
            try write(["a.json5"], in: folder)
            #expect(try DefinitionFolder.read(folder + "/a.json5") == Array("{}".utf8))
            #expect(throws: RefoldError(.usage, "this is not a file", at: .definition(file: folder, line: nil, path: ""), expected: "a JSON5 file")) {
                try DefinitionFolder.read(folder)
            }
            let gone = folder + "/gone"
            #expect(
                throws: RefoldError(.usage, "the file cannot be found", at: .definition(file: gone, line: nil, path: ""), remedy: "check the path")
            ) { try DefinitionFolder.read(gone) }
        }
    }
}

@Suite("Finding by name")
struct NameLookupTests {
    let lookup = NameLookup("report", names: ["fines/by-month", "fines/by-class", "payments/by-month", "ageing"])

    @Test("A full name, or a last part that is unique, is found", arguments: [
        ("fines/by-month", "fines/by-month"), ("by-class", "fines/by-class"), ("ageing", "ageing"),
    ])
    func finds(name: String, whole: String) throws {
        #expect(try lookup.resolve(name) == whole)
    }

    @Test("An ambiguous name is answered with all matches, and an unknown name with the nearest")
    func refuses() {
        #expect(throws: RefoldError(
            .usage, "several reports are called \"by-month\"", expected: "\"fines/by-month\" or \"payments/by-month\"", remedy: "give the whole name")
        ) { try lookup.resolve("by-month") }
        #expect(throws: RefoldError(
            .usage, "there is no report \"agein\"", expected: "\"fines/by-month\", \"fines/by-class\", \"payments/by-month\" or \"ageing\"",
            remedy: "did you mean \"ageing\"?")
        ) { try lookup.resolve("agein") }
        #expect(throws: RefoldError(.usage, "there is no report \"x\"")) { try NameLookup("report", names: []).resolve("x") }
    }
}
