import RefoldCore
import RefoldValues

extension GroupSums {
    /// Adds up the contributions of each lane's rows to the groups of the rollup.
    static func added(by lanes: [Lane], of projection: Projection, overlapping: Bool) throws(RefoldError) -> [GroupSums] {
        @Sendable func added(_ lane: Lane) -> Result<GroupSums?, RefoldError> {
            Result { () throws(RefoldError) in
                // Uses memory beside that of the rows, table by table; the rows took less than their share, since nothing sorts them.
                let sums = GroupSums(of: projection, memory: lane.memory / 8, folder: lane.folder)
                if let sums { try lane.finish(into: sums) }
                return sums
            }
        }
        let results = overlapping ? ConcurrentMap.map(lanes) { added($0) } : lanes.map(added)
        var sums: [GroupSums] = []
        for result in results {
            if let added = try result.get() { sums.append(added) }
        }
        return sums
    }
}
