import RefoldCore
import RefoldDefinitions
import RefoldDomain
import RefoldJSON
import RefoldStores
import RefoldValues

struct SeedVerb: Verb {
    static let name = "seed"
    static let summary = "write a deterministic store of events, to try things out"
    static let flags: [Flag] = [.events, .seed]

    static func summary(for domains: DomainList) -> String {
        let names = domains.seeds.map(\.domain)
        return names.isEmpty ? summary : "write a deterministic store of \(names.joined(separator: " or ")), to try things out"
    }

    static func usage(for domains: DomainList) -> String {
        let names = domains.seeds.map(\.domain)
        let words = names.count > 1 ? "[DOMAIN] --events N" : "--events N"
        let which =
            switch names.count {
            case 0: "a domain that has a seed"
            case 1: "the \(names[0]) domain"
            default: "the domain named, or of \(names[0])"
            }
        return """
            refold seed \(words) [--seed S] [--store URL]

            Writes N events of \(which). The same numbers give the same
            events. Creates the store; a store that holds events already is refused.

              --events N           how many events
              --seed S             any whole number (default 42)

              refold seed --events 100000 --seed 42 --store sqlite:demo.db
            """
    }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let generator = try generator(arguments, session.domains)
        guard let count = try arguments.whole(.events, 0...1_000_000_000) else {
            throw RefoldError(.usage, "seed needs the number of events", expected: "--events N", remedy: "add --events 10000")
        }
        let number = try arguments.seed(.seed) ?? 42
        let store = try session.settings.eventStore(.creating, waits: session.waitPolicy, housekeeping: session.housekeeping)

        let meter = session.meter("seed")
        defer { meter.finish() }
        session.interruption.defer()
        try generator.write(
            count, seed: number, to: store, progress: { meter.update(done: $0, total: count) }, isCancelled: { session.interruption.isRequested })
        meter.finish()
        let lastDay = try lastDay(of: store)
        session.say("wrote \(Grouped.text(count, "event")) to \(store.name)" + (lastDay.map { ", the last of \($0)" } ?? ""))
        return VerbResult(
            fields: [
                JSONField("events", .integer(count)), JSONField("seed", .text(String(number))),
                JSONField("last_day", .text(lastDay?.description)),
            ])
    }

    /// The seed of the named domain, else the first one.
    private static func generator(_ arguments: Arguments, _ domains: DomainList) throws(RefoldError) -> Seed {
        let seeds = domains.seeds
        if seeds.count < 2 { try arguments.noWords() }
        guard let first = seeds.first else { throw domains.nothing("has a seed") }
        guard !arguments.words.isEmpty else { return first.seed }
        let name = try NameLookup("domain with a seed", names: seeds.map(\.domain)).resolve(arguments.onlyWord("the name of a domain"))
        return seeds.first { $0.domain == name }?.seed ?? first.seed
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
