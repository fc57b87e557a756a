import Foundation
import RefoldValues
import Testing
@testable import RefoldFiles

@Suite("Files that appear completely or not at all")
struct AtomicFileTests {
    /// Runs a test in its own folder, which is removed afterwards.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "refold-files-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func content(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private func mode(_ path: String) throws -> Int {
        try #require((FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue)
    }

    private func names(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

    @Test("Until it is committed the old file exists; then only the new one")
    func commit() throws {
        try withFolder { folder in
            let path = folder + "/out.csv"
            try AtomicFile.write(Array("old".utf8), to: path, sparing: .none)
            let file = try AtomicFile(path, sparing: .none)
            try file.write(Array("new ".utf8))
            try file.write([])
            try file.write([UInt8](repeating: 0x78, count: 1 << 20))
            #expect(content(path) == "old")
            try file.commit()
            #expect(content(path)?.count == (1 << 20) + 4)
            #expect(try names(folder) == ["out.csv"])
        }
    }

    @Test("While it is written it has no name, or a private one if the file system lacks such files; released early it leaves nothing", arguments: [true, false])
    func dropped(withoutName: Bool) throws {
        try withFolder { folder in
            do {
                let file = try AtomicFile(folder + "/out.csv", sparing: .none, withoutName: withoutName)
                try file.write([1, 2, 3])
                let found = try names(folder)
                #expect(found.count == (withoutName ? 0 : 1))
                for name in found { #expect(try mode(folder + "/" + name) == 0o600) }
            }
            #expect(try names(folder).isEmpty)
        }
    }

    @Test("A file that is replaced keeps its mode, and a new one gets the mode that the umask allows", arguments: [true, false])
    func modes(withoutName: Bool) throws {
        try withFolder { folder in
            func write(_ name: String) throws {
                let file = try AtomicFile(folder + "/" + name, sparing: .none, withoutName: withoutName)
                try file.write([1])
                try file.commit()
            }
            #expect(FileManager.default.createFile(atPath: folder + "/usual", contents: Data()))
            try write("new")
            #expect(try mode(folder + "/new") == mode(folder + "/usual"))
            for kept in [0o600, 0o640, 0o604, 0o444] {
                try FileManager.default.setAttributes([.posixPermissions: kept], ofItemAtPath: folder + "/new")
                try write("new")
                #expect(try mode(folder + "/new") == kept)
            }
            #expect(try names(folder) == ["new", "usual"])
        }
    }

    @Test("Something that is not a file, with the name of a leftover, is ignored and never waited for")
    func pipe() throws {
        try withFolder { folder in
            let made = unsafe mkfifo(folder + "/.out.csv.1-2.part", 0o600)
            try #require(made == 0)
            try AtomicFile.write([1], to: folder + "/out.csv", sparing: .none)
            #expect(try names(folder) == [".out.csv.1-2.part", "out.csv"])
        }
    }

    @Test("The leftover of a killed run is removed by the next file of that name; the file of a running one is not")
    func leftovers() throws {
        try withFolder { folder in
            for name in [".out.csv.123-456.part", ".out.csv.part", ".out.csv.1-x.part", ".other.csv.1-2.part"] {
                _ = FileManager.default.createFile(atPath: folder + "/" + name, contents: Data([1]))
            }
            let living = try AtomicFile(folder + "/out.csv", sparing: .none)
            try living.write([0x61])
            try AtomicFile.write([0x62], to: folder + "/out.csv", sparing: .none)
            #expect(content(folder + "/out.csv") == "b")
            try living.commit()
            #expect(content(folder + "/out.csv") == "a")
            #expect(try names(folder) == [".other.csv.1-2.part", ".out.csv.1-x.part", ".out.csv.part", "out.csv"])
        }
    }

    @Test("A link stays a link: its target is replaced")
    func link() throws {
        try withFolder { folder in
            try AtomicFile.write([0x61], to: folder + "/real.csv", sparing: .none)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link.csv", withDestinationPath: "real.csv")
            try AtomicFile.write([0x62], to: folder + "/link.csv", sparing: .none)
            #expect(content(folder + "/real.csv") == "b")
            #expect(try names(folder) == ["link.csv", "real.csv"])
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link.csv") == "real.csv")
        }
    }

    @Test("If no file can be made, it fails with status 1 and changes nothing")
    func refused() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(atPath: folder + "/nowhere", withDestinationPath: "missing")
            for path in [folder + "/sub", folder + "/sub/", folder + "/missing/out.csv", folder + "/nowhere", "/dev/null", ""] {
                let error = #expect(throws: RefoldError.self) { try AtomicFile(path, sparing: .none) }
                #expect(error?.status == .failed)
            }
            #expect(try names(folder) == ["nowhere", "sub"])
        }
    }
}
