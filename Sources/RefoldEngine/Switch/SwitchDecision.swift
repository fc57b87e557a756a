import RefoldCore
import RefoldStores
import RefoldValues

/// Decides by a comparison whether readers are switched over.
struct SwitchDecision {
    let projection: Projection
    let served: Generation
    let built: Generation
    let options: SwitchOptions

    /// Why readers stay with what is served; nil if they are to be switched over.
    func refusal(_ review: SwitchReview) -> RefoldError? {
        if built.rows == 0, served.rows > 0, !options.allowsEmpty {
            return refused(
                "it has no row, and \(served.rows) \(served.rows == 1 ? "is" : "are") served", expected: "rows",
                remedy: "if it is to be empty, serve it with refold promote \(projection.name) --allow-empty")
        }
        let isChanged = review.comparison.map { !$0.isEqual } ?? true
        if options.reviews, isChanged || !review.isSameDefinition { return refused("a person is to look first", expected: nil, remedy: lookRemedy) }
        guard !options.acceptsDifferences else { return nil }
        guard let comparison = review.comparison else {
            guard !review.isSameDefinition, projection.tolerance != nil else { return nil }
            return refused(
                "it could not be compared with what is served", expected: "a comparison, since the definition has \"accept\"", remedy: acceptRemedy)
        }
        if review.isSameDefinition, review.note == nil {
            guard !comparison.isEqual else { return nil }
            let differ = "\(Self.rows(comparison.changed)) \(comparison.changed == 1 ? "differs" : "differ") from what is served"
            if let rest = review.unexplained {
                return refused(
                    "\(differ), and \(rest) of them no event touches that was added, changed or removed since it was made",
                    expected: "no other rows", remedy: acceptRemedy)
            }
            return refused(
                "\(differ), made by the same definition and program from the same events",
                expected: "the same rows", remedy: acceptRemedy)
        }
        return exceeded(comparison)
    }

    /// The first tolerance of the definition that is exceeded.
    private func exceeded(_ comparison: GenerationComparison) -> RefoldError? {
        guard let tolerance = projection.tolerance else { return nil }
        if comparison.leftOut > 0 {
            return refused(
                "\(Self.rows(comparison.leftOut)) could not be compared", expected: "a comparison of all rows, since the definition has \"accept\"",
                remedy: acceptRemedy)
        }
        if let share = tolerance.rows, Self.exceeds(comparison, share) {
            let total = comparison.compared
            return refused(
                "\(Self.changed(comparison)) of \(Self.rows(total)) differ, were added or went",
                expected: "at most \(Self.percent(share)) of them, by \"accept\" in the definition",
                remedy: acceptRemedy)
        }
        for column in comparison.columns {
            guard let most = tolerance.sums[column.name] else { continue }
            for sum in column.sums where Self.exceeds(sum, most) {
                // Of few rows a sum is a value of a payload.
                let change = sum.isTooLarge ? "is too large" : "changes by more"
                return refused(
                    "the sum of \"\(column.name)\"\(sum.currency.map { " in \($0)" } ?? "") \(change)",
                    expected: "a change of at most \(most), by \"accept\" in the definition", remedy: acceptRemedy)
            }
        }
        return nil
    }

    /// Rows that differ in columns that both have, and those that only one has: that a column is new is no difference of a row.
    private static func changed(_ comparison: GenerationComparison) -> Int64 {
        comparison.onlyInFrom + comparison.onlyInTo + comparison.differingInBoth
    }

    private static func exceeds(_ comparison: GenerationComparison, _ share: ExactDecimal) -> Bool {
        let changed = ExactDecimal(changed(comparison))
        // What is too large to be worked out exactly is more than any share of it.
        guard let most = try? ExactDecimal(comparison.compared).multiplied(by: share) else { return true }
        return most < changed
    }

    private static func exceeds(_ sum: GenerationComparison.Sum, _ most: ExactDecimal) -> Bool {
        guard !sum.isTooLarge, let difference = try? (sum.to ?? .zero).subtracting(sum.from ?? .zero),
            let size = difference.isNegative ? try? difference.negated() : difference
        else { return true }
        return most < size
    }

    private static func percent(_ share: ExactDecimal) -> String { (try? share.multiplied(by: ExactDecimal(100)).reduced).map { "\($0)%" } ?? "the share \(share)" }

    private static func rows(_ count: Int64) -> String { "\(count) \(count == 1 ? "row" : "rows")" }

    private func refused(_ what: String, expected: String?, remedy: String) -> RefoldError {
        RefoldError(
            .refused, "generation \(built.number) is built and not served: \(what)", at: .named("projection \"\(projection.name)\""),
            expected: expected, remedy: remedy)
    }

    private var lookRemedy: String { "look at it with refold diff \(projection.name), and serve it with refold promote \(projection.name)" }

    private var acceptRemedy: String {
        "look at it with refold diff \(projection.name), and serve it with refold promote \(projection.name), or build it again with refold rebuild \(projection.name) --accept"
    }
}
