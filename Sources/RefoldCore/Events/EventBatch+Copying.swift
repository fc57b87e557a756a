// Unsafe here: lends safe views of bytes to the batch's own copying.

extension EventBatch {
    /// Copies the bytes of a span into the batch. The caller asked ``isFull(for:)`` first.
    @inlinable
    public func copy(_ source: Span<UInt8>) -> ByteRange {
        unsafe source.withUnsafeBytes { unsafe copy($0) }
    }

    /// Copies a text's UTF-8 into the batch. The caller asked ``isFull(for:)`` first.
    public func copy(_ text: String) -> ByteRange { copy(text.utf8.span) }
}
