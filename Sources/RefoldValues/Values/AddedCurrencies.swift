import Synchronization

/// The currencies that were added for this process: one word each, as in ``Currency``, in a table that only grows.
///
/// Looked up without a lock, since every row with an amount asks.
enum AddedCurrencies {
    private static let places = 1024
    /// Far fewer than there are places, so that a search is short.
    static let maximumCount = 512

    private static let table = InlineArray<1024, Atomic<UInt64>> { _ in Atomic(0) }
    private static let count = Atomic<Int>(0)

    /// The currency with a code, packed as in ``Currency`` without decimals; nil if it was not added.
    static func currency(of code: UInt64) -> Currency? {
        var place = firstPlace(of: code)
        while true {
            let entry = table[place].load(ordering: .relaxed)
            if entry == 0 { return nil }
            if entry << 8 == code << 8 { return Currency(packed: entry) }
            place = (place + 1) % places
        }
    }

    /// Adds a currency unless it is there.
    ///
    /// - Returns: the currency that now has the code; nil if there is no place for it.
    static func add(_ currency: Currency) -> Currency? {
        var place = firstPlace(of: currency.codeOnly)
        guard count.load(ordering: .relaxed) < maximumCount else { return self.currency(of: currency.codeOnly) }
        while true {
            let (isAdded, entry) = table[place].compareExchange(expected: 0, desired: currency.packed, ordering: .relaxed)
            if isAdded {
                count.wrappingAdd(1, ordering: .relaxed)
                return currency
            }
            if entry << 8 == currency.packed << 8 { return Currency(packed: entry) }
            place = (place + 1) % places
        }
    }

    /// All of them, in no order.
    static var all: [Currency] {
        (0..<places).compactMap { place in
            let entry = table[place].load(ordering: .relaxed)
            return entry == 0 ? nil : Currency(packed: entry)
        }
    }

    private static func firstPlace(of code: UInt64) -> Int {
        Int(truncatingIfNeeded: (code &* 0x9E37_79B9_7F4A_7C15) >> 54)
    }
}
