extension CSVStyle {
    /// A line of plain texts; nil is an empty field, and an empty text is quoted.
    public func line(_ texts: [String?]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(delimiter) }
            if let text { append(text: text, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}
