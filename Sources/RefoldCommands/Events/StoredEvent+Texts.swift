import RefoldCore
import RefoldJSON
import RefoldValues

extension StoredEvent {
    /// The text of one member of the data, as a text column takes it: a number or boolean as it is written; nil if it is null or missing.
    ///
    /// - Throws: `.failed` if the data is not a JSON object, or if the member is an object or an array.
    /// - Complexity: O(data).
    public func text(_ key: String) throws(RefoldError) -> String? {
        let data = event.data.utf8.span
        let name = Array(key.utf8)
        var found = JSONSlice.missing
        var isRepeated = false
        var check = JSONObjectCheck()
        do throws(JSONFault) {
            try JSONMembers.forEach(of: data, &check) { key, value in
                guard key.isEqual(to: name, in: data) else { return }
                isRepeated = isRepeated || found.kind != .missing
                found = value
            }
        } catch {
            throw unreadable("the data cannot be read: \(error.description(in: data))")
        }
        guard !isRepeated else { throw unreadable("the data has the key \"\(key)\" twice") }
        switch found.kind {
        case .missing, .null, .underList, .underScalar: return nil
        case .object, .array: throw unreadable("an object or a list stands at \"\(key)\", where a text belongs")
        default: return found.text(in: data)
        }
    }

    private func unreadable(_ what: String) -> RefoldError {
        RefoldError(
            .failed, what, at: .event(position: position, stream: stream, type: event.type),
            remedy: "append what sets it right; a stored event is never changed")
    }
}
