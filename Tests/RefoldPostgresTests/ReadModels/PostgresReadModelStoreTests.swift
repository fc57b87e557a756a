import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Read models on PostgreSQL")
struct PostgresReadModelStoreTests {
    @Test("pass every check", arguments: ReadModelStoreContract.checks)
    func contract(_ check: ReadModelCheck) throws { try check.run(Things.store(PostgresCluster.newDatabase())) }

    @Test("are views with the types that a user of PostgreSQL expects")
    func types() throws {
        let uri = try PostgresCluster.newDatabase()
        let schema = Things.schema([
            ColumnSchema("total", .decimal(scale: 3)), ColumnSchema("paid", .money(currency: "currency")), ColumnSchema("currency", .text),
            ColumnSchema("is_open", .boolean), ColumnSchema("at", .timestamp), ColumnSchema("due", .date), ColumnSchema("tags", .json),
        ])
        let rows = Things.block([
            [-1990, 1990, "EUR", 1, 1_709_285_400_250_000, 19782, "{\"b\": 1.50, \"a\":[]}"], [0, 1990, "JPY", 0, -1, -1, "null"],
            [nil, 1990, "TND", nil, nil, nil, nil], [5, -1, "?", 1, 0, 0, "\"x\""],
        ])
        try Things.serve(rows, schema, in: Things.store(uri))
        #expect(try PostgresCluster.psql(uri, "SET timezone = 'UTC'; SELECT * FROM read_models.things ORDER BY id") == """
            0|-1.990|19.90|EUR|t|2024-03-01 09:30:00.25+00|2024-02-29|{"a": [], "b": 1.50}
            1|0.000|1990|JPY|f|1969-12-31 23:59:59.999999+00|1969-12-31|null
            2||1.990|TND||||
            3|0.005|-1|?|t|1970-01-01 00:00:00+00|1970-01-01|"x"
            """)
        #expect(try PostgresCluster.psql(uri, """
            SELECT string_agg(format('%s %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = 'read_models.things'::regclass
            """) == "id bigint, total numeric(19,3), paid numeric, currency text, is_open boolean, at timestamp with time zone, due date, tags jsonb")
    }

    @Test("sort texts by their bytes, whatever the collation of the database")
    func collation() throws {
        let uri = try PostgresCluster.newDatabase()
        let schema = Things.schema([ColumnSchema("note", .text)])
        try Things.serve(Things.block([["b"], ["ä"], ["B"], ["a"]]), schema, in: Things.store(uri))
        #expect(try PostgresCluster.psql(uri, "SELECT string_agg(note, '' ORDER BY note) FROM read_models.things") == "Babä")
        #expect(try PostgresCluster.psql(uri, """
            SELECT c.collname FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
            WHERE attrelid = 'read_models.things'::regclass AND attname = 'note'
            """) == "C")
    }

    @Test("return every amount at every scale exactly")
    func decimals() throws {
        let uri = try PostgresCluster.newDatabase()
        var units: [Int64] = [0, 1, -1, 9999, 10_000, -10_001, .max, .min, .max - 1]
        for power in 1...18 { units.append((0..<power).reduce(1) { product, _ in product * 10 }) }
        var random = SeededNumbers(1)
        for bits in 1...63 { units.append(Int64.random(in: .min ... .max, using: &random) >> (63 - bits)) }
        let schema = Things.schema((0...18).map { ColumnSchema("scale_\($0)", .decimal(scale: $0)) })
        let store = try Things.store(uri)
        try Things.serve(Things.block(units.map { unit in (0...18).map { _ in .integer(unit) } }), schema, in: store)
        try store.snapshot(of: "things")?.rows(columns: Array(1...19), where: nil, inKeyOrder: true) { block throws(RefoldError) in
            for (row, unit) in units.enumerated() { for column in 0...18 { #expect(block.integer(row, column) == unit) } }
        }
        let shown = try PostgresCluster.psql(uri, "SELECT scale_0, scale_2, scale_9, scale_18 FROM read_models.things ORDER BY id")
        let expected = units.map { unit in [0, 2, 9, 18].map { ExactDecimal(units: unit, scale: $0).description }.joined(separator: "|") }
        #expect(shown.split(separator: "\n").map(String.init) == expected)
    }

    @Test("keep JSON unchanged, and refuse what the view could not show before anyone reads it")
    func json() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        let schema = Things.schema([ColumnSchema("amount", .integer), ColumnSchema("tags", .json)])
        let texts = ["{\"b\":1,  \"a\":2, \"b\":3}", "1.50e2", "[ ]", " true", "\"\\u00e9\""]
        try Things.serve(Things.block(texts.map { [1, .text($0)] }), schema, in: store)
        var read: [String] = []
        try store.snapshot(of: "things")?.rows(columns: [2], where: nil, inKeyOrder: true) { block throws(RefoldError) in
            for row in 0..<block.count { read.append(block.withBytes(row, 0) { text in String(decoding: text.indices.map { text[$0] }, as: UTF8.self) }) }
        }
        #expect(read == texts)
        let error = #expect(throws: RefoldError.self) { try Things.serve(Things.block([[1, "1e999999"]]), schema, in: store) }
        #expect(error?.status == .failed)
        #expect(error?.description.contains("1e999999") == false)
        #expect(try PostgresCluster.psql(uri, "SELECT count(tags) FROM read_models.things") == "5")
    }

    @Test("refuse times outside the calendar, with the column's name", arguments: [ColumnType.timestamp, .date])
    func calendar(_ type: ColumnType) throws {
        let store = try Things.store(PostgresCluster.newDatabase())
        let schema = Things.schema([ColumnSchema("due", type)])
        for value in [Things.Cell.integer(.max), .integer(.min)] {
            let error = #expect(throws: RefoldError.self) { try Things.serve(Things.block([[value]]), schema, in: store) }
            #expect(error?.description.contains("\"due\"") == true)
        }
        #expect(try store.snapshot(of: "things") == nil)
    }

    @Test("that were changed to a time that Refold cannot represent are refused with the column's name")
    func changedRows() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try Things.store(uri)
        try Things.serve(Things.block([[0]]), Things.schema([ColumnSchema("due", .timestamp)]), in: store)
        _ = try PostgresCluster.psql(uri, "UPDATE read_models.\"things#1\" SET due = 'infinity'")
        let error = #expect(throws: RefoldError.self) {
            try store.snapshot(of: "things")?.rows(columns: [1], where: nil, inKeyOrder: true) { _ in }
        }
        #expect(error?.description.contains("\"due\"") == true)
    }

    @Test("refuse a text that PostgreSQL cannot store and a key that is too long, each with its reason")
    func texts() throws {
        let store = try Things.store(PostgresCluster.newDatabase())
        let zero = #expect(throws: RefoldError.self) { try Things.serve(Things.block([[1, "a\0b"]]), in: store) }
        #expect(zero?.description.contains("U+0000") == true)
        var random = SeededNumbers(2)
        let long = String((0..<9000).map { _ in Character(Unicode.Scalar(UInt8.random(in: 33...126, using: &random))) })
        let error = #expect(throws: RefoldError.self) {
            try Things.serve(Things.block([[.text(long)]]), Things.schema([ColumnSchema("note", .text)]), in: store)
        }
        #expect(error?.description.contains("2,700 bytes") == true)
        try Things.serve(Things.rows(2, amount: 7), in: store)
        #expect(try Things.amounts(in: store) == [7, 7])
    }

    @Test("are read as from memory, in blocks of any size")
    func likeMemory() throws {
        let schema = Things.schema([ColumnSchema("amount", .integer), ColumnSchema("note", .text)])
        let rows = Things.block((0..<10_000).map { [.integer($0 * 7919 % 1000), $0 % 3 == 0 ? nil : .text(String(repeating: "é", count: Int($0 % 97)))] })
        let stores: [any ReadModelStore] = [try Things.store(PostgresCluster.newDatabase()), MemoryReadModelStore()]
        let read = try stores.map { store in
            try Things.serve(rows, schema, in: store)
            var bytes: [UInt8] = []
            try store.snapshot(of: "things")?.rows(columns: [2, 0, 1], where: nil, inKeyOrder: true) { block throws(RefoldError) in
                for row in 0..<block.count {
                    KeyEncoding.append(block.integer(row, 1), to: &bytes)
                    KeyEncoding.append(block.integer(row, 2), to: &bytes)
                    bytes.append(block.isNull(row, 0) ? 0 : 1)
                    block.withBytes(row, 0) { text in for index in text.indices { bytes.append(text[index]) } }
                }
            }
            return bytes
        }
        #expect(read[0] == read[1])
        #expect(read[0].count > 10_000 * 17)
    }
}
