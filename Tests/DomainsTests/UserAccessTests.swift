import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Testing

@Suite("The aggregate of a user's access")
struct UserAccessTests {
    private static let time = RecordedEvents.start
    private static let grant = UserAccessCommand.grant(by: "admin")
    private static let suspend = UserAccessCommand.suspend(reason: "left", by: "boss")
    private static let reactivate = UserAccessCommand.reactivate(by: "boss")

    /// An access after events of these kinds, read from them.
    private static func access(_ kinds: [UserAccessEvent.Kind]) throws -> UserAccess {
        var access = UserAccess(user: "u1")
        for (number, kind) in kinds.enumerated() {
            let event = UserAccessEvent(kind, user: "u1", reason: kind == .suspended ? "r" : nil, by: "b")
            try access.apply(RecordedEvents.stored(event, version: Int64(number + 1)))
        }
        return access
    }

    @Test(
        "A command that does not fit the access is refused by name, and decides nothing",
        arguments: [
            ([], suspend, UserAccessRefusal.userAccessNotFound), ([], reactivate, .userAccessNotFound),
            ([.granted], grant, .userAccessIsAlreadyGranted), ([.granted], reactivate, .userAccessIsNotSuspended),
            ([.granted, .suspended], grant, .userAccessIsAlreadyGranted), ([.granted, .suspended], suspend, .userAccessIsAlreadySuspended),
            ([.granted, .suspended, .reactivated], grant, .userAccessIsAlreadyGranted),
            ([.granted, .suspended, .reactivated], reactivate, .userAccessIsNotSuspended),
        ] as [([UserAccessEvent.Kind], UserAccessCommand, UserAccessRefusal)])
    func refusals(_ kinds: [UserAccessEvent.Kind], _ command: UserAccessCommand, _ refusal: UserAccessRefusal) throws {
        var access = try Self.access(kinds)
        let before = access
        #expect(throws: refusal) { try access.handle(command, at: Self.time) }
        #expect(access == before)
    }

    @Test("New events are collected in order, and later decisions see them")
    func collects() throws {
        var access = UserAccess(user: "u1")
        try access.handle(Self.grant, at: RecordedEvents.time(1))
        try access.handle(Self.suspend, at: RecordedEvents.time(2))
        #expect(access.suspendedAt == RecordedEvents.time(2))
        #expect(access.suspensionReason == "left")
        try access.handle(Self.reactivate, at: RecordedEvents.time(3))
        try access.handle(Self.suspend, at: RecordedEvents.time(4))
        #expect(access.version == 0)
        #expect(access.grantedAt == RecordedEvents.time(1))
        #expect(access.pending.map(\.kind) == [.granted, .suspended, .reactivated, .suspended])
        #expect(
            access.pending.map(\.data).prefix(3) == [
                #"{"user_id":"u1","by":"admin"}"#, #"{"user_id":"u1","reason":"left","by":"boss"}"#, #"{"user_id":"u1","by":"boss"}"#,
            ])
        #expect(access.pending.map(\.type).prefix(3) == ["UserAccessGranted", "UserAccessSuspended", "UserAccessReactivated"])
        #expect(Set(access.pending.map(\.stream)) == ["access-u1"])
    }

    @Test("The aggregate is the same read from its events, read from its row, and after deciding every step", arguments: 1...40 as ClosedRange<UInt64>)
    func sameFromRowAndEvents(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var decided = UserAccess(user: "u1")
        var fromEvents = UserAccess(user: "u1")
        for step in 1...30 {
            let command: UserAccessCommand =
                switch UInt.random(in: 0..<5, using: &random) {
                case 0: .grant(by: "by-\(step)")
                case 1, 2: .suspend(reason: "reason \(step)", by: "by-\(step)")
                default: .reactivate(by: "by-\(step)")
                }
            let time = RecordedEvents.time(fromEvents.pending.count + Int(fromEvents.version) + 1)
            var fromRow = UserAccess(
                user: fromEvents.user, grantedAt: fromEvents.grantedAt, grantedBy: fromEvents.grantedBy, suspendedAt: fromEvents.suspendedAt,
                suspendedBy: fromEvents.suspendedBy, suspensionReason: fromEvents.suspensionReason, version: fromEvents.version)
            #expect(fromRow == fromEvents)
            let outcomes = [Self.refusal(of: command, &decided, time), Self.refusal(of: command, &fromRow, time)]
            #expect(outcomes[0] == outcomes[1])
            guard let event = fromRow.pending.first else { continue }
            #expect(event == decided.pending.last)
            try fromEvents.apply(RecordedEvents.stored(event, version: fromEvents.version + 1))
            #expect(fromEvents.suspendedBy == decided.suspendedBy)
            #expect(fromEvents.suspendedAt == decided.suspendedAt)
            #expect(fromEvents.grantedAt == decided.grantedAt)
        }
        #expect(fromEvents.version == Int64(decided.pending.count))
    }

    private static func refusal(of command: UserAccessCommand, _ access: inout UserAccess, _ time: Timestamp) -> UserAccessRefusal? {
        do throws(UserAccessRefusal) {
            try access.handle(command, at: time)
            return nil
        } catch {
            return error
        }
    }

    @Test("An event of another type changes nothing, an unreadable one is refused with its place")
    func strangeEvents() throws {
        var access = try Self.access([.granted])
        try access.apply(RecordedEvents.stored("Noted", "not even JSON", stream: "access-u1", version: 2))
        #expect(access.version == 1)
        #expect(access.grantedAt == RecordedEvents.time(1))
        try access.apply(RecordedEvents.stored("UserAccessSuspended", #"{"by":7,"reason":null}"#, stream: "access-u1", version: 3))
        #expect(access.suspendedBy == "7")
        #expect(access.suspensionReason == nil)
        for data in ["[]", #"{"by":{"a":1}}"#, #"{"by":"a","by":"b"}"#, #"{"by":"#] {
            let event = RecordedEvents.stored("UserAccessSuspended", data, stream: "access-u1", version: 4)
            let error = #expect(throws: RefoldError.self) {
                var access = UserAccess(user: "u1")
                try access.apply(event)
            }
            #expect(error?.faults.first?.place == .event(position: 4, stream: "access-u1", type: "UserAccessSuspended"))
        }
    }

    @Test("The stream names the user, whatever the id contains")
    func streams() {
        for user in ["u1", "", "access-", "\u{301}accent", "ÿ\u{202E}", "-"] {
            #expect(UserAccess.user(ofStream: UserAccess.stream(of: user)).map { Array($0.utf8) } == Array(user.utf8))
        }
        for stream in ["", "access", "acces", "Access-u1", "post-1"] { #expect(UserAccess.user(ofStream: stream) == nil) }
    }

    @Test("Every refusal has its own name and text")
    func names() {
        let all = UserAccessRefusal.allCases
        let names = ["UserAccessIsAlreadyGranted", "UserAccessIsAlreadySuspended", "UserAccessIsNotSuspended", "UserAccessNotFound", "UserIsNotNamed"]
        #expect(all.map(\.name) == names)
        #expect(Set(all.map(\.fact)).count == all.count)
    }
}
