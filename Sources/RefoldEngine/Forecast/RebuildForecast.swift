import RefoldCore
import RefoldStores
import RefoldValues

/// What a rebuild of projections would read and write. Reads only: counts by type, and payloads of a sample.
public struct RebuildForecast: Sendable {
    /// For one projection.
    public struct Entry: Hashable, Sendable {
        public var projection: String
        public var version: Int
        /// The events that it reads.
        public var events: Int64
        /// About how many bytes their payloads and names have.
        public var bytes: Int64
        /// About how many rows it writes, by those of an earlier generation; nil if there is none.
        public var rows: Int64?
        /// About how many bytes these take with their indexes, by those of an earlier generation; nil if that is not known.
        public var diskBytes: Int64?
        /// About how long it takes, by the build of an earlier generation; nil if that is not known.
        public var milliseconds: Int64?
    }

    public var entries: [Entry] = []
    /// The events that are read in one pass for all of them, and about how many bytes they have.
    public var events: Int64 = 0
    public var bytes: Int64 = 0
    /// All events up to the position.
    public var storeEvents: Int64 = 0
    /// The position up to which is read.
    public var through: Position

    /// How many events are looked at for the size of their payloads.
    private static let sample = 4096

    /// - Parameter through: nil for as far as the store may be read.
    /// - Throws: `.incomplete` if cancelled; what the stores throw.
    public init(
        of projections: [Projection], from events: any EventStore, into readModels: any ReadModelStore, through: Position? = nil,
        isCancelled: () -> Bool = { false }
    ) throws(RefoldError) {
        let bound = if let through { through } else { try events.bound() }
        self.through = bound
        let counts = try events.eventCounts(after: 0, through: bound)
        storeEvents = counts.count(of: nil)
        var types: Set<ExactText>? = []
        for projection in projections {
            if let own = projection.eventTypes { types?.formUnion(own.map { ExactText($0) }) } else { types = nil }
        }
        let wanted = types.map { $0.sorted().map(\.text) }
        self.events = counts.count(of: wanted)
        let sizes = try EventSizes(events, types: wanted, sample: Self.sample, isCancelled)
        bytes = sizes.bytes(of: wanted, counts)
        let generations = try readModels.generations()
        for projection in projections {
            let own = generations.filter { $0.projection == projection.name && !$0.isAltered && $0.state != .building }
            var entry = Entry(
                projection: projection.name, version: projection.version, events: counts.count(of: projection.eventTypes),
                bytes: sizes.bytes(of: projection.eventTypes, counts))
            if let model = own.first(where: { $0.state == .served }) ?? own.last, model.position > 0 {
                let then = model.position == bound ? entry.events : try events.eventCounts(after: 0, through: model.position).count(of: projection.eventTypes)
                entry.rows = Self.scaled(model.rows, entry.events, then)
                if let rows = entry.rows { entry.diskBytes = try readModels.diskBytes(of: model).flatMap { Self.scaled($0, rows, model.rows) } }
            }
            if let effort = own.last(where: { $0.origin.effort.map { $0.events > 0 } ?? false })?.origin.effort {
                entry.milliseconds = Self.scaled(effort.microseconds, entry.events, effort.events).map { $0 / 1000 }
            }
            entries.append(entry)
        }
    }

    /// A number times the ratio of two others; nil if there is none.
    private static func scaled(_ number: Int64, _ part: Int64, _ whole: Int64) -> Int64? {
        guard whole > 0 else { return part == 0 ? 0 : nil }
        return Int64(exactly: Int128(number) * Int128(part) / Int128(whole))
    }
}

/// The mean sizes of events by their type, from a sample that is spread over the store.
struct EventSizes {
    private var all: (bytes: Int64, events: Int64) = (0, 0)
    private var ofType: [ExactText: (bytes: Int64, events: Int64)] = [:]

    init(_ events: any EventStore, types: [String]?, sample: Int, _ isCancelled: () -> Bool) throws(RefoldError) {
        let reading = EventReading(events, types: types, sample: sample, columns: [])
        try reading.forEachBatch(progress: { _, _ in }, isCancelled: isCancelled) { batch, range, _ in
            for index in range {
                let size = Int64(batch.size(of: index))
                ofType[ExactText(batch.typeNames[Int(batch[index].type)]), default: (0, 0)].bytes += size
                ofType[ExactText(batch.typeNames[Int(batch[index].type)]), default: (0, 0)].events += 1
                all = (all.bytes + size, all.events + 1)
            }
        }
    }

    /// About how many bytes the events of some types have; of a type that the sample lacks, by the mean of all.
    func bytes(of types: [String]?, _ counts: EventCounts) -> Int64 {
        guard let types else { return Self.scaled(all, counts.count(of: nil)) }
        return types.reduce(0) { $0 + Self.scaled(ofType[ExactText($1)] ?? all, counts.count(of: [$1])) }
    }

    private static func scaled(_ sample: (bytes: Int64, events: Int64), _ count: Int64) -> Int64 {
        sample.events == 0 ? 0 : Int64(Double(sample.bytes) / Double(sample.events) * Double(count))
    }
}
