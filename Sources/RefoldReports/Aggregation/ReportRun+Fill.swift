import RefoldValues

extension ReportRun {
    /// The most lines that `fill` may make.
    private static let mostLines = 1_000_000

    /// Adds the lines that `fill` asks for: each cut for every combination of the other row columns that occurs.
    ///
    /// - Parameter period: of the report; the cuts of another column than its own, and without a period, go from the first that occurs to the last.
    /// - Throws: status 1 if there would be too many.
    func fill(_ period: Period?) throws(RefoldError) {
        for (place, isOfPeriod) in plan.shape.fill {
            guard let (first, last) = range(of: place, isOfPeriod ? period : nil) else { continue }
            // A day outside a calendar is told as such, before lines are made for what lies between.
            _ = try coders[place].value(first, nil, minorDigits: nil)
            let others = combinations(without: place)
            var wanted: [Int64] = []
            var next: Int64? = first
            while let code = next, code <= last {
                for key in others {
                    wanted += key
                    wanted[wanted.count - key.count + place] = code
                }
                guard wanted.count / groups.width <= Self.mostLines else {
                    throw RefoldError(
                        .failed, "fill makes more than \(Self.mostLines) lines for \"\(plan.columns[place].name)\"", at: .named("report \(plan.name)"),
                        expected: "at most \(Self.mostLines)", remedy: "name a shorter period with --period, or take the column out of fill")
                }
                next = coders[place].code(after: code)
            }
            var found: [Int32] = []
            groups.groups(of: wanted, into: &found)
        }
    }

    /// The first and the last cut that get lines; nil if none does.
    private func range(of place: Int, _ period: Period?) -> (Int64, Int64)? {
        if let period, let codes = coders[place].codes(of: period) { return codes }
        let codes = (0..<groups.count).lazy.map { self.groups.key($0) }.filter { ($0.last ?? 0) & (1 << Int64(place)) == 0 }.map { $0[$0.startIndex + place] }
        guard let first = codes.min(), let last = codes.max() else { return nil }
        return (first, last)
    }

    /// The keys of the lines without a column, each once, in the order in which they were found. The one of no other columns always occurs.
    private func combinations(without place: Int) -> [[Int64]] {
        var index = GroupIndex(width: groups.width)
        var keys: [Int64] = []
        for group in 0..<groups.count {
            var key = Array(groups.key(group))
            key[place] = 0
            key[key.count - 1] &= ~(1 << Int64(place))
            keys += key
        }
        if plan.rows.count == 1 { keys += [Int64](repeating: 0, count: groups.width) }
        var found: [Int32] = []
        index.groups(of: keys, into: &found)
        return (0..<index.count).map { Array(index.key($0)) }
    }
}
