import RefoldCore

/// The keys of a parked event as they can be read now.
struct PresentKeys {
    private(set) var keys: [[UInt8]] = []
    /// Why one cannot be read; nil if all can.
    private(set) var fault: FoldError?

    mutating func add(_ key: Result<[UInt8]?, FoldError>) {
        switch key {
        case .success(let key?): keys.append(key)
        case .success(nil): break
        case .failure(let error): fault = fault ?? error
        }
    }

    /// The rows besides that of a parked event that are to be folded anew.
    ///
    /// While the event has the row for which it is parked, its other rows hold it. Without that row it was parked with another payload, or
    /// with a key that could not be read. If it is left out from now on, no row may hold it.
    ///
    /// - Parameters:
    ///   - own: the row for which it is parked; nil if its key could not be read.
    ///   - isLeftOut: whether it is left out.
    func others(than own: [UInt8]?, leavingOut isLeftOut: Bool) -> [[UInt8]] {
        if !isLeftOut, let own, keys.contains(own) { return [] }
        return keys.filter { $0 != own }
    }
}
