import RefoldCore
import RefoldStores
import RefoldValues

/// What reads the rows of a projection as they are at some moments.
public final class MomentReader {
    /// Indexes into the read model's `allColumns`.
    let columns: [Int]
    /// Only rows in it are given; nil for all.
    let range: ColumnRange?
    private let visit: (Int, RowBlock) throws(RefoldError) -> Void
    private let restart: (Int) -> Void

    /// - Parameters:
    ///   - visit: takes rows of a moment, by its number; in no order, on any thread, one call at a time.
    ///   - restart: all rows of this moment that were given so far do not count: they are given again.
    public init(
        columns: [Int], where range: ColumnRange?, restart: @escaping (Int) -> Void, _ visit: @escaping (Int, RowBlock) throws(RefoldError) -> Void
    ) {
        self.columns = columns
        self.range = range
        self.visit = visit
        self.restart = restart
    }

    func give(_ block: RowBlock, at moment: Int) throws(RefoldError) { try visit(moment, block) }

    func begin(again moment: Int) { restart(moment) }
}

/// A projection that is folded as of some moments, and what reads its rows.
public struct MomentSource {
    public let projection: Projection
    /// The positions of dropped events.
    public let leftOut: Set<Position>
    /// Whether events that the projection cannot take are set aside; if not, the first one ends the run.
    public let parks: Bool
    public let readers: [MomentReader]
    /// What a digest of the events is to cover beside what every scan reads; nil if none is wanted.
    public let digested: EventColumns?

    public init(
        _ projection: Projection, leavingOut leftOut: Set<Position> = [], parks: Bool = false, digesting digested: EventColumns? = nil, _ readers: [MomentReader]
    ) {
        self.digested = digested
        self.projection = projection
        self.leftOut = leftOut
        self.parks = parks
        self.readers = readers
    }
}

/// What a figure of one moment rests on.
public struct MomentOutcome: Hashable, Sendable {
    /// The events that the projection reads; nil if nobody asked for it.
    public var events: EventsDigest?
    /// How many of them are parked.
    public var parked = 0
}
