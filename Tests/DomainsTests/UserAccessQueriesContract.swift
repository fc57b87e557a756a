import RefoldCommands
import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldUserAccess
@testable import RefoldTesting

/// The checks of ``UserAccessQueries``: `@Test(arguments: UserAccessQueriesContract.checks)`.
enum UserAccessQueriesContract {
    typealias Check = QueriesCheck<any UserAccessQueries>

    /// The shape of `user_access`.
    static let schema = Projection.userAccess.schema

    static let checks: [Check] = [
        Check("An access has the values of its row, and is found by the user's id") { store, queries in
            var random = SeededNumbers(10)
            let accesses = accesses(40, &random)
            try serve(accesses, in: store, at: 4)
            for access in accesses { try expect(queries.access(of: access.user).value, access, "access") }
            try expect(queries.access(of: "nobody").value, nil, "no access")
            try expect(queries.access(of: "nobody").revision.position, 4, "position")
        },
        Check("Suspended accesses, and no others, come in pages of any size, the most recently suspended first") { store, queries in
            var random = SeededNumbers(11)
            let accesses = accesses(60, &random)
            try serve(accesses, in: store)
            let expected = accesses.filter { $0.suspendedAt != nil }.sorted { a, b in
                a.suspendedAt == b.suspendedAt
                    ? b.user.utf8.lexicographicallyPrecedes(a.user.utf8) : (a.suspendedAt ?? .first) > (b.suspendedAt ?? .first)
            }
            try expect(expected.count > 10, true, "some are suspended")
            try PageLaws.check(expected, "suspended") { try queries.suspended($0) }
            let foreign = [PageCursor([.integer(0), .text("x")], in: "posts last"), PageCursor([.text("x"), .integer(0)], in: "suspended accesses")]
            try PageLaws.checkRefusals(foreign, "suspended") { try queries.suspended($0) }
        },
        Check("Answers follow what is served, and carry its revision") { store, queries in
            let failure = try ReadModelReaderContract.failure { _ = try queries.access(of: "u") }
            try expect(failure.faults[0].remedy, "run refold rebuild user_access", "remedy")
            var random = SeededNumbers(12)
            var access = accesses(1, &random)[0]
            access.suspendedAt = nil
            let served = try serve([access], in: store, at: 5)
            try expect(queries.access(of: access.user).revision, ReadModelRevision(generation: served.number, position: 5, updatedAt: served.updatedAt), "revision")
            try expect(queries.suspended(PageRequest()).value.items, [], "suspended")
            (access.suspendedAt, access.suspendedBy, access.suspensionReason, access.version) = (.last, "ana", "late", 2)
            try ServedRows.replace([row(access)], of: served, in: store, at: 6)
            try expect(queries.suspended(PageRequest()).value.items, [access], "suspended after a catch-up")
            try expect(queries.access(of: access.user).value, access, "access after a catch-up")
            try serve([], in: store, at: 7)
            try expect(queries.access(of: access.user).value, nil, "after a rebuild without it")
        },
    ]

    @discardableResult
    static func serve(_ accesses: [UserAccessRecord], in store: any ReadModelStore, at position: Position = 1) throws -> Generation {
        try ServedRows.serve(accesses.map(row), of: schema, in: store, at: position)
    }

    static func row(_ access: UserAccessRecord) -> [QueryRows.Cell] {
        QueryRows.row(schema, [
            "user_id": .text(access.user), "granted_at": QueryRows.time(access.grantedAt), "granted_by": .text(access.grantedBy),
            "suspended_at": QueryRows.time(access.suspendedAt), "suspended_by": QueryRows.text(access.suspendedBy),
            "suspension_reason": QueryRows.text(access.suspensionReason), "version": .units(access.version),
        ])
    }

    static func accesses(_ count: Int, _ random: inout SeededNumbers) -> [UserAccessRecord] {
        (0..<count).map { number in
            var access = UserAccessRecord(
                user: "\(random.name())\(number)", grantedAt: random.time(), grantedBy: random.name(), version: .random(in: 1...9, using: &random))
            if Int.random(in: 0..<3, using: &random) == 0 {
                (access.suspendedAt, access.suspendedBy, access.suspensionReason) = (random.time(), random.name(), random.name())
            }
            return access
        }
    }
}
