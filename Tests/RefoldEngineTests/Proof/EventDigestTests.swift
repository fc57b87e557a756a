import RefoldCore
import RefoldTesting
import RefoldValues
import Testing

@Suite("Digests of events")
struct EventDigestTests {
    private static func event(_ random: inout SeededNumbers, position: Position) -> StoredEvent {
        func text(_ most: Int) -> String {
            String((0..<Int.random(in: 0...most, using: &random)).map { _ in Character(UnicodeScalar(UInt8.random(in: 32...126, using: &random))) })
        }
        return StoredEvent(
            position: position, stream: text(60), version: Int64.random(in: 1...9, using: &random),
            event: NewEvent(
                id: text(40), type: ["Paid", "Opened", ""].randomElement(using: &random)!, data: text(300), metadata: text(100),
                occurredAt: Timestamp(microseconds: Int64.random(in: 0...1 << 50, using: &random)) ?? .first,
                recordedAt: Timestamp(microseconds: Int64.random(in: 0...1 << 50, using: &random)) ?? .first))
    }

    private static func digests(_ events: [StoredEvent], _ columns: EventColumns, batch size: Int = .max) -> [UInt64] {
        var digest = EventDigest(columns)
        var (all, some) = ([UInt64](), [UInt64]())
        let batch = EventBatch(events: 1000)
        for start in stride(from: 0, to: events.count, by: min(size, max(1, events.count))) {
            batch.removeAll()
            for event in events[start..<min(events.count, start + min(size, events.count))] { batch.append(event) }
            digest.digest(batch, into: &some)
            all += some.prefix(batch.count)
        }
        return all
    }

    @Test("are those of the plain definition, over the columns that are asked for, however the events are cut into batches")
    func plain() {
        var random = SeededNumbers(5)
        let events = (1...400).map { Self.event(&random, position: Int64($0 * 3)) }
        for columns in [[], .all, .id, .metadata, .recordedAt, [.id, .recordedAt]] as [EventColumns] {
            let expected = events.map { SlowDigest.of($0, columns) }
            for size in [1, 7, 399, 400] { #expect(Self.digests(events, columns, batch: size) == expected) }
        }
    }

    @Test("differ if any column that they cover does, and if a byte moves from one column to the next")
    func changes() {
        var random = SeededNumbers(6)
        for _ in 0..<200 {
            let event = Self.event(&random, position: 7)
            let before = Self.digests([event], .all)
            var others: [StoredEvent] = []
            func change(_ body: (inout StoredEvent) -> Void) {
                var other = event
                body(&other)
                if other != event { others.append(other) }
            }
            change { $0.position += 1 }
            change { $0.version += 1 }
            change { $0.stream += "x" }
            change { $0.event.type += "x" }
            change { $0.event.data += " " }
            change { $0.event.id += "x" }
            change { $0.event.metadata += " " }
            change { $0.event.occurredAt = Timestamp(microseconds: $0.event.occurredAt.microseconds + 1) ?? .first }
            change { $0.event.recordedAt = Timestamp(microseconds: $0.event.recordedAt.microseconds + 1) ?? .first }
            change { other in if let first = other.event.data.first { other.stream.append(first); other.event.data.removeFirst() } }
            change { other in if let first = other.event.id.first { other.event.data.append(first); other.event.id.removeFirst() } }
            for other in others { #expect(Self.digests([other], .all) != before) }
        }
    }

    @Test("begin with what stands for the stream alone")
    func tags() {
        var random = SeededNumbers(7)
        for number in 1...100 {
            var (one, other) = (Self.event(&random, position: Int64(number)), Self.event(&random, position: Int64(number + 1)))
            other.stream = one.stream
            let tags = Self.digests([one, other], .id).map(EventDigest.tag(of:))
            #expect(tags[0] == tags[1] && tags[0] == EventDigest.tag(ofStream: Array(one.stream.utf8)))
            one.stream += "!"
            #expect(Self.digests([one], .id).map(EventDigest.tag(of:)) != [tags[0]])
        }
    }
}

/// The definition of digests, byte by byte.
enum SlowDigest {
    static let words: [UInt64] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0xD6E8_FEB8_6659_FD93, 0x1656_67B1_9E37_79F9]

    static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = UInt128(a) * UInt128(b)
        return UInt64(product >> 64) ^ UInt64(truncatingIfNeeded: product)
    }

    static func hash(_ text: String, _ seed: UInt64) -> UInt64 {
        let bytes = Array(text.utf8)
        func word(_ start: Int, _ count: Int = 8) -> UInt64 { (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) } }
        var states = [fold(seed ^ words[0], UInt64(bytes.count) ^ words[1])]
        var (left, a, b): (Int, UInt64, UInt64) = (bytes.count, 0, 0)
        var start: Int { bytes.count - left }
        switch bytes.count {
        case 17...:
            if left > 48 { states = [states[0], states[0], states[0]] }
            while left > 48 {
                for lane in 0..<3 { states[lane] = fold(word(start + 16 * lane) ^ words[lane + 1], word(start + 16 * lane + 8) ^ states[lane]) }
                left -= 48
            }
            states = [states.reduce(0, ^)]
            while left > 16 {
                states[0] = fold(word(start) ^ words[1], word(start + 8) ^ states[0])
                left -= 16
            }
            (a, b) = (word(bytes.count - 16), word(bytes.count - 8))
        case 8...16: (a, b) = (word(0), word(bytes.count - 8))
        case 4...7: (a, b) = (word(0, 4), word(bytes.count - 4, 4))
        case 1...3: a = UInt64(bytes[0]) << 16 | UInt64(bytes[bytes.count / 2]) << 8 | UInt64(bytes[bytes.count - 1])
        default: break
        }
        return fold(words[1] ^ UInt64(bytes.count), fold(a ^ words[1], b ^ states[0]))
    }

    static func of(_ stored: StoredEvent, _ columns: EventColumns) -> UInt64 {
        func bits(_ number: Int64) -> UInt64 { UInt64(bitPattern: number) }
        let event = stored.event
        let type = hash(event.type, words[3])
        let stream = hash(stored.stream, words[2])
        var state = fold(bits(stored.position) ^ words[1], bits(stored.version) ^ words[2])
        state = fold(state ^ stream, type ^ bits(event.occurredAt.microseconds) ^ words[3])
        state = hash(event.data, state)
        if columns.contains(.id) { state = hash(event.id, state) }
        if columns.contains(.metadata) { state = hash(event.metadata, state) }
        if columns.contains(.recordedAt) { state = fold(state ^ words[0], bits(event.recordedAt.microseconds) ^ words[1]) }
        return state >> 16 | (stream >> 48) << 48
    }
}
