import RefoldCore
import RefoldDefinitions
import RefoldValues
import RefoldZones

/// What an expression may refer to, and the meaning of a plain string in it.
public struct ExpressionScope {
    /// The part of a definition in which an expression stands.
    public enum Kind: Sendable {
        /// Only the event.
        case key
        /// The event and the row.
        case handler
        /// Only the row: computed columns, and the filters of a report.
        case row
    }

    /// The part of the definition.
    public let kind: Kind
    /// The columns that may be used, in order.
    public private(set) var names: [String] = []
    /// The zone of cuts and of days that name none.
    public var zone = "UTC"
    /// Whether `"@as_of"` may be used: the moment of a report.
    public var hasMoment = false
    /// Whether `"@item"` and `"@index"` may be used.
    var hasItem = false
    private var types: [String: ColumnType] = [:]
    /// Columns that exist but may not be used here, with the reason.
    private var refused: [String: String]
    /// The zones looked up so far, because loading one takes time.
    private let zones: KnownZones

    public init(_ kind: Kind, columns: [(name: String, type: ColumnType)], refused: [String: String] = [:]) {
        self.kind = kind
        self.refused = refused
        zones = KnownZones()
        for column in columns { add(column.name, column.type) }
    }

    /// Adds a column.
    public mutating func add(_ name: String, _ type: ColumnType) {
        if types.updateValue(type, forKey: name) == nil { names.append(name) }
        refused[name] = nil
    }

    /// Adds the reason, as a clause, why an existing column may not be used.
    public mutating func refuse(_ name: String, because reason: String) { refused[name] = reason }

    /// The type of a column; nil if it may not be used here.
    public func type(of column: String) -> ColumnType? { types[column] }

    /// Why an existing column may not be used here; nil if it may.
    func refusal(of column: String) -> String? { refused[column] }

    /// The zone's name if it is known; notes a fault and returns nil if it is not.
    public func timeZone(_ value: DefinitionValue) -> String? {
        guard let name = value.string("a time zone such as \"Europe/Rome\"") else { return nil }
        guard let error = zones.error(for: name) else { return name }
        for fault in error.faults { value.note(fault.what, expected: fault.expected, remedy: fault.remedy) }
        return nil
    }
}

/// Remembers which time zones exist.
private final class KnownZones {
    private var errors: [String: RefoldError?] = [:]

    func error(for name: String) -> RefoldError? {
        if let known = errors[name] { return known }
        var found: RefoldError?
        do throws(RefoldError) { _ = try TimeZoneRules(named: name) } catch { found = error }
        errors[name] = .some(found)
        return found
    }
}
