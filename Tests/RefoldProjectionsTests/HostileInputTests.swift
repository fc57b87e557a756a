import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldTesting
import RefoldValues
import Testing

@Suite("Hostile definitions")
struct HostileInputTests {
    @Test("Randomly damaged text gives a definition or faults with a line", arguments: 0..<8)
    func damagedText(seed: Int) {
        var random = SeededNumbers(UInt64(seed))
        let original = Array(finesProjection.utf8)
        for _ in 0..<150 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.remove(at: at)
                case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 2: bytes.insert(Array("{}[]:,'\"\\$@.*-0xe".utf8).randomElement(using: &random) ?? 0, at: at)
                default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &random)))
                }
            }
            do throws(RefoldError) {
                #expect(try ProjectionDefinition.read(bytes, file: "f").canBeTold)
            } catch {
                #expect(!error.faults.isEmpty && error.faults.allSatisfy { $0.place != .nowhere })
            }
        }
    }

    @Test("Values moved to wrong places give a definition or faults", arguments: 0..<8)
    func movedValues(seed: Int) throws {
        var random = SeededNumbers(UInt64(seed) &+ 1000)
        let root = try #require(JSON5.read(finesProjection.utf8, file: "f").root)
        var pieces: [JSON5Node] = []
        collect(root, into: &pieces)
        for _ in 0..<150 {
            let count = Int.random(in: 1...4, using: &random)
            var damaged = root
            for _ in 0..<count { damaged = replaced(damaged, with: pieces, chance: 0.03, &random) }
            do throws(RefoldError) {
                #expect(try ProjectionDefinition.read(damaged.json.utf8, file: "f").canBeTold)
            } catch {
                #expect(!error.faults.isEmpty)
            }
        }
    }

    @Test("Values and tests nested to the maximum depth of a file are read")
    func deepExpressions() throws {
        let value = String(repeating: "{coalesce: [", count: 47) + "'$.a'" + String(repeating: "]}", count: 47)
        let test = String(repeating: "{not: ", count: 94) + "1" + String(repeating: "}", count: 94)
        let definition = try read(projection(on: "{X: {when: {i: \(test)}, set: {t: \(value)}}}"))
        #expect(definition.canBeTold)
        let branch = String(repeating: "{case: [{when: {}, then: ", count: 31) + "1" + String(repeating: "}]}", count: 31)
        #expect(try read(projection(computed: "{x: \(branch)}")).canBeTold)
    }

    @Test("A file with many long wrong names gives messages of bounded length")
    func manyNames() {
        let columns = (0..<100).map { "c\($0): 'text'" }.joined(separator: ", ")
        let word = String(repeating: "x", count: 100_000)
        let found = faults(projection(columns: columns, on: "{X: {\(word): 1, c: 1}}"))
        #expect(found.count == 2)
        #expect(found.last?.contains("(111 in all)") == true)
    }

    private func collect(_ node: JSON5Node, into pieces: inout [JSON5Node]) {
        pieces.append(node)
        switch node.value {
        case .object(let members): for member in members { collect(member.value, into: &pieces) }
        case .array(let elements): for element in elements { collect(element, into: &pieces) }
        default: break
        }
    }

    private func replaced(_ node: JSON5Node, with pieces: [JSON5Node], chance: Double, _ random: inout SeededNumbers) -> JSON5Node {
        if Double.random(in: 0..<1, using: &random) < chance, let piece = pieces.randomElement(using: &random) { return piece }
        switch node.value {
        case .object(let members):
            return JSON5Node(.object(members.map { JSON5Member($0.key, value: replaced($0.value, with: pieces, chance: chance, &random)) }))
        case .array(let elements): return JSON5Node(.array(elements.map { replaced($0, with: pieces, chance: chance, &random) }))
        default: return node
        }
    }
}

extension ProjectionDefinition {
    /// Whether everything in it has a name and a fingerprint; visits all of it.
    fileprivate var canBeTold: Bool { fingerprint != 0 && allColumns.allSatisfy { DefinitionName.isValid($0.name) } }
}
