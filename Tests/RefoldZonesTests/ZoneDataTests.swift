// Unsafe here: mkfifo(3) makes a pipe.
import Dispatch
import Foundation
import RefoldTesting
import RefoldValues
import Synchronization
import Testing
@testable import RefoldZones

@Suite("Zone data of the system")
struct ZoneDataTests {
    private static let rome = MadeZoneFile(types: [3600], footer: "CET-1CEST,M3.5.0,M10.5.0/3")

    private func write(_ bytes: [UInt8], to path: String) throws {
        try FileManager.default.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: path))
    }

    private func error(_ body: () throws -> Void) -> RefoldError? {
        do { try body() } catch { return error as? RefoldError }
        return nil
    }

    @Test("TZDIR comes first, then the first usual folder with something in it")
    func order() throws {
        try withFolder { folder in
            let (named, second) = (folder + "/named", folder + "/second")
            try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
            try write(Self.rome.bytes, to: named + "/Europe/Rome")
            try write(MadeZoneFile(types: [7200]).bytes, to: second + "/Europe/Rome")
            try write(Array("# version 2031a\n".utf8), to: second + "/tzdata.zi")
            let usual = [folder + "/missing", folder + "/empty", second]
            #expect(try ZoneData(folder: named, usual: usual).folder() == named)
            for none in [nil, ""] { #expect(try ZoneData(folder: none, usual: usual).folder() == second) }
            let found = ZoneData(folder: nil, usual: usual)
            #expect(try found.version() == "2031a")
            #expect(try found.rules(named: "Europe/Rome").offset(at: .first) == 7200)
            // A zone that the folder does not have is not looked for elsewhere.
            #expect(error { _ = try found.rules(named: "Europe/Paris") }?.status == .usage)
        }
    }

    @Test("A machine without zone data has UTC alone, and says so of any other zone")
    func noZoneData() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
            let data = ZoneData(folder: nil, usual: [folder + "/missing", folder + "/empty"])
            #expect(try data.folder() == nil)
            #expect(try data.version() == "none")
            #expect(try data.rules(named: "UTC") == .utc)
            for name in ["Europe/Rome", "CEST"] {
                let found = try #require(error { _ = try data.rules(named: name) })
                #expect(found.status == .failed)
                #expect(found.faults[0].remedy == "install the package of zone data (tzdata), or name its folder in TZDIR")
            }
        }
    }

    @Test("A TZDIR that names no folder is refused, and never passed over")
    func wrongFolder() throws {
        try withFolder { folder in
            try write([1], to: folder + "/file")
            for path in [folder + "/missing", folder + "/file", folder + "/file/x"] {
                let data = ZoneData(folder: path)
                let found = try #require(error { _ = try data.rules(named: "Europe/Rome") })
                #expect(found.status == .usage && found.faults[0].what.hasPrefix("TZDIR names the folder \"\(path)\", which cannot be read: "))
                #expect(found.faults[0].remedy == "correct TZDIR, or leave it unset")
                #expect(error { _ = try data.version() } == found)
                #expect(try data.rules(named: "UTC") == .utc)
            }
        }
    }

    @Test("A zone that is not there is named with the nearest one of the folder")
    func unknown() throws {
        try withFolder { folder in
            try write(Self.rome.bytes, to: folder + "/Europe/Rome")
            let found = try #require(error { _ = try ZoneData(folder: folder).rules(named: "Europe/Roma") }?.faults.first)
            #expect(found.what == "the time zone \"Europe/Roma\" is not in the folder that TZDIR names")
            #expect(found.remedy == "did you mean \"Europe/Rome\"?")
        }
    }

    @Test("Links are followed inside the folder, and refused if they lead out of it")
    func links() throws {
        try withFolder { folder in
            let zones = folder + "/zones"
            try write(Self.rome.bytes, to: zones + "/Europe/Rome")
            try write(Self.rome.bytes, to: folder + "/outside")
            for (name, target) in [("In", "Rome"), ("Out", folder + "/outside"), ("Up", "../../outside"), ("Loop", "Loop"), ("Nothing", "nothing")] {
                try FileManager.default.createSymbolicLink(atPath: zones + "/Europe/" + name, withDestinationPath: target)
            }
            try FileManager.default.createSymbolicLink(atPath: zones + "/Away", withDestinationPath: folder)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: zones)
            for path in [zones, folder + "/link"] {
                let data = ZoneData(folder: path)
                #expect(try data.rules(named: "Europe/In").changes == data.rules(named: "Europe/Rome").changes)
                for name in ["Europe/Out", "Europe/Up", "Away/outside"] {
                    let found = try #require(error { _ = try data.rules(named: name) })
                    #expect(found.status == .failed)
                    #expect(found.faults[0].what == "the zone file \(path)/\(name) cannot be used: it is a link that leads out of the folder")
                }
                #expect(error { _ = try data.rules(named: "Europe/Loop") }?.status == .failed)
                #expect(error { _ = try data.rules(named: "Europe/Nothing") }?.status == .usage)
            }
        }
    }

    @Test("What is no zone file is refused by name, and a pipe is not waited for")
    func noZoneFiles() throws {
        try withFolder { folder in
            try write(Array("no zone".utf8), to: folder + "/Europe/Rome")
            try write([UInt8](repeating: 7, count: 1 << 20 + 1), to: folder + "/Europe/Large")
            let made = unsafe mkfifo(folder + "/Europe/Pipe", 0o600)
            try #require(made == 0)
            let data = ZoneData(folder: folder)
            let found = try #require(error { _ = try data.rules(named: "Europe/Rome") })
            #expect(found.status == .failed)
            #expect(found.faults[0].what == "the zone file \(folder)/Europe/Rome cannot be used: it ends within a header")
            #expect(found.faults[0].expected != nil && found.faults[0].remedy == "make it anew with zic, or correct TZDIR")
            #expect(error { _ = try data.rules(named: "Europe/Large") }?.status == .failed)
            // A thread of its own: a time limit of the test also counts the time that other tests take before this one runs.
            let status = Mutex<RefoldError.Status?>(nil)
            let isRead = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                let found = self.error { _ = try data.rules(named: "Europe/Pipe") }?.status
                status.withLock { $0 = found }
                isRead.signal()
            }
            try #require(isRead.wait(timeout: .now() + 60) == .success, "the pipe is waited for")
            #expect(status.withLock { $0 } == .usage)
        }
    }

    @Test("The version is that of tzdata.zi, else of +VERSION, else of version, else a digest of all zone files")
    func versions() throws {
        try withFolder { folder in
            func version() throws -> String { try ZoneData(folder: folder).version() }
            try write(Self.rome.bytes, to: folder + "/Europe/Rome")
            let digest = try version()
            #expect(digest.wholeMatch(of: /digest [0-9a-f]{16}/) != nil)
            try write(Self.rome.bytes, to: folder + "/Europe/San_Marino")
            let more = try version()
            try write(MadeZoneFile(types: [3600], footer: "CET-1CEST,M3.5.0,M10.5.0/2").bytes, to: folder + "/Europe/San_Marino")
            #expect(try Set([digest, more, version()]).count == 3)
            try write(Array("2024b\n".utf8), to: folder + "/version")
            #expect(try version() == "2024b")
            try write(Array("2025a".utf8), to: folder + "/+VERSION")
            #expect(try version() == "2025a")
            for wrong in ["# version unknown\n", "# redo posix_only\n", "", "# version 2025c\u{7}\n"] {
                try write(Array(wrong.utf8), to: folder + "/tzdata.zi")
                #expect(try version() == "2025a")
            }
            try write(Array("# version 2025b-12-gabc\n# This zic input file is in the public domain.\n".utf8), to: folder + "/tzdata.zi")
            #expect(try version() == "2025b-12-gabc")
        }
    }

    @Test("What was read once is not read again, and zones of two versions are not mixed")
    func replaced() throws {
        try withFolder { folder in
            try write(Self.rome.bytes, to: folder + "/Europe/Rome")
            try write(Self.rome.bytes, to: folder + "/Europe/Paris")
            try write(Array("# version 2025a\n".utf8), to: folder + "/tzdata.zi")
            let data = ZoneData(folder: folder)
            let rome = try data.rules(named: "Europe/Rome")
            try write(MadeZoneFile(types: [0]).bytes, to: folder + "/Europe/Rome")
            try write(Array("# version 2025b\n".utf8), to: folder + "/tzdata.zi")
            #expect(try data.rules(named: "Europe/Rome") == rome)
            #expect(try data.version() == "2025a")
            let found = try #require(error { _ = try data.rules(named: "Europe/Paris") })
            #expect(found.status == .failed && found.faults[0].remedy == "run it again")
            #expect(try ZoneData(folder: folder).rules(named: "Europe/Rome") != rome)
        }
    }
}
