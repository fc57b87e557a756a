import Foundation
import RefoldImport
import RefoldTesting
import RefoldValues
import Testing

/// One line of a random file, and its content.
private struct RandomLine {
    /// Two neighbours differ only in their Unicode encoding.
    static func name(_ letter: String, _ number: Int) -> String { "\(letter)\(number / 2)" + (number % 2 == 0 ? "\u{E9}" : "e\u{301}") }

    var id: String
    var stream: String
    /// 0 if the line has none.
    var version: Int64
    /// Two numbers are the same content if their halves are equal: one is written differently.
    var content: Int

    var text: String {
        let data = content % 2 == 0 ? "{\"n\":\(content / 2),\"m\":[]}" : "{ \"m\" : [ ] , \"n\" : \(content / 2).0 }"
        let version = version == 0 ? "" : "\"version\":\(version),"
        return "{\"id\":\"\(id)\",\"stream\":\"\(stream)\",\(version)\"type\":\"T\",\"occurred_at\":\"2024-03-01T09:30:00Z\",\"data\":\(data)}"
    }
}

/// Takes lines one after the other, with everything in plain dictionaries.
private struct SlowImport {
    struct Event {
        var line: Int
        var stream: String
        var version: Int64
        var content: Int
    }

    var events: [ExactText: Event] = [:]
    var lasts: [ExactText: Int64] = [:]
    var refused: [ExactText: Int64] = [:]
    /// The positions of events that the store holds, by id.
    var positions: [ExactText: Int] = [:]
    var appended = 0
    var findings: [String] = []

    mutating func take(_ new: RandomLine, line: Int, isStored: Bool) {
        let (id, stream) = (ExactText(new.id), ExactText(new.stream))
        if let old = events[id] {
            let isSame = ExactText(old.stream) == stream && old.content / 2 == new.content / 2 && (new.version == 0 || new.version == old.version)
            if !isSame {
                findings.append(
                    old.line == 0
                        ? "\(line) id the event of this id in the store, at position \(positions[id] ?? 0), has other content"
                        : "\(line) id line \(old.line) has the same id and other content")
            }
            return
        }
        let last = lasts[stream] ?? 0
        if new.version != 0, new.version != last + 1 {
            if new.version != (refused[stream] ?? -9) + 1 { findings.append("\(line) version the version is \(new.version)") }
            refused[stream] = new.version
            // Later lines with this id are still compared with it.
            events[id] = Event(line: line, stream: new.stream, version: new.version, content: new.content)
            return
        }
        lasts[stream] = last + 1
        events[id] = Event(line: isStored ? 0 : line, stream: new.stream, version: last + 1, content: new.content)
        if !isStored { appended += 1 }
    }
}

@Suite("Import compared with a slow reference")
struct ImportReferenceTests {
    private static let options = ImportOptions(importedAt: .first)

    private func numbers(_ seed: UInt64) -> () -> Int {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(truncatingIfNeeded: state >> 2)
        }
    }

    /// Valid lines, a few of which are then damaged.
    private func lines(_ count: Int, faults: Int, after stored: [RandomLine], _ next: () -> Int) -> [RandomLine] {
        var lasts: [ExactText: Int64] = [:]
        for line in stored { lasts[ExactText(line.stream), default: 0] += 1 }
        var lines: [RandomLine] = []
        for number in 0..<count {
            let stream = RandomLine.name("s", next() % max(1, count / 3))
            lasts[ExactText(stream), default: 0] += 1
            lines.append(
                RandomLine(
                    id: RandomLine.name("n", number), stream: stream, version: next() % 3 == 0 ? 0 : lasts[ExactText(stream)] ?? 0, content: next() % 1000))
            // The same line again, or one that is in the store, as another program might send it.
            if next() % 10 == 0, var again = (lines + stored).randomElementBy(next) {
                again.content = again.content / 2 * 2 + next() % 2
                if next() % 2 == 0 { again.version = 0 }
                lines.append(again)
            }
        }
        for _ in 0..<faults where !lines.isEmpty {
            let place = next() % lines.count
            switch next() % 6 {
            case 0: lines.remove(at: place)
            case 1: lines.swapAt(place, next() % lines.count)
            case 2: lines[place].version += 1
            case 3: lines[place].content += 2
            case 4: lines[place].id = (lines + stored).randomElementBy(next)?.id ?? RandomLine.name("n", 0)
            default: lines[place].stream = RandomLine.name("s", 0)
            }
        }
        return lines
    }

    @Test("Files with random faults are reported as by a slow reference; those without faults are imported", arguments: 0..<UInt64(300))
    func random(seed: UInt64) throws {
        let next = numbers(seed + 1)
        var twin = SlowImport()
        let store = MemoryEventStore()
        var stored: [RandomLine] = []
        if seed % 2 == 1 {
            stored = lines(20, faults: 0, after: [], next).enumerated().map { index, line in
                RandomLine(id: RandomLine.name("o", index), stream: RandomLine.name("s", index % 5), version: Int64(index / 5 + 1), content: line.content)
            }
            for (index, line) in stored.enumerated() {
                twin.take(line, line: 0, isStored: true)
                twin.positions[ExactText(line.id)] = index + 1
            }
            #expect(try run(stored, into: store).appended == stored.count)
        }
        let file = lines(1 + next() % 60, faults: next() % 4 * 2, after: stored, next)
        for (index, line) in file.enumerated() { twin.take(line, line: index + 1, isStored: false) }
        do throws(RefoldError) {
            let summary = try run(file, into: store)
            #expect(twin.findings == [])
            #expect(summary.appended == twin.appended)
        } catch {
            let told = error.faults.map { fault in
                guard case .line(_, let line, let field) = fault.place else { return fault.description }
                return "\(line) \(field ?? "") \(fault.what)"
            }
            #expect(told == Array(twin.findings.prefix(20)))
            #expect(store.all.count == stored.count)
        }
    }

    private func run(_ lines: [RandomLine], into store: MemoryEventStore) throws(RefoldError) -> ImportSummary {
        let path = NSTemporaryDirectory() + "/refold-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: Data(lines.map { $0.text + "\n" }.joined().utf8)))
        return try EventImport(into: store).run([path], options: Self.options)
    }
}

extension [RandomLine] {
    fileprivate func randomElementBy(_ next: () -> Int) -> RandomLine? { isEmpty ? nil : self[next() % count] }
}
