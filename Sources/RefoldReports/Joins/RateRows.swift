import RefoldCore
import RefoldValues

/// The rates of a read model, by currency and day.
final class RateRows {
    /// The places in a block as it is read: the parts of the key come first.
    private static let (currency, day, rate) = (0, 1, 2)

    /// The rates of one currency, by day once all are read.
    private struct Rates {
        var days: [Int64] = []
        var rates: [Int128] = []
    }

    private let isWide: Bool
    private let scale: Int
    private var currencies = TextPool()
    private var rates: [Rates] = []

    init(_ source: JoinSource) {
        let type = source.schema[Self.rate].type
        (isWide, scale) = (type.isWide, type.content.scale ?? 0)
    }

    /// Takes in rows; a row without a rate is none.
    func add(_ block: RowBlock) {
        for row in 0..<block.count where !block.isNull(row, Self.rate) {
            let number = block.withBytes(row, Self.currency) { currencies.number(of: $0) }
            rates.grow(to: number + 1, with: Rates())
            rates[number].days.append(block.integer(row, Self.day))
            rates[number].rates.append(block.units(row, Self.rate, isWide: isWide))
        }
    }

    /// Called once, after the last row.
    func finish() {
        for number in rates.indices {
            let (days, values) = (rates[number].days, rates[number].rates)
            let order = days.indices.sorted { days[$0] < days[$1] }
            rates[number] = Rates(days: order.map { days[$0] }, rates: order.map { values[$0] })
        }
    }

    /// The number of a currency; nil if there is no rate of it.
    func number(of currency: Span<UInt8>) -> Int? { currencies.known(currency) }

    /// The latest rate on or before a day, and its day; nil if there is none.
    func rate(of currency: Int, on day: Int64) -> (rate: ExactDecimal, day: Int64)? {
        let days = rates[currency].days
        var (low, high) = (0, days.count)
        while low < high {
            let middle = (low + high) / 2
            if days[middle] <= day { low = middle + 1 } else { high = middle }
        }
        guard low > 0, let rate = ExactDecimal(mantissa: rates[currency].rates[low - 1], scale: scale) else { return nil }
        return (rate, days[low - 1])
    }
}
