extension EventBatch {
    /// The part of a stream's name after a prefix, which is the key of its row.
    ///
    /// - Throws: `.otherStream` if the name does not begin with the prefix.
    public func key(in stream: ByteRange, behind prefix: [UInt8]) throws(FoldError) -> ByteRange {
        guard let key = part(of: stream, behind: prefix) else {
            throw FoldError(.otherStream(prefix: String(decoding: prefix, as: UTF8.self)))
        }
        return key
    }

    /// The part of a stream's name after a prefix; nil if the name does not begin with it.
    public func part(of stream: ByteRange, behind prefix: [UInt8]) -> ByteRange? {
        let count = UInt32(truncatingIfNeeded: prefix.count)
        guard stream.count >= count else { return nil }
        let begins = withBytes(ByteRange(offset: stream.offset, count: count)) { $0.isEqual(to: prefix.span) }
        return begins ? ByteRange(offset: stream.offset + count, count: stream.count - count) : nil
    }
}
