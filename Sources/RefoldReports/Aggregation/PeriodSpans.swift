import RefoldCore
import RefoldStores
import RefoldValues

/// Tells rows before a period from rows in it, for reports that count both.
struct PeriodSpans {
    /// The period's column in the complete block.
    let place: Int
    /// The first value of the period; nil if there is none, so that no row lies before it.
    let start: Int64?

    /// Keeps only those rows (numbers of the block, ascending) that a span has. No row lies past the period.
    func narrow(_ rows: inout [Int32], to span: RowSpan, of block: RowBlock) {
        switch span {
        case .closing: return
        case .opening:
            guard let start else { return rows.removeAll(keepingCapacity: true) }
            rows.removeAll { block.isNull(Int($0), place) || block.integer(Int($0), place) >= start }
        case .period:
            guard let start else { return }
            rows.removeAll { block.isNull(Int($0), place) || block.integer(Int($0), place) < start }
        }
    }
}

extension ReportPlan {
    /// How rows of a period are told from those before it; nil if the report does not count those before.
    func spans(of period: Period?) -> PeriodSpans? {
        guard let stockPlace, let periodColumn else { return nil }
        return PeriodSpans(place: stockPlace, start: period.map { start(of: $0.from, for: periodColumn.type) })
    }

    /// The value with which a day begins in the period's column.
    func start(of day: CalendarDate, for type: ColumnType) -> Int64 {
        type.content == .date ? Int64(day.days) : timeZone.startOfDay(day).microseconds
    }
}
