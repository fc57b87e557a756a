import RefoldValues

/// What the rows of a projection go by that its definition does not hold: the rules of its time zones, and the decimals of added currencies.
///
/// If one of them changes, the rows are built anew; the definition needs no new version. Stores keep both as one number, ``word``.
public struct OutsideRules: Hashable, Sendable {
    /// A hash of the rules of the time zones; 0 if there are none, or if nobody said so.
    public let zones: UInt32
    /// A hash of the added currencies in which there may be amounts; 1 for none of them, 0 if nobody said so.
    public let currencies: UInt32

    /// - Parameters:
    ///   - zones: a hash of the rules of the time zones; nil for none.
    ///   - currencies: the added currencies in which there may be amounts; nil if there are no amounts.
    public init(zones: UInt64?, currencies: [Currency]?) {
        self.zones = zones.map { max(UInt32(truncatingIfNeeded: $0 >> 32), 1) } ?? 0
        guard let currencies, !currencies.isEmpty else {
            self.currencies = currencies == nil ? 0 : 1
            return
        }
        let text = currencies.sorted().map { "\($0.code) \($0.minorDigits)" }.joined(separator: ", ")
        self.currencies = max(UInt32(truncatingIfNeeded: Array(text.utf8).span.stableHash), 2)
    }

    /// Those that a number stands for; nil stands for nothing said.
    public init(word: UInt64?) {
        zones = UInt32(truncatingIfNeeded: (word ?? 0) >> 32)
        currencies = UInt32(truncatingIfNeeded: word ?? 0)
    }

    /// Whether there are amounts, and they may have other decimals than where the others count. Who says nothing of currencies added none.
    public func haveOtherCurrencies(than others: OutsideRules) -> Bool { currencies != 0 && max(others.currencies, 1) != currencies }

    /// Both as one number: the zones in its upper half, the currencies in the lower. Nil if nothing is said.
    public var word: UInt64? { zones == 0 && currencies == 0 ? nil : UInt64(zones) << 32 | UInt64(currencies) }
}

extension Projection {
    /// The projection with amounts in added currencies, which its definition in Swift does not name. Without amounts it is the same.
    public func goingBy(_ currencies: [Currency]) -> Projection {
        guard schema.allColumns.contains(where: { $0.type.currency != nil }) else { return self }
        var projection = self
        projection.zones = OutsideRules(zones: zones, currencies: currencies).word
        return projection
    }
}
