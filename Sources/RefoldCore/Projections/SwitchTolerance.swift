import RefoldValues

/// By how much a new generation may differ from the served one before a person must look; part of a definition, and no part of its meaning.
public struct SwitchTolerance: Hashable, Sendable {
    /// The share of the rows that may differ, be added or go, 1 being all of them; nil for any.
    public var rows: ExactDecimal?
    /// By how much the sums of columns may change, by name; that of amounts in each currency.
    public var sums: [String: ExactDecimal]

    public init(rows: ExactDecimal? = nil, sums: [String: ExactDecimal] = [:]) {
        self.rows = rows
        self.sums = sums
    }
}
