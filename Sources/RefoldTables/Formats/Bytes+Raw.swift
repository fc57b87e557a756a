extension [UInt8] {
    /// Appends a text as it is: nothing in it is escaped.
    mutating func raw(_ text: String) { append(contentsOf: text.utf8) }
}
