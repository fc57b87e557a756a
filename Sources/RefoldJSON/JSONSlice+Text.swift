import RefoldValues

extension JSONSlice {
    /// The content of a string, unescaped; any other value as it is written; empty if it is missing.
    ///
    /// - Parameter bytes: the text that the slice was made from.
    public func text(in bytes: Span<UInt8>) -> String {
        guard kind == .escapedString else { return ByteRuns.text(bytes, range) }
        var content: [UInt8] = []
        appendUnescaped(from: bytes, to: &content)
        return String(decoding: content, as: UTF8.self)
    }

    /// Appends what ``text(in:)`` returns, as UTF-8.
    ///
    /// - Parameter bytes: the text that the slice was made from.
    public func appendUnescaped(from bytes: Span<UInt8>, to target: inout [UInt8]) {
        guard kind == .escapedString else { return ByteRuns.append(bytes, range, to: &target) }
        var position = start
        while position < end {
            let run = position
            while position < end, bytes[position] != UInt8(ascii: "\\") { position += 1 }
            ByteRuns.append(bytes, run..<position, to: &target)
            if position < end { target.append(contentsOf: Self.unescape(bytes, &position).utf8) }
        }
    }

    /// Whether ``text(in:)`` has exactly the UTF-8 bytes of `literal`.
    ///
    /// - Parameter bytes: the text that the slice was made from.
    /// - Complexity: O(bytes), no allocation.
    public func isEqual(to literal: [UInt8], in bytes: Span<UInt8>) -> Bool {
        guard kind == .escapedString else {
            guard literal.count == end - start else { return false }
            for offset in 0..<literal.count where bytes[start + offset] != literal[offset] { return false }
            return true
        }
        var position = start
        var matched = 0
        while position < end {
            if bytes[position] == UInt8(ascii: "\\") {
                for unit in Self.unescape(bytes, &position).utf8 {
                    guard matched < literal.count, literal[matched] == unit else { return false }
                    matched += 1
                }
            } else {
                guard matched < literal.count, literal[matched] == bytes[position] else { return false }
                matched += 1
                position += 1
            }
        }
        return matched == literal.count
    }

    /// Reads the escape at `position`; the scanner has accepted it.
    private static func unescape(_ bytes: Span<UInt8>, _ position: inout Int) -> Unicode.Scalar {
        do {
            return try JSONScanner.scanEscape(bytes, &position)
        } catch {
            return "\u{FFFD}"
        }
    }
}
