import RefoldJSON
import RefoldStores

extension Bound {
    /// How far the bound is behind the newest event and why; nil if it is not.
    var line: String? {
        guard position < newest else { return nil }
        let distance = "read up to position \(Grouped.text(Int(position))), \(Grouped.text(Int(newest - position))) behind the newest event"
        return "\(distance), since events may still appear below it\(reason)"
    }

    /// Why, if that is known: `: held back by …`.
    var reason: String {
        if !holders.isEmpty { return ": held back by " + holders.map(\.description).joined(separator: ", ") }
        guard let gap else { return "" }
        return ": position \(Grouped.text(Int(gap.position))) is missing, and the layout waits \(gap.seconds) s for it (gapWait)"
    }

    /// The fields of a summary.
    var fields: [JSONField] {
        [
            JSONField("bound", .integer(position)), JSONField("newest", .integer(newest)),
            JSONField("held_by", .list(holders.map(Self.summary))),
        ]
    }

    private static func summary(of holder: BoundHolder) -> JSONValue {
        var (process, name): (JSONValue, JSONValue) = (.null, .null)
        switch holder.transaction {
        case .session(let number), .process(let number): process = .integer(Int64(number))
        case .prepared(let gid): name = .text(gid)
        }
        return .object([
            JSONField("process", process), JSONField("prepared", name), JSONField("user", .text(holder.user)),
            JSONField("application", .text(holder.application)), JSONField("state", .text(holder.state)),
            JSONField("since", .text(holder.since?.description)),
        ])
    }
}
