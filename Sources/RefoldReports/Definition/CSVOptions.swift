import RefoldDefinitions
import RefoldTables

/// What `csv: {…}` says in a report, a step of a job, or the settings; nil if it says nothing.
public struct CSVOptions: Hashable, Sendable {
    /// What stands between fields; nil if nothing is said.
    public var delimiter: UInt8?
    /// What stands before decimals; nil if nothing is said.
    public var decimal: UInt8?
    /// Whether the file begins with a mark of UTF-8; nil if nothing is said.
    public var bom: Bool?
    /// Whether texts that a spreadsheet may take for formulas are marked; nil if nothing is said.
    public var guarding: Bool?

    private static let keys = ["delimiter", "decimal", "bom", "guard"]
    private static let delimiters = [",", ";", "\t", "|"]
    private static let decimals = [".", ","]

    public init() {}

    /// Reads the object; notes what is wrong with it.
    public init(_ value: DefinitionValue) {
        guard let object = value.object("an object such as {delimiter: \";\", decimal: \",\"}", keys: Self.keys) else { return }
        delimiter = object.optional("delimiter").flatMap {
            Self.sign($0, among: Self.delimiters, expected: "a comma, a semicolon, a tab (\"\\t\") or a bar (\"|\")")
        }
        decimal = object.optional("decimal").flatMap { Self.sign($0, among: Self.decimals, expected: "a point or a comma") }
        bom = object.optional("bom")?.bool()
        guarding = object.optional("guard")?.bool()
    }

    /// The format, in which later options win over earlier ones, each for itself.
    public static func format(_ options: [CSVOptions?], hasTotals: Bool = false) -> CSVStyle {
        var format = CSVStyle()
        format.hasTotals = hasTotals
        for options in options.compactMap({ $0 }) {
            format.delimiter = options.delimiter ?? format.delimiter
            format.decimal = options.decimal ?? format.decimal
            format.hasMark = options.bom ?? format.hasMark
            format.isGuarded = options.guarding ?? format.isGuarded
        }
        return format
    }

    private static func sign(_ value: DefinitionValue, among signs: [String], expected: String) -> UInt8? {
        guard let text = value.string(expected) else { return nil }
        guard signs.contains(text) else {
            value.note("the sign is none of these", expected: expected)
            return nil
        }
        return text.utf8.first
    }
}
