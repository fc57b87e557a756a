extension Span<UInt8> {
    /// Whether all bytes are valid UTF-8.
    ///
    /// - Complexity: O(bytes), eight at a time while they are plain ASCII.
    @inlinable @inline(__always)
    public var isUTF8: Bool {
        var index = 0
        while index &+ 8 <= count {
            guard ByteRuns.word(self, at: index) & 0x8080_8080_8080_8080 == 0 else { return isUTF8BeyondASCII }
            index &+= 8
        }
        while index < count {
            guard self[index] < 0x80 else { return isUTF8BeyondASCII }
            index &+= 1
        }
        return true
    }

    @usableFromInline var isUTF8BeyondASCII: Bool {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: self)
            return true
        } catch {
            return false
        }
    }
}
