import RefoldCore
import RefoldStores
import RefoldValues

/// Looks at what a store holds: its types of event, and what their payloads look like. Reads only.
///
/// Memory is bounded however large the store is: streams are counted in temporary files, distinct values up to a limit, paths likewise.
public struct EventSurvey {
    /// What is looked at, and with what means.
    public struct Options: Sendable {
        /// The types to look at; nil for all.
        public var types: [String]?
        /// How many events, spread over the store, to look at; nil for every one.
        public var sample: Int?
        /// Whether payloads are looked into.
        public var withFields: Bool
        /// Where temporary files go.
        public var temporaryFolder: String

        public init(types: [String]? = nil, sample: Int? = nil, withFields: Bool = false, temporaryFolder: String) {
            self.types = types
            self.sample = sample
            self.withFields = withFields
            self.temporaryFolder = temporaryFolder
        }
    }

    /// What was found.
    public struct Result: Sendable {
        /// How many events were looked at.
        public var events: Int64 = 0
        /// By name, as their bytes sort.
        public var types: [TypeSurvey] = []
        /// Events whose payload, or metadata, is no readable JSON; their paths are not counted.
        public var unreadable: Int64 = 0
    }

    private let reading: EventReading
    private let options: Options

    public init(of events: any EventStore, _ options: Options) {
        self.options = options
        reading = EventReading(events, types: options.types, sample: options.sample, columns: options.withFields ? .metadata : [])
    }

    /// Looks at the events up to the bound.
    ///
    /// - Parameters:
    ///   - progress: told how many positions were passed, and of how many.
    ///   - isCancelled: asked after every batch.
    /// - Throws: `.incomplete` if it was cancelled; else what the store throws.
    public func run(
        progress: (Int64, Int64) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
    ) throws(RefoldError) -> Result {
        var result = Result()
        var tallies: [TypeTally] = []
        let streams = StreamCount(in: options.temporaryFolder)
        var paths = PathLimit()
        var known: [ExactText: Int] = [:]
        var numbers: (scan: Int, tallies: [Int]) = (0, [])
        try reading.forEachBatch(progress: progress, isCancelled: isCancelled) { (batch, range, scan) throws(RefoldError) in
            if numbers.scan != scan { numbers = (scan, []) }
            for name in batch.typeNames.dropFirst(numbers.tallies.count) {
                let number = known[ExactText(name)] ?? tallies.count
                if number == tallies.count {
                    known[ExactText(name)] = number
                    tallies.append(TypeTally(name, withFields: options.withFields))
                }
                numbers.tallies.append(number)
            }
            for index in range {
                let head = batch[index]
                let type = numbers.tallies[Int(head.type)]
                tallies[type].add(head)
                try streams.add(batch.withBytes(head.stream) { $0.stableHash }, type: type)
                result.events += 1
                guard options.withFields, !tallies[type].addPayload(of: head, in: batch, &paths) else { continue }
                result.unreadable += 1
            }
        }
        let counts = try streams.counts()
        result.types = tallies.enumerated().filter { $0.element.events > 0 }
            .map { $0.element.survey(streams: counts[$0.offset] ?? 0) }
            .sorted { ExactText($0.type) < ExactText($1.type) }
        return result
    }
}
