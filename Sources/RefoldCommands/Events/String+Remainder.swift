extension String {
    /// What follows `prefix`, compared byte by byte; nil if the text begins otherwise.
    public func remainder(after prefix: String) -> String? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        return String(self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...])
    }
}
