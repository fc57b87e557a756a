import RefoldTables
import RefoldValues

/// What the files of a report rest on, so that somebody else can make the same figures again.
///
/// The same inputs give the same manifest, byte for byte, whatever the database, the number of workers and the memory.
public struct ReportManifest: Hashable, Sendable {
    /// A file that the report was written to.
    public struct File: Hashable, Sendable {
        /// Without its folder.
        public var name: String
        /// Its SHA-256, as 64 hexadecimal digits.
        public var sha256: String
        /// How many bytes it has.
        public var bytes: Int

        public init(name: String, contents: [UInt8]) {
            self.init(name: name, sha256: SHA256.text(of: contents), bytes: contents.count)
        }

        init(name: String, sha256: String, bytes: Int) {
            (self.name, self.sha256, self.bytes) = (name, sha256, bytes)
        }
    }

    /// A read model that the figures come from.
    public struct Source: Hashable, Sendable {
        /// The name of the projection.
        public var name: String
        /// The version of its definition.
        public var version: Int
        /// Of the definition in its canonical form: comments and white space do not count.
        public var definitionSHA256: String
        /// The rows are complete up to here.
        public var position: Int64
        /// The events that it reads, of a read model beside the report's own; nil of that one, and if nothing was kept of them.
        public var events: Events?

        public init(name: String, version: Int, definitionSHA256: String, position: Int64) {
            (self.name, self.version, self.definitionSHA256, self.position) = (name, version, definitionSHA256, position)
        }
    }

    /// The events that a read model reads, up to the bound and, with ``ReportManifest/asOf``, recorded by then.
    public struct Events: Hashable, Sendable {
        /// How many they are.
        public var count: Int64
        /// One digest of all of them, 16 hexadecimal digits.
        public var digest: String
        /// What the digest covers of an event beside position, stream, version, type, data and `occurred_at`: `id`, `metadata`, `recorded_at`.
        public var columns: [String]

        public init(count: Int64, digest: String, columns: [String]) {
            (self.count, self.digest, self.columns) = (count, digest, columns)
        }
    }

    /// An event that a person dropped, so that it is in no figure.
    public struct Dropped: Hashable, Sendable {
        /// The projection that leaves it out.
        public var projection: String
        /// Of the event.
        public var position: Int64

        public init(projection: String, position: Int64) { (self.projection, self.position) = (projection, position) }
    }

    /// The report's name.
    public var report: String
    /// The program and its version: `refold 0.8.0`.
    public var madeBy: String
    /// Of the report's definition, in its canonical form.
    public var definitionSHA256: String
    /// The report's own read model, then the others in the order of their names.
    public var readModels: [Source]
    /// The first day, and the first day after the last one; nil for everything.
    public var period: Period?
    /// The moments that the figures are as of, as ``Moment/text`` has them; empty if they are as of the bound.
    public var asOf: [String]
    /// Whether the moments stand in a first column, also if there is only one.
    public var hasMomentColumn: Bool
    /// The day that ages count from; nil if the figures do not depend on it.
    public var today: CalendarDate?
    /// The position up to which events are included.
    public var bound: Int64
    /// Those of the report's own read model; nil if nothing was kept of the events.
    public var events: Events?
    /// How many events its read models read, an event once for each of them; nil if nothing was kept of those of its own.
    public var eventCount: Int64? { events.map { readModels.reduce($0.count) { $0 + ($1.events?.count ?? 0) } } }
    /// The zone of the period and of truncated times.
    public var timeZone: String
    /// The version of the rules of time zones; nil if it is not known.
    public var zoneData: String?
    /// Whether rows wait for parked events, or may.
    public var isIncomplete: Bool
    /// Whether the file was written although checks fail.
    public var failsChecks: Bool
    /// By projection and position.
    public var dropped: [Dropped]
    /// How many events that the read models read could be seen past the bound; nil if nobody looked.
    public var behind: Int64?
    /// The names of the row columns, which come first.
    public var rowColumns: [String] = []
    /// The tests that were typed beside the definition, as they were typed.
    public var typedTests: [String] = []
    /// How CSV is written.
    public var csv = CSVStyle()
    /// Of a sealed report; nil for others.
    public var sealed: Sealed?
    /// The files beside it; none before they are written.
    public var files: [File] = []

    public init(
        report: String, madeBy: String, definitionSHA256: String, readModels: [Source], period: Period?, asOf: [String] = [], hasMomentColumn: Bool = false,
        today: CalendarDate?, bound: Int64, events: Events?, timeZone: String, zoneData: String?, isIncomplete: Bool, failsChecks: Bool,
        dropped: [Dropped]
    ) {
        self.report = report
        self.madeBy = madeBy
        self.definitionSHA256 = definitionSHA256
        self.readModels = readModels
        self.period = period
        self.asOf = asOf
        self.hasMomentColumn = hasMomentColumn
        self.today = today
        self.bound = bound
        self.events = events
        self.timeZone = timeZone
        self.zoneData = zoneData
        self.isIncomplete = isIncomplete
        self.failsChecks = failsChecks
        self.dropped = dropped
    }

    /// What the name of its file ends with.
    public static let fileEnding = "manifest.json"
}
