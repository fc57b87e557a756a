import RefoldCore

/// What one event does to one row: a part of its handler, for the event or for an item of a list.
struct Touch {
    /// The number of the event in its batch.
    var event: Int
    /// Where the fields are.
    var slot: Int
    /// The number of the part in the handler.
    var part: Int
    /// The number of the item; -1 for the event as a whole.
    var item = -1
    /// The bytes of the list that the item is of.
    var list = ByteRange.empty
    /// The place of the key in ``Touches/keys``, which may be empty; nil if there is none.
    var key: Range<Int>?
    /// The number among all touches of the event.
    var order: Int
}

/// What the events of a chunk do to rows, in order.
struct Touches {
    var all: [Touch] = []
    /// The event of each, and where its row is.
    var events: [Int] = []
    var places: [(partition: Int, row: Int)] = []
    /// The keys, one after the other.
    var keys: [UInt8] = []
    /// What keeps touches from being folded before a reducer sees them, by their numbers.
    var faults: [Int: FoldError] = [:]
    /// How many events there are, those among them that touch nothing.
    var eventCount = 0
    /// The last event that was written to each spilled partition.
    var spilled = [Int](repeating: -1, count: FoldState.partitionCount)
    /// The lists of the present event that were gone through: where they are, and the slots of their items.
    var lists: [(range: ByteRange, slots: Range<Int>)] = []

    /// Begins a chunk.
    mutating func begin() {
        all.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        if !faults.isEmpty { faults.removeAll() }
        eventCount = 0
        for partition in spilled.indices { spilled[partition] = -1 }
    }

    mutating func add(_ touch: Touch, _ fault: FoldError? = nil) {
        if let fault { faults[all.count] = fault }
        all.append(touch)
        events.append(touch.event)
    }
}
