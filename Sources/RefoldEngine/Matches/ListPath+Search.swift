import RefoldCore
import RefoldJSON

extension ExpectedMatches.ListPath {
    /// Whether the path leads from a value to anything, be it null.
    ///
    /// - Parameter bytes: those that the value is of; what cannot be read may be anything.
    func leads(from value: JSONSlice, in bytes: Span<UInt8>) -> Bool { Self.leads(steps[...], from: value, in: bytes) }

    private static func leads(_ steps: ArraySlice<Step>, from value: JSONSlice, in bytes: Span<UInt8>) -> Bool {
        guard let step = steps.first else { return value.kind != .missing }
        let own = bytes.extracting(value.range)
        let rest = steps.dropFirst()
        switch step {
        case .member(let name):
            guard value.kind == .object else { return false }
            var found = JSONSlice.missing
            let text = Array(name.text.utf8)
            guard (try? JSONMembers.forEach(of: own, { key, value in if key.isEqual(to: text, in: own) { found = value } })) != nil else { return true }
            return leads(rest, from: found, in: own)
        case .items:
            guard let items = items(value, own) else { return value.kind == .array }
            return items.contains { leads(rest, from: $0, in: own) }
        case .element(let number):
            guard let items = items(value, own) else { return value.kind == .array }
            let index = number < 0 ? items.count + number : number
            return items.indices.contains(index) && leads(rest, from: items[index], in: own)
        }
    }

    /// Nil for what is no list, or cannot be read.
    private static func items(_ value: JSONSlice, _ bytes: Span<UInt8>) -> [JSONSlice]? {
        guard value.kind == .array else { return nil }
        var items = JSONListItems()
        var found: [JSONSlice] = []
        do throws(JSONFault) {
            while try items.advance(in: bytes) { found.append(try items.take(from: bytes)) }
            return found
        } catch {
            return nil
        }
    }
}
