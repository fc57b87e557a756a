import RefoldJSON
import RefoldTables
import RefoldValues

/// What is said of events that a layout leaves out. `--quiet` does not hide it.
extension Session {
    /// Says how many there were, if any.
    func sayUnreadable() {
        let most = unreadable.most
        guard most.events > 0 else { return }
        console.warn(
            "\(Grouped.text(Int(most.events), "event")) cannot be read and \(most.events == 1 ? "is" : "are") left out: "
                + "the first, at position \(Grouped.text(Int(most.first))), is \(Printable.text(most.reason))")
    }

    /// The same for programs.
    var unreadableFields: [JSONField] {
        let most = unreadable.most
        guard most.events > 0 else { return [] }
        return [
            JSONField(
                "unreadable",
                .object([JSONField("events", .integer(most.events)), JSONField("first", .integer(most.first)), JSONField("reason", .text(most.reason))]))
        ]
    }
}
