import RefoldValues

/// The failure with the smallest key among the rows or groups that stop a run. It does not depend on their order or on the number of lanes.
struct LeastFailure {
    private(set) var error: RefoldError?
    private var key: [UInt8] = []

    /// - Parameter error: what is wrong with the row or group of this key.
    mutating func note(_ error: RefoldError, of key: Span<UInt8>) {
        if self.error != nil {
            let known = self.key
            guard key.isLess(than: known.span) else { return }
        }
        self.error = error
        self.key = key.indices.map { key[$0] }
    }

    mutating func note(_ other: LeastFailure) {
        if let error = other.error { note(error, of: other.key.span) }
    }
}
