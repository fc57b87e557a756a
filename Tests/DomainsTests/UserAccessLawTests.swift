import RefoldCommands
import RefoldPayments
import RefoldTesting
import RefoldUserAccess
import Testing

@Suite("The table of accesses is what a rebuild makes of the events")
struct UserAccessLawTests {
    @Test(
        "The rows are those that a rebuild makes of the events, and loading by row is loading by events", arguments: WriteSidePlace.all,
        1...8 as ClosedRange<UInt64>)
    func law(kind: String, seed: UInt64) throws {
        try WriteSidePlace.with(kind) { place in
            var world = UserAccessWorld(seed: seed)
            for _ in 0..<4 {
                try world.run(turns: 6, on: place.writeSide, place.store)
                let rebuilt = try UserAccessWorld.rebuilt(place.store)
                // Rows changed only by commands are up to date before anyone reads them; rows after an import may not be.
                let behind = try UserAccessWorld.usersBehind(place.store)
                #expect(try UserAccessWorld.without(behind, place.rows()) == UserAccessWorld.without(behind, rebuilt))
                let loaded = try UserAccessWorld.loaded(place.store)
                // Reading a user updates a row that is older than its stream; reading again returns that row.
                #expect(try UserAccessWorld.kept(place.writeSide) == loaded)
                #expect(try place.rows() == rebuilt)
                #expect(try UserAccessWorld.kept(place.writeSide) == loaded)
                #expect(loaded.filter { $0.version > 0 }.map(UserAccessWorld.row) == rebuilt)
            }
            try place.run("DROP TABLE user_access")
            _ = try place.again().access(of: "nobody")
            #expect(try place.rows() == UserAccessWorld.rebuilt(place.store))
        }
    }

    @Test(
        "An event of another type in a user's stream makes no row and moves none, and is noticed by what is appended next",
        arguments: WriteSidePlace.all)
    func otherTypes(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            func note(_ id: String, in stream: String) throws {
                _ = try place.store.append([EventStoreContract.event(id, "PaymentInitiated")], to: stream, expecting: .any)
            }
            let suspend = UserAccessRequest(user: "eve", command: .suspend(reason: "r", by: "b"))
            try note("1", in: "access-eve")
            #expect(try place.dispatch([CommandRequest(id: "1", suspend)]) == [.rejected(stream: "access-eve", reason: "UserAccessNotFound")])
            #expect(try place.rows().isEmpty)
            #expect(try place.dispatch([.grant("bob", id: "2")]) == [.accepted(stream: "access-bob", version: 1)])
            try note("2", in: "access-bob")
            #expect(try place.dispatch([.grant("bob", id: "3")]) == [.rejected(stream: "access-bob", reason: "UserAccessIsAlreadyGranted")])
            #expect(try place.access(of: "bob")?.version == 1)
            #expect(try place.rows() == UserAccessWorld.rebuilt(place.store))
            let outcomes = try place.dispatch(
                [
                    CommandRequest(id: "4", expectedVersion: 0, suspend),
                    CommandRequest(id: "5", expectedVersion: 1, UserAccessRequest(user: "eve", command: .grant(by: "a"))),
                    CommandRequest(id: "6", expectedVersion: 2, suspend),
                ])
            #expect(
                outcomes == [
                    .conflict(stream: "access-eve", actual: 1), .accepted(stream: "access-eve", version: 2),
                    .accepted(stream: "access-eve", version: 3),
                ])
            #expect(try place.rows() == UserAccessWorld.rebuilt(place.store))
        }
    }

    @Test("A command for a user without a name is refused", arguments: WriteSidePlace.all)
    func namelessUser(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            let outcomes = try place.dispatch([.grant("", id: "1")])
            #expect(outcomes == [.rejected(stream: "access-", reason: "UserIsNotNamed")])
            #expect(try place.store.bound() == 0)
        }
    }

    @Test("Users whose ids look alike but differ in their bytes have separate rows, also in a newly filled table", arguments: WriteSidePlace.all)
    func canonicalEquals(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            let users = ["e\u{301}", "\u{E9}"]
            let suspend = UserAccessRequest(user: users[1], command: .suspend(reason: "r", by: "b"))
            _ = try place.dispatch([.grant(users[0], id: "1"), .grant(users[1], id: "2"), CommandRequest(id: "3", suspend)])
            let rows = try place.rows()
            #expect(rows.map { $0[0] } == users.map { Array($0.utf8) })
            #expect(try rows == UserAccessWorld.rebuilt(place.store))
            try place.run("DROP TABLE user_access")
            _ = try place.again().access(of: "nobody")
            #expect(try place.rows() == rows)
        }
    }
}
