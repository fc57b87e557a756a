import Foundation
import Testing

/// A separate package that depends on this one by its path. Its sources, beside this file, are the tutorial of a domain.
@Suite("A package with a domain of its own", .serialized)
struct ShopTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Everything is below the clone, so that a second build takes seconds.
    private static let place = root.appendingPathComponent(".build/shop")

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a shell command in a folder, with a limit.
    private static func run(_ command: String, in folder: URL, seconds: Int = 600) throws -> (output: String, error: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec timeout -k 5 \(seconds) /bin/sh -c '\(command.replacing("'", with: "'\\''"))'"]
        process.currentDirectoryURL = folder
        let streams = ["stdout", "stderr"].map { folder.appendingPathComponent(".\($0)-\(UUID().uuidString)") }
        for file in streams { try Data().write(to: file) }
        defer { for file in streams { try? FileManager.default.removeItem(at: file) } }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: streams[0])
        process.standardError = try FileHandle(forWritingTo: streams[1])
        try process.run()
        process.waitUntilExit()
        let texts = try streams.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return (texts[0], texts[1], process.terminationStatus)
    }

    /// Copies the package, builds its programs, and runs its own tests.
    ///
    /// - Returns: the folder of the programs.
    private static func build() throws -> String {
        let files = FileManager.default
        let package = place.appendingPathComponent("shop")
        try files.createDirectory(at: place, withIntermediateDirectories: true)
        try? files.removeItem(at: package)
        try files.copyItem(at: root.appendingPathComponent("Tests/RefoldTests/Shop"), to: package)
        let link = place.appendingPathComponent("refold").path
        try? files.removeItem(atPath: link)
        try files.createSymbolicLink(atPath: link, withDestinationPath: root.path)
        let caches = "--cache-path '\(root.path)/.build/cache' --config-path '\(root.path)/.build/configuration' --security-path '\(root.path)/.build/security'"
        let options = "--package-path '\(package.path)' --scratch-path '\(place.path)/build' \(caches)"
        let (output, error, status) = try run("swift build --build-tests \(options)", in: place, seconds: 3600)
        guard status == 0 else { throw Failure(description: "the package was not built: \(output.suffix(4000))\(error.suffix(2000))") }
        let tests = try run("swift test --skip-build \(options)", in: place)
        guard tests.status == 0 else { throw Failure(description: "its tests fail: \(tests.output.suffix(4000))\(tests.error.suffix(2000))") }
        return try run("swift build \(options) --show-bin-path", in: place).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("gets every verb with only import Refold")
    func verbs() throws {
        let programs = try Self.build()
        let (shop, smallest) = (programs + "/Shop", programs + "/Smallest")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: Self.root.appendingPathComponent("Tests/RefoldTests/Shop/Reports"), to: folder.appendingPathComponent("Reports"))
        func expect(_ command: String, _ output: String, status: Int32 = 0, _ place: SourceLocation = #_sourceLocation) throws {
            let (found, error, ended) = try Self.run("\(command) --store sqlite:orders.db", in: folder)
            #expect(found == output, "\(command): \(error)", sourceLocation: place)
            #expect(ended == status, "\(command): \(error)", sourceLocation: place)
        }
        let event = #"{"id":"e1","stream":"order-1","type":"OrderPlaced","data":{"total":"19.90"},"occurred_at":"2024-03-01T09:30:00Z","recorded_at":"2024-03-01T09:30:00Z"}"#
        try Data((event + "\n").utf8).write(to: folder.appendingPathComponent("orders.ndjson"))
        let commands = """
            {"id":"c1","command":"CancelOrder","data":{"order_id":"1","reason":"late"}}
            {"id":"c2","command":"CancelOrder","data":{"order_id":"2","reason":"late"}}
            {"id":"c3","command":"PlaceOrder","data":{"order_id":"1","total":5}}

            """
        try Data(commands.utf8).write(to: folder.appendingPathComponent("commands.ndjson"))

        try expect("\(shop) import orders.ndjson", "")
        try expect(
            "\(shop) ingest commands.ndjson",
            """
            {"line":1,"id":"c1","outcome":"accepted","stream":"order-1","version":2,"reason":null}
            {"line":2,"id":"c2","outcome":"rejected","stream":"order-2","version":null,"reason":"OrderNotFound"}
            {"line":3,"id":"c3","outcome":"rejected","stream":"order-1","version":null,"reason":"OrderIsAlreadyPlaced"}

            """, status: 4)
        try expect("\(shop) rebuild", "")
        try expect(
            "\(shop) query orders last",
            """
            id  total  placed_at             is_cancelled
            --  -----  --------------------  ------------
            1   19.90  2024-03-01T09:30:00Z  true

            """)
        try expect("\(shop) query orders get 7", "", status: 1)
        try expect("\(shop) report by-month", "month,orders,total,cancelled\n2024-03,1,19.90,1\n")
        // A format of the domain is one like any other.
        try expect("\(shop) report by-month --format first", "2024-03\n")
        try expect("\(shop) export orders --format first --output ids.first --quiet", "")
        #expect(try Self.run("cat ids.first", in: folder).output == "1\n")
        try Data("{steps: [{report: 'by-month', formats: ['first', 'csv'], output: 'out'}]}".utf8).write(to: folder.appendingPathComponent("job.json5"))
        try expect("\(shop) run job.json5 --quiet", "")
        #expect(try Self.run("cat out/by-month.first", in: folder).output == "2024-03\n")
        try expect(
            "\(shop) verify --manifest out/by-month.manifest.json --quiet",
            "by-month.first: identical\nby-month.csv: identical\n")
        #expect(try Self.run("\(shop) --help", in: folder).output.contains("\n  query     ask for orders\n"))

        // The smallest domain has another key under the same name.
        try expect("\(smallest) rebuild --read-models sqlite:smallest.db", "")
        try expect("\(smallest) export orders --read-models sqlite:smallest.db", "id,total,placed_at\norder-1,19.90,2024-03-01T09:30:00Z\n")
        try expect("\(smallest) ingest commands.ndjson --read-models sqlite:smallest.db", "", status: 2)

        // The program that uses the parts for PostgreSQL links one client library and not the other.
        let libraries = try Self.run("ldd \(programs)/OnPostgres", in: folder).output
        #expect(libraries.contains("libpq") && !libraries.contains("sqlite"))
    }
}
