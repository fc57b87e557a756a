import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues
@testable import RefoldTesting

/// One check that every implementation of a domain's queries must pass: stored or cached, on any store of read models.
///
/// Run on a new, empty store, and queries that read it.
struct QueriesCheck<Queries: Sendable>: Sendable, CustomStringConvertible {
    let description: String
    let run: @Sendable (any ReadModelStore, Queries) throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any ReadModelStore, Queries) throws -> Void) {
        self.description = description
        self.run = run
    }
}

/// The rows on which queries are checked.
enum QueryRows {
    typealias Cell = InMemorySnapshot.Cell

    /// A row by the names of its columns; the others are null.
    static func row(_ schema: ReadModelSchema, _ cells: [String: Cell]) -> [Cell] { schema.allColumns.map { cells[$0.name] ?? .null } }

    static func text(_ text: String?) -> Cell { text.map { .text($0) } ?? .null }

    static func time(_ time: Timestamp?) -> Cell { time.map { .units($0.microseconds) } ?? .null }
}

extension SeededNumbers {
    /// A time among few, so that many are equal.
    mutating func time() -> Timestamp {
        Timestamp(microseconds: 1_700_000_000_000_000 + Int64.random(in: 0..<12, using: &self) * 1_000_001) ?? .first
    }

    /// A name that databases and comparisons may handle wrongly.
    mutating func name() -> String { ["a", "A", "é", "e\u{301}", "x' \" ;", "\u{1F600}", "", "z%_"].randomElement(using: &self) ?? "" }
}

/// The checks that apply to every list.
enum PageLaws {
    /// Checks that pages of any size, by cursor and by number, make up the list.
    ///
    /// - Parameter expected: the whole list in its order.
    static func check<Item: Equatable & Sendable>(
        _ expected: [Item], _ what: String, _ ask: (PageRequest) throws -> Answer<Page<Item>>
    ) throws {
        for limit in Set([1, 3, 7, max(expected.count - 1, 1), max(expected.count, 1), expected.count + 1]) {
            var seen: [Item] = []
            var start = PageRequest.Start.page(1)
            for number in 1... {
                let page = try ask(PageRequest(start, limit: limit)).value
                try expect(try ask(PageRequest(.page(number), limit: limit)).value, page, "\(what), page \(number) of \(limit) by number")
                seen += page.items
                guard let next = page.next else { break }
                try expect(page.items.count, limit, "\(what), a page before the last of \(limit)")
                start = .after(try PageCursor(next.text))
            }
            try expect(seen, expected, "\(what), pages of \(limit)")
        }
        let beyond = try ask(PageRequest(.page(1_000_000))).value
        try expect(beyond, Page([], next: nil), "\(what), a page behind the end")
    }

    /// Checks that a list refuses invalid pages.
    ///
    /// - Parameter foreign: cursors that did not come from this list.
    static func checkRefusals<Item: Sendable>(_ foreign: [PageCursor], _ what: String, _ ask: (PageRequest) throws -> Answer<Page<Item>>) throws {
        let wrong =
            [0, -1, 1001, .min].map { PageRequest(limit: $0) } + [0, -1].map { PageRequest(.page($0)) }
            + [PageRequest(.page(.min)), PageRequest(.page(.max), limit: 1000)] + foreign.map { PageRequest(.after($0)) }
        for (number, request) in wrong.enumerated() {
            let error = try ReadModelReaderContract.failure { _ = try ask(request) }
            try expect(error.status, .usage, "\(what), status of request \(number)")
        }
        for limit in [1, 1000] { _ = try ask(PageRequest(limit: limit)) }
    }
}
