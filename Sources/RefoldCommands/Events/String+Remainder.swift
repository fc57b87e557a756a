extension String {
    /// The text after `prefix`, compared byte by byte; nil if the text does not begin with it.
    public func remainder(after prefix: String) -> String? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        return String(self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...])
    }
}
