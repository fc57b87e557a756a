import RefoldValues

/// Which part of a long list is wanted.
public struct PageRequest: Hashable, Sendable {
    public enum Start: Hashable, Sendable {
        /// A page by number, from 1. Costs more the deeper it lies, as every earlier row is passed over in the index.
        case page(Int)
        /// What follows a page before it, at the same cost as the first page.
        case after(PageCursor)
    }

    public static let limits = 1...1000
    public static let usualLimit = 20

    public var start: Start
    /// How many rows at most; within ``limits``.
    public var limit: Int

    public init(_ start: Start = .page(1), limit: Int = usualLimit) {
        self.start = start
        self.limit = limit
    }

    /// How many rows stand before the page; 0 behind a cursor.
    ///
    /// - Throws: `.usage` if limit or number are outside what a page can have.
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
    public var items: [Item]
    /// Where the next part begins; nil at the end.
    public var next: PageCursor?

    public init(_ items: [Item], next: PageCursor?) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}
