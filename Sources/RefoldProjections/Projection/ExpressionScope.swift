import RefoldCore
import RefoldDefinitions
import RefoldValues

/// What an expression may speak of, and what a plain string in it means.
public struct ExpressionScope {
    public enum Kind: Sendable {
        /// The event alone.
        case key
        /// The event and the row.
        case handler
        /// The row alone: computed columns, and the filters of a report.
        case row
    }

    public let kind: Kind
    /// The columns that may be named, in order.
    public private(set) var names: [String] = []
    private var types: [String: ColumnType] = [:]
    /// Columns that exist but may not be named here, with the reason.
    private var refused: [String: String]
    /// The zones that were looked up: loading one takes time.
    private let zones: KnownZones

    public init(_ kind: Kind, columns: [(name: String, type: ColumnType)], refused: [String: String] = [:]) {
        self.kind = kind
        self.refused = refused
        zones = KnownZones()
        for column in columns { add(column.name, column.type) }
    }

    /// Makes one more column known.
    public mutating func add(_ name: String, _ type: ColumnType) {
        if types.updateValue(type, forKey: name) == nil { names.append(name) }
        refused[name] = nil
    }

    /// Makes it known why a column that exists may not be named, as a clause.
    public mutating func refuse(_ name: String, because reason: String) { refused[name] = reason }

    /// The type of a column, or nil if it may not be named here.
    public func type(of column: String) -> ColumnType? { types[column] }

    /// Why a column that exists may not be named here, or nil.
    func refusal(of column: String) -> String? { refused[column] }

    /// The zone's name where it is known, or nil and a finding.
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
