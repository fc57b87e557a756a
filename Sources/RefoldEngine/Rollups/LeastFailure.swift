import RefoldValues

/// Of several rows or groups that stop a run the one to name: that of the least key, in whatever order and by however many lanes they
/// were met.
struct LeastFailure {
    private(set) var error: RefoldError?
    private var key: [UInt8] = []

    /// - Parameter error: what is wrong with the row or group of the key.
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
