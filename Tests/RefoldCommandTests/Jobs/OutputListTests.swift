import Foundation
import RefoldFiles
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("The list of a job's outputs, and clocks")
struct OutputListTests {
    private static let keep = Duration.seconds(30 * 86_400)

    /// Writes files that a clock dated so, in this order, each by a run of the day that is given; then removes what is old.
    ///
    /// - Returns: the files that stay.
    private func left(of files: [(written: String, day: String)], today: String, now: String) throws -> [String] {
        try withFolder { folder in
            let root = folder + "/out/"
            for (number, file) in files.enumerated() {
                let path = root + "\(number)/x.csv"
                try FileManager.default.createDirectory(atPath: root + "\(number)", withIntermediateDirectories: true)
                try Data("x".utf8).write(to: URL(fileURLWithPath: path))
                let time = try #require(Timestamp("\(file.written)T12:00:00Z"))
                try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: Double(time.microseconds) / 1e6)], ofItemAtPath: path)
                let list = OutputList(above: root, of: "n", path: folder + "/n.json5")
                list.note([path], on: try #require(CalendarDate(file.day)), madeFolders: [root + "\(number)"])
                try list.save()
            }
            let list = OutputList(above: root, of: "n", path: folder + "/n.json5")
            _ = list.removeOld(olderThan: Self.keep, on: try #require(CalendarDate(today)), at: try #require(Timestamp("\(now)T12:00:00Z")))
            return files.indices.filter { FileManager.default.fileExists(atPath: root + "\($0)/x.csv") }.map { files[$0].written }
        }
    }

    private func same(_ days: String...) -> [(written: String, day: String)] { days.map { ($0, $0) } }

    @Test("What is older than the time goes, to the day")
    func age() throws {
        #expect(try left(of: same("2024-01-01", "2024-06-30", "2024-07-02"), today: "2024-08-01", now: "2024-08-01") == ["2024-07-02"])
    }

    @Test("A job that runs as seldom as it keeps its files removes them too; after a pause of twice that time it removes nothing at first")
    func seldom() throws {
        #expect(try left(of: same("2024-05-30", "2024-06-30"), today: "2024-07-31", now: "2024-07-31").isEmpty)
        #expect(try left(of: same("2024-05-01", "2024-06-01"), today: "2024-08-01", now: "2024-08-01").count == 2)
    }

    @Test("A day given by hand removes nothing that was written lately, and a file for a day of long ago counts from its writing")
    func givenDay() throws {
        #expect(try left(of: same("2024-07-20", "2024-07-21"), today: "2099-01-01", now: "2024-08-01") == ["2024-07-20", "2024-07-21"])
        #expect(try left(of: [("2024-07-20", "2001-01-01")], today: "2024-08-01", now: "2024-08-01") == ["2024-07-20"])
        #expect(try left(of: [("2024-01-01", "2024-07-31"), ("2024-07-31", "2024-07-31")], today: "2024-08-01", now: "2024-08-01").count == 2)
        #expect(try left(of: same("2024-01-01", "2024-07-31"), today: "2020-01-01", now: "2024-08-01").count == 2)
    }

    @Test("A clock that is far ahead removes nothing in its first run")
    func ahead() throws {
        #expect(try left(of: same("2024-07-30", "2024-07-31"), today: "2099-01-01", now: "2099-01-01").count == 2)
    }

    @Test("What was written after a time that lies ahead of it stays: one of the two clocks was wrong")
    func disorder() throws {
        #expect(try left(of: same("2024-01-01", "2099-01-01", "2024-01-03"), today: "2024-08-01", now: "2024-08-01") == ["2099-01-01", "2024-01-03"])
        #expect(try left(of: same("2024-07-31", "1970-01-02"), today: "2024-08-01", now: "2024-08-01") == ["2024-07-31", "1970-01-02"])
    }
}
