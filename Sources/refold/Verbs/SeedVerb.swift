import RefoldCore
import RefoldDomains

struct SeedVerb: Verb {
    static let name = "seed"
    static let summary = "write a deterministic store of payments, to try things out"
    static let usage = """
        refold seed --events N [--seed S] [--store URL]

        Writes N events of the payments domain. The same numbers give the same
        events. Creates the store; a store that holds events already is refused.

          --events N           how many events
          --seed S             any whole number (default 42)

          refold seed --events 100000 --seed 42 --store sqlite:demo.db
        """
    static let flags: [Flag] = [.events, .seed]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        try arguments.noWords()
        guard let count = try arguments.whole(.events, 0...1_000_000_000) else {
            throw RefoldError(.usage, "seed needs the number of events", expected: "--events N", remedy: "add --events 10000")
        }
        let number = try arguments.seed(.seed) ?? 42
        let store = try session.settings.storeLocation().eventStore(.creating, patience: session.writePatience, housekeeping: session.housekeeping)

        let meter = session.meter("seed")
        defer { meter.finish() }
        session.interruption.defer()
        try PaymentSeed(events: count, seed: number).write(
            to: store, progress: { meter.update(done: $0, total: count) }, isCancelled: { session.interruption.isRequested })
        meter.finish()
        let lastDay = try lastDay(of: store)
        session.say("wrote \(Grouped.text(count, "event")) to \(store.name)" + (lastDay.map { ", the last of \($0)" } ?? ""))
        return VerbResult(
            fields: [
                JSONField("events", .integer(count)), JSONField("seed", .text(String(number))),
                JSONField("last_day", .text(lastDay?.description)),
            ])
    }

    /// The day, in UTC, of the last event.
    private static func lastDay(of store: any EventStore) throws(RefoldError) -> CalendarDate? {
        let bound = try store.bound()
        let scan = try store.scan(EventQuery(after: bound - 1, through: bound, types: nil))
        let batch = EventBatch(events: 1, byteCapacity: 1 << 16)
        _ = try scan.next(into: batch)
        return batch.count > 0 ? batch[0].occurredAt.utcDate : nil
    }
}
