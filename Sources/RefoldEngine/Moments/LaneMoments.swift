import RefoldCore
import RefoldValues

/// What a lane needs to give its rows at each moment. Belongs to the lane's thread.
final class LaneMoments {
    let cuts: MomentCuts
    let count: Int
    /// The next moment at which the rows are given.
    var next = 0
    private let give: (RowTable, Int) throws(RefoldError) -> Void

    /// - Parameters:
    ///   - count: how many moments there are.
    ///   - give: takes a table of rows as they are at a moment. The rows go on to change.
    init(_ cuts: MomentCuts, count: Int, give: @escaping (RowTable, Int) throws(RefoldError) -> Void) {
        self.cuts = cuts
        self.count = count
        self.give = give
    }

    func give(_ tables: [RowTable?]) throws(RefoldError) {
        for case let table? in tables where table.count > 0 { try give(table, next) }
        next += 1
    }
}

extension Lane {
    /// Folds a batch, and gives the rows at each moment that ends in it or before it.
    func fold(_ batch: EventBatch, with moments: LaneMoments) {
        guard batch.count > 0 else { return }
        let end = through
        defer { through = end }
        for cut in moments.cuts.known(from: moments.next, before: batch[batch.count - 1].position) {
            through = cut
            foldWhole(batch)
            note(moments)
            do throws(RefoldError) {
                guard failure == nil else { return }
                try moments.give(state.tables)
            } catch {
                return fail(error, at: cut)
            }
            after = cut
        }
        through = end
        // What was recorded after the last moment is in no figure.
        guard moments.next < moments.count else { return }
        foldWhole(batch)
        note(moments)
    }

    /// Notes with partitions that were spilled just now at which moments their rows were given.
    private func note(_ moments: LaneMoments) {
        for case let place? in state.spilled where place.firstMoment == nil { place.firstMoment = moments.next }
    }

    /// Gives the rows at the moments that are left, after the last event, and those of the partitions that were spilled. Ends the lane.
    ///
    /// If an event could not be folded, ``failure`` names the first such event.
    func finishMoments() throws(RefoldError) {
        guard let moments else { return }
        try finish(moments, level: 0)
    }

    private func finish(_ moments: LaneMoments, level: Int) throws(RefoldError) {
        let spilled = state.takeSpilled()
        let tables: [RowTable?] = state.takeTables()
        while moments.next < moments.count, failure == nil { try moments.give(tables) }
        try turn(
            toEachOf: spilled, level: level + 1, before: { place in moments.next = place.firstMoment ?? 0 }
        ) { (_) throws(RefoldError) in try finish(moments, level: level + 1) }
    }
}
