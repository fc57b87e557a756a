import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// Bands of a number or an amount: `below 100`, `100 to below 1000`, `1000 and above`.
struct BandsCut: RowCut {
    static let word = "bands"
    static let parameters = ["at"]
    let bands: Bands

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let bands = parser.bands(beside: object, like: "[\"100\", \"1000\"]", Self.bound) else { return nil }
        self.bands = bands
    }

    /// A number, or a text of one.
    private static func bound(_ value: DefinitionValue) -> ExactDecimal? {
        let bound: ExactDecimal? =
            switch value.node.value {
            case .number(let number): ExactDecimal(number.json)
            case .string(let text): ExactDecimal(text)
            default: nil
            }
        guard let bound, ExactDecimal.scales.contains(bound.scale) else {
            value.note("found \(value.node.kind) that is no bound", expected: "a number of at most \(WideUnits.digits) digits, or a text of one such as \"99.50\"")
            return nil
        }
        return bound
    }

    func resolve(_ column: ColumnSchema, at place: Int, _ named: LocatedName, in planner: ReportPlanner) -> (coder: any CutCoder, type: TableType)? {
        guard column.type.isNumeric else {
            planner.noteType(
                of: column, at: named, expected: "a column of numbers",
                remedy: column.type.content.isTime ? "write {age: \"\(column.name)\", at: [30, 60, 90]} for days up to the report's day" : nil)
            return nil
        }
        guard let beside = column.type.currency else {
            return (BandCutter(bands, of: place, isWide: column.type.isWide, scales: [bands.starts(scale: column.type.content.scale ?? 0)], currency: nil), .text)
        }
        guard planner.currency(of: named, beside: beside, tests: []) != nil, let currency = planner.scan(beside) else { return nil }
        let starts = (0...Currency.maximumMinorDigits).map { bands.starts(scale: $0) }
        return (BandCutter(bands, of: place, isWide: column.type.isWide, scales: starts, currency: currency), .text)
    }
}

/// Puts numbers into bands. The code is the number of the band.
struct BandCutter: CutCoder {
    private let bands: Bands
    private let column: Int
    private let isWide: Bool
    /// The first integers of the bands: of the column's scale, or for amounts of each number of decimals.
    private let starts: [[Int128]]
    /// The place of an amount's currency; nil for plain numbers.
    private let currency: Int?

    init(_ bands: Bands, of column: Int, isWide: Bool, scales starts: [[Int128]], currency: Int?) {
        (self.bands, self.column, self.isWide, self.starts, self.currency) = (bands, column, isWide, starts, currency)
    }

    mutating func code(_ block: RowBlock, _ rows: [Int32], place: Int, width: Int, into keys: inout [Int64]) throws(RefoldError) {
        try block.cut(column, of: rows, place: place, width: width, into: &keys) { (row) throws(RefoldError) in
            var scale = 0
            if let currency {
                guard let digits = block.minorDigits(row, currency) else { throw TableValue.noCurrency }
                scale = digits
            }
            return Bands.band(of: block.units(row, column, isWide: isWide), starts[scale])
        }
    }

    func value(_ code: Int64) -> TableValue { .text(bands.text(Int(code))) }

    var ends: (first: Int64, last: Int64)? { nil }

    func codes(of period: Period) -> (first: Int64, last: Int64)? { nil }
}
