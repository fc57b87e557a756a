import RefoldCore
import RefoldStores
import RefoldValues

/// A read model's rows in memory: the reference implementation of a snapshot, for tests.
public final class InMemorySnapshot: ReadModelSnapshot {
    /// A value in a row block.
    public enum Cell: Hashable, Sendable {
        case null
        /// In the unit of the column: last places, minor units, microseconds, days, 0 or 1.
        case units(Int64)
        /// A number of up to 38 digits, in the unit of its column.
        case wide(Int128)
        case text(String)
    }

    public let generation: Generation
    private let lines: [[Cell]]
    private let blockSize: Int
    private let keys: [[UInt8]]
    private let parkedEvents: [ParkedEvent]
    private let eventRanges: [EventRange]

    /// - Parameters:
    ///   - rows: one cell per column of the schema's `allColumns`.
    ///   - blockSize: rows per block.
    public convenience init(_ schema: ReadModelSchema, rows: [[Cell]], position: Position = 1, blockSize: Int = 1000) {
        self.init(
            Generation(
                number: 1, state: .served, version: 1, fingerprint: 0, position: position, rows: Int64(rows.count), schema: schema,
                updatedAt: Timestamp(startOfUTCDay: .first)), rows: rows, blockSize: blockSize)
    }

    /// A snapshot of a known generation.
    ///
    /// - Parameters:
    ///   - keys: the encoded keys of the rows, in their order; none if nobody looks a row up.
    ///   - parked: the parked events of the generation, by position.
    ///   - ranges: those of the events that the rows were made from, by number.
    public init(_ generation: Generation, rows: [[Cell]], blockSize: Int = 1000, keys: [[UInt8]] = [], parked: [ParkedEvent] = [], ranges: [EventRange] = []) {
        self.generation = generation
        self.keys = keys
        parkedEvents = parked
        eventRanges = ranges
        lines = rows
        self.blockSize = max(blockSize, 1)
    }

    public func parked() throws(RefoldError) -> [ParkedEvent] { try generation.checked(parkedEvents, in: "memory") }

    public func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange] {
        Array(eventRanges.filter { $0.number >= first }.prefix(limit))
    }

    public func load(keys wanted: RowBlock, into rows: RowBlock) throws(RefoldError) {
        for index in 0..<wanted.count {
            let key = wanted.withKey(index) { bytes in bytes.indices.map { bytes[$0] } }
            guard let number = keys.firstIndex(of: key) else { continue }
            rows.beginRow(key: key.span)
            for (place, cell) in lines[number].dropFirst(generation.schema.key.count).enumerated() { rows.set(place, to: cell) }
        }
    }

    public func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        var kept = lines
        if let range {
            kept = kept.filter { line in
                if case .units(let value) = line[range.column] { range.contains(value) } else { false }
            }
        }
        if inKeyOrder { kept.sort(by: isOrdered) }
        let block = RowBlock(columnCount: columns.count)
        for start in stride(from: 0, to: kept.count, by: blockSize) {
            block.removeAll()
            for line in kept[start..<min(start + blockSize, kept.count)] {
                block.beginRow(key: [UInt8]().span)
                for (place, column) in columns.enumerated() { block.set(place, to: line[column]) }
            }
            try visit(block)
        }
    }

    private func isOrdered(_ a: [Cell], _ b: [Cell]) -> Bool {
        for place in generation.schema.key.indices {
            switch (a[place], b[place]) {
            case (.units(let a), .units(let b)) where a != b: return a < b
            // By bytes: Swift takes some texts of different bytes as equal.
            case (.text(let a), .text(let b)) where !a.utf8.elementsEqual(b.utf8): return a.utf8.lexicographicallyPrecedes(b.utf8)
            default: continue
            }
        }
        return false
    }
}
