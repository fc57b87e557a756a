import RefoldCore
import RefoldValues

/// How many events a figure rests on, and one digest of all of them: that of the digests of their ranges, as a proof has them.
///
/// Equal for the same events in the same order, whether it is read from a proof or worked out while events are read.
public struct EventsDigest: Hashable, Sendable {
    public private(set) var events: Int64 = 0
    /// What the digests cover beside the columns that every scan reads.
    public let columns: EventColumns
    private var whole: UInt64 = 0
    private var open: UInt64 = 0
    private var inOpen: Int64 = 0

    public init(_ columns: EventColumns) { self.columns = columns }

    /// The digest; 0 for no events.
    public var digest: UInt64 { inOpen == 0 ? whole : EventDigest.adding(open, to: whole) }

    /// Adds the next event.
    @inline(__always)
    public mutating func add(_ digest: UInt64) {
        open = EventDigest.adding(digest, to: open)
        events += 1
        inOpen += 1
        if inOpen == EventRange.capacity { close() }
    }

    /// Adds the next range of a proof; only the last one may have less than ``EventRange/capacity``.
    public mutating func add(_ range: EventRange) {
        guard range.events > 0 else { return }
        (open, inOpen) = (range.digest, range.events)
        events += range.events
        close()
    }

    private mutating func close() {
        whole = EventDigest.adding(open, to: whole)
        (open, inOpen) = (0, 0)
    }
}

extension ReadModelSnapshot {
    /// The events that the rows were made from; nil if nothing is kept of them, or if they were digested in different ways.
    ///
    /// - Complexity: one line of the catalog per 4,096 events.
    /// - Throws: as ``ranges(from:limit:)``.
    public func eventsDigest() throws(RefoldError) -> EventsDigest? {
        var digest: EventsDigest?
        while true {
            let page = try ranges(from: digest.map { ($0.events + EventRange.capacity - 1) / EventRange.capacity } ?? 0, limit: 1000)
            for range in page {
                if digest == nil { digest = EventsDigest(range.columns) }
                guard digest?.columns == range.columns else { return nil }
                digest?.add(range)
            }
            if page.count < 1000 { return digest }
        }
    }
}
