import RefoldValues

/// The part of a long list that is wanted.
public struct PageRequest: Hashable, Sendable {
    /// Where a page begins.
    public enum Start: Hashable, Sendable {
        /// A page by number, from 1. A later page costs more, because all earlier rows are skipped in the index.
        case page(Int)
        /// The rows after an earlier page, at the cost of a first page.
        case after(PageCursor)
    }

    /// How many items a page may have.
    public static let limits = 1...1000
    /// How many items a page has if nobody says.
    public static let usualLimit = 20

    /// Where the page begins.
    public var start: Start
    /// The maximum number of rows; within ``limits``.
    public var limit: Int

    public init(_ start: Start = .page(1), limit: Int = usualLimit) {
        self.start = start
        self.limit = limit
    }

    /// How many rows come before the page; 0 after a cursor.
    ///
    /// - Throws: `.usage` if limit or number is out of range.
    public func offset() throws(RefoldError) -> Int {
        guard Self.limits.contains(limit) else {
            throw RefoldError(
                .usage, "a page of \(limit) rows was asked for", at: .named("the page asked for"),
                expected: "\(Self.limits.lowerBound) to \(Self.limits.upperBound) rows")
        }
        guard case .page(let number) = start else { return 0 }
        let (offset, overflow) = (max(number, 1) - 1).multipliedReportingOverflow(by: limit)
        guard number > 0, !overflow else {
            throw RefoldError(
                .usage, "page \(number) was asked for", at: .named("the page asked for"), expected: "a number from 1",
                remedy: "begin with page 1, or go on with the cursor of the page before")
        }
        return offset
    }
}

/// One part of a long list, newest or highest first.
public struct Page<Item: Sendable>: Sendable {
    /// The items, in the order of the list.
    public var items: [Item]
    /// The start of the next part; nil at the end.
    public var next: PageCursor?

    public init(_ items: [Item], next: PageCursor?) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}
