import RefoldEngine
import RefoldJSON
import RefoldValues

extension SwitchReview {
    /// What a person should know of it: nothing if nothing differs.
    ///
    /// No value of a row is in it, but sums.
    func lines(of projection: String) -> [String] {
        var lines: [String] = []
        if let comparison, !comparison.isEqual || comparison.leftOut > 0 {
            let page = ComparisonPage(comparison)
            lines.append("\(projection): \(page.sentence)" + (reason.map { "; \($0)" } ?? ""))
            lines += page.columnLines.map { "  \($0)" }
        } else if comparison == nil, let reason {
            lines.append("\(projection): not compared with what is served: \(reason)")
        }
        return lines
    }

    /// Why rows may differ although the definition is the same, or why they were not compared.
    private var reason: String? {
        switch note {
        case .otherProgram: "refold itself changed since they were made"
        case .otherZones: "the rules of its time zones changed since they were made"
        case .otherParking: "they wait for events that are parked, or left out, in one of the two"
        case .otherEvents: "events up to its checkpoint were added, changed or removed since they were made"
        case .otherCurrencies: "the currencies in events.json5 changed since it was made"
        case .otherStore: "what is served was made from other events"
        case .altered: "its line in the catalog, or its list of parked events, was changed by hand"
        case .unreadable: "its rows cannot be read"
        case .behind: "it lies behind, and the rows that events touched since cannot be left out one by one"
        case nil: nil
        }
    }

    /// The fields of a run's summary.
    var fields: [JSONField] {
        guard let comparison else { return [] }
        return [JSONField("comparison", .object(ComparisonPage(comparison).fields(samples: false)))]
    }
}
