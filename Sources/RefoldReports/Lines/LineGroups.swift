import RefoldTables

/// Lines that agree in some row columns, as groups in the order in which their first lines were found.
final class LineGroups {
    /// The group of each line, by its number; of lines that were left out, 0.
    private(set) var groupOfLine: [Int32]
    /// The lines of each group.
    private(set) var members: [[Int]]
    /// The measures over all lines of a group together, as far as they were worked out.
    var wholes: [[TableValue]?]

    /// - Parameters:
    ///   - lines: their numbers.
    ///   - places: of the row columns in which the lines of a group agree.
    init(_ lines: [Int], of index: GroupIndex, by places: [Int]) {
        let mask = places.reduce(0) { $0 | Int64(1) << Int64($1) }
        var keys: [Int64] = []
        keys.reserveCapacity(lines.count * (places.count + 1))
        for line in lines {
            let key = index.key(line)
            for place in places { keys.append(key[key.startIndex + place]) }
            keys.append((key.last ?? 0) & mask)
        }
        var groups = GroupIndex(width: places.count + 1)
        var found: [Int32] = []
        groups.groups(of: keys, into: &found)
        groupOfLine = [Int32](repeating: 0, count: index.count)
        members = [[Int]](repeating: [], count: groups.count)
        wholes = [[TableValue]?](repeating: nil, count: groups.count)
        for (line, group) in zip(lines, found) {
            groupOfLine[line] = group
            members[Int(group)].append(line)
        }
    }
}
