import RefoldCore
import RefoldJSON

extension ExpressionProgram {
    /// What the steps lead to from a value of the payload; null if it is missing.
    func element(of start: PayloadValue, _ steps: ListRange, _ event: borrowing EventView) throws(FoldError) -> FoldValue {
        var value = start
        for number in steps.range {
            if value.isNull { return .null }
            if let misstep = value.misstep { throw FoldError(misstep) }
            let found: JSONSlice
            switch pathSteps[number] {
            case .element(let place):
                guard value.kind == .array else { throw FoldError(.notList) }
                found = try event.withBytes(value.range) { (bytes) throws(FoldError) in try Self.element(place, of: bytes) }
            case .member(let name):
                guard value.kind != .array else { throw FoldError(.underList) }
                guard value.kind == .object else { return .null }
                found = try event.withBytes(value.range) { (bytes) throws(FoldError) in try Self.member(name, of: bytes) }
            }
            value = PayloadValue(
                kind: found.kind, range: ByteRange(offset: value.range.offset + UInt32(found.start), count: UInt32(found.end - found.start)))
        }
        return value.isNull ? .null : .payload(value)
    }

    private static func element(_ place: Int, of list: Span<UInt8>) throws(FoldError) -> JSONSlice {
        do throws(JSONFault) {
            var wanted = place
            if place < 0 {
                try JSONElements.forEach(of: list) { _ in wanted += 1 }
                if wanted < 0 { return .missing }
            }
            var found = JSONSlice.missing
            try JSONElements.forEach(of: list) { element in
                if wanted == 0 { found = element }
                wanted -= 1
            }
            return found
        } catch {
            throw FoldError(.invalidPayload(error))
        }
    }

    private static func member(_ name: [UInt8], of object: Span<UInt8>) throws(FoldError) -> JSONSlice {
        do throws(JSONFault) {
            var found = JSONSlice.missing
            var repeated: Int?
            try JSONMembers.forEach(of: object) { key, value in
                guard key.isEqual(to: name, in: object) else { return }
                if found.kind != .missing { repeated = key.start - 1 }
                found = value
            }
            if let repeated { throw JSONFault(.repeatedKey, at: repeated) }
            return found
        } catch {
            throw FoldError(.invalidPayload(error))
        }
    }
}
