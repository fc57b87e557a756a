import RefoldValues

/// A measure: contestants that do the same work.
struct Measure {
    /// Its description, with the numbers.
    var title: String
    /// What `count` counts, in the plural.
    var unit: String
    /// How many of them one run handles.
    var count: Int
    /// Each is compared with every floor; with the first contestant if there is no floor.
    var contestants: [Contestant]
    /// Files that are of no use afterwards.
    var leftovers: [String]

    init(_ title: String, _ unit: String, _ count: Int, _ contestants: [Contestant], leftovers: [String] = []) {
        (self.title, self.unit, self.count, self.contestants, self.leftovers) = (title, unit, count, contestants, leftovers)
    }
}

/// One line of the table.
struct Contestant {
    /// What its time is.
    enum Kind {
        /// The time of the whole processes.
        case program
        /// The time that the process measured and printed.
        case floor
        /// The time that the process measured and printed; not a floor.
        case inside
        /// The time of the whole processes of other programs, which do the bare work.
        case floorOfPrograms
    }

    var title: String
    var kind: Kind
    /// One process after the other; their times add up.
    var commands: [[String]]
    /// What has to be so before each run. Not measured.
    var prepare: () throws(RefoldError) -> Void
    /// Whether others are compared with it.
    var isFloor: Bool { kind == .floor || kind == .floorOfPrograms }

    init(
        _ kind: Kind, _ title: String, _ commands: [String]..., prepare: @escaping () throws(RefoldError) -> Void = { () throws(RefoldError) in }
    ) {
        (self.kind, self.title, self.commands, self.prepare) = (kind, title, commands, prepare)
    }
}
