import Foundation
import RefoldCore
import RefoldEngine
import RefoldTesting
import Testing

@Suite("The state of an interrupted rebuild is not resumed")
struct ResumeRefusalTests {
    private let cutting = Cutting(batch: 50, workers: 2, memory: 0)
    private let events = RandomWorld.events(700, seed: 12)

    private func interrupted(through: Position? = nil) throws -> InterruptedWorld {
        let world = try InterruptedWorld()
        let attempt = world.rebuild(events, cutting, interruptedAfter: 4, through: through)
        try #require(attempt.error?.status == .incomplete && world.files().contains("point"))
        return world
    }

    private func expectAfresh(_ attempt: InterruptedWorld.Attempt, _ because: FoldNotice.Reason, in world: InterruptedWorld) throws {
        #expect(attempt.reasons == [because], "\(attempt.notices)")
        #expect(attempt.goesOnFrom == nil && attempt.outcomes?.first?.resumedFrom == nil)
        #expect(!FileManager.default.fileExists(atPath: world.folder.path))
    }

    @Test("if the definition changed, with or without a new version")
    func definition() throws {
        let other = Projection("accounts", version: 1, key: "account") { p in
            let owner = p.column("owner", .text), field = p.field("owner")
            p.on("Opened") { event, row throws(FoldError) in try row.set(owner, from: event, field) }
        }
        let raised = Projection("accounts", version: 2, key: "account") { p in _ = p.column("owner", .text) }
        for changed in [other, raised] {
            let world = try interrupted()
            try expectAfresh(world.rebuild(events, cutting, of: [changed]), .definitionChanged, in: world)
            #expect(try world.readModels.generations().map(\.schema) == [changed.schema])
        }
    }

    @Test("by another program")
    func program() throws {
        let world = try interrupted()
        world.program = 2
        try expectAfresh(world.rebuild(events, cutting), .programChanged, in: world)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("if it was to end elsewhere")
    func through() throws {
        let end = events[499].position
        let world = try interrupted(through: end)
        try expectAfresh(world.rebuild(events, cutting), .otherBound, in: world)
        #expect(world.rows == (try RandomWorld.expected(events)))
        let same = try interrupted(through: end)
        #expect(same.rebuild(events, cutting, through: end).goesOnFrom != nil)
        #expect(same.rows == (try RandomWorld.expected(Array(events.prefix(500)))))
    }

    @Test("with another store, or the same one without its last events", arguments: [0, 1, 2])
    func otherStore(kind: Int) throws {
        let world = try interrupted()
        var other = kind == 0 ? RandomWorld.events(700, seed: 13) : events
        if kind == 1 { other.removeLast(300) }
        if kind == 2 {
            let place = try #require(other.firstIndex { $0.position == RandomWorld.read(events)[199].position })
            other[place].event.data = #"{"owner":"another","amount":"1.00"}"#
            other[place].event.type = "Opened"
        }
        try expectAfresh(world.rebuild(other, cutting), .otherStore, in: world)
        #expect(world.rows == (try RandomWorld.expected(other)))
    }

    @Test("if an event that it has folded was removed, or another one was added below its position, wherever that is", arguments: 1...12)
    func otherEvents(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let world = try interrupted()
        let folded = Set(RandomWorld.read(events).prefix(200).map(\.position))
        var other = events
        let place = try #require(other.indices.filter { folded.contains(other[$0].position) }.randomElement(using: &random))
        if seed.isMultiple(of: 2) {
            other.remove(at: place)
        } else {
            let before = try #require(other.indices.dropFirst().first { $0 >= place && other[$0].position > other[$0 - 1].position + 1 })
            var added = other[place]
            added.position = other[before].position - 1
            added.event.id = "late"
            added.stream = "account-late"
            added.version = 1
            other.insert(added, at: before)
        }
        try expectAfresh(world.rebuild(other, cutting), .otherStore, in: world)
        #expect(world.rows == (try RandomWorld.expected(other)))
    }

    @Test("if a byte of it changed or its end is missing, and never makes the run fail", arguments: 1...40)
    func damage(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let world = try InterruptedWorld()
        _ = world.rebuild(events, Cutting(batch: 50, workers: 2, memory: seed.isMultiple(of: 2) ? 0 : 1 << 30), interruptedAfter: 4)
        let whole = world.files().filter { (try? Data(contentsOf: world.file($0)).isEmpty) == false }
        let name = seed.isMultiple(of: 3) ? "point" : try #require(whole.randomElement(using: &random))
        var bytes = [UInt8](try Data(contentsOf: world.file(name)))
        let place = Int.random(in: bytes.indices, using: &random)
        if Bool.random(using: &random) { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) } else { bytes.removeSubrange(place...) }
        try Data(bytes).write(to: world.file(name))
        try expectAfresh(world.rebuild(events, cutting), .damaged, in: world)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("if a file of it is missing")
    func missing() throws {
        for index in 0..<3 {
            let world = try interrupted()
            let name = world.files().filter { $0 != "point" }[index]
            try FileManager.default.removeItem(at: world.file(name))
            try expectAfresh(world.rebuild(events, cutting), .damaged, in: world)
        }
        let world = try interrupted()
        try FileManager.default.removeItem(at: world.file("point"))
        let attempt = world.rebuild(events, cutting)
        #expect(attempt.notices.isEmpty)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("if others may write into its folder")
    func othersFolder() throws {
        let world = try interrupted()
        let folder = world.folder.appendingPathComponent("accounts").path
        #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        for name in world.files() {
            #expect(try FileManager.default.attributesOfItem(atPath: world.file(name).path)[.posixPermissions] as? Int == 0o600)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
        let attempt = world.rebuild(events, cutting)
        #expect(attempt.unsaved.count == 1 && attempt.goesOnFrom == nil)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }

    @Test("if there is no space for it; the rebuild continues and reports it once", arguments: [0, 1 << 30])
    func noRoom(memory: Int) throws {
        let world = try InterruptedWorld()
        try Data().write(to: world.base.appendingPathComponent("kept"))
        let attempt = world.rebuild(events, Cutting(batch: 50, workers: 2, memory: memory), saveEvery: .zero)
        #expect(attempt.unsaved.count == 1)
        #expect(attempt.outcomes != nil)
        #expect(world.rows == (try RandomWorld.expected(events)))
    }
}
