import Foundation
import RefoldJSON
import RefoldLayouts
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

/// A small store as a framework makes it: the files NAME.schema.sql, NAME.rows.sql, NAME.expected and NAME.insert.sql in `Fixtures`.
///
/// A name with `@` is another form of the tables of the layout before it.
struct LayoutFixture: CustomTestStringConvertible, Hashable, Sendable {
    let name: String

    var testDescription: String { name }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let all: [LayoutFixture] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".schema.sql") }.sorted().map { LayoutFixture(name: String($0.dropLast(".schema.sql".count))) }
    }()

    static let postgres = all.filter { !$0.name.contains(".sqlite") }
    static let sqlite = all.filter { $0.name.contains(".sqlite") }

    /// The name of its file among those that are built in, without `.layout.json5`.
    var file: String { String(name.prefix { $0 != "@" }) }

    /// The name of the layout: without the number of a second form.
    var layoutName: String {
        let plain = file.replacing(".sqlite", with: "")
        return plain.hasSuffix("-2") ? String(plain.dropLast(2)) : plain
    }

    /// The built-in layout of the file.
    func layout() throws -> StoreLayout {
        let text = try Data(contentsOf: Self.folder.appending(path: "../../../Sources/RefoldLayouts/BuiltIn/\(file).layout.json5"))
        return try LayoutParser.read(text, file: file)
    }

    func path(_ part: String) -> String { Self.folder.appending(path: "\(name).\(part)").path }

    func text(_ part: String) throws -> String { try String(contentsOfFile: path(part), encoding: .utf8) }

    // MARK: Stores

    /// A new database with the tables, and the rows.
    func database(rows: Bool = true, on cluster: PostgresCluster? = nil) throws -> String {
        let uri = try cluster?.newDatabase() ?? PostgresCluster.newDatabase()
        try PostgresCluster.psql(uri, file: path("schema.sql"))
        if rows { try PostgresCluster.psql(uri, file: path("rows.sql")) }
        return uri
    }

    /// A new file in a folder, with the tables, and the rows.
    func file(in folder: String, rows: Bool = true) throws -> String {
        let path = folder + "/\(name).db"
        let connection = try SQLiteConnection(path, mode: .create)
        try connection.execute(text("schema.sql"))
        if rows { try connection.execute(text("rows.sql")) }
        return path
    }

    /// The statements by which the framework appends one event in a transaction.
    func insertion(_ event: InsertedEvent) throws -> [String] {
        try text("insert.sql").split(separator: "\n").filter { !$0.hasPrefix("--") }.map { event.filled(into: String($0)) }
    }
}

/// An event that a framework's own statements append.
struct InsertedEvent {
    var stream: String
    var version: Int64 = 1
    var type = "order_placed"
    var data: String
    var id: String
    var time = "2024-03-01 10:00:00.000000+00"

    /// An event with a number, alone in a stream of that number. The streams have three beginnings: some frameworks lock all streams of one.
    init(_ number: Int) {
        (stream, id) = (Self.uuid(0xA000 + number % 3, number), Self.uuid(0xB000, number))
        data = #"{"n": \#(number)}"#
    }

    static func uuid(_ kind: Int, _ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(kind, radix: 16) + "0000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// A statement with the values for its placeholders, as literals.
    fileprivate func filled(into statement: String) -> String {
        let values = ["stream": stream, "version": "\(version)", "type": type, "data": data, "id": id, "time": time]
        var (filled, rest) = ("", statement[...])
        while let colon = rest.firstIndex(of: ":") {
            filled += rest[..<colon]
            rest = rest[rest.index(after: colon)...]
            let word = String(rest.prefix { $0.isLetter })
            guard let value = values[word] else {
                filled += ":"
                continue
            }
            filled += PostgresName.literal(value)
            rest = rest.dropFirst(word.count)
        }
        return filled + rest
    }
}

/// Finding stores of fixtures.
extension LayoutChoice {
    /// Any of the built-in layouts.
    static func builtIn() throws -> LayoutChoice { LayoutChoice(among: try BuiltInLayouts.all().map(\.layout)) }

    /// One that a test has made.
    static func only(_ layout: StoreLayout) -> LayoutChoice { LayoutChoice([layout], from: "test") }
}

extension PostgresLayoutStore {
    /// The store in a database.
    static func test(
        _ uri: String, _ choice: LayoutChoice, counting: UnreadableEvents = UnreadableEvents(), windowSizes: ClosedRange<Int64> = PositionWindows.usualSizes
    ) throws -> PostgresLayoutStore {
        try #require(try find(choice, at: PostgresLocation(uri, from: "test"), counting: counting, windowSizes: windowSizes))
    }
}

extension SQLiteLayoutStore {
    /// The store in a file.
    static func test(_ path: String, _ choice: LayoutChoice, counting: UnreadableEvents = UnreadableEvents()) throws -> SQLiteLayoutStore {
        try #require(try find(choice, path: path, counting: counting))
    }
}
