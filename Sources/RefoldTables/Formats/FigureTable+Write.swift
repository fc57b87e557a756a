import RefoldValues

extension FigureTable {
    /// Writes the table.
    ///
    /// - Parameter sink: receives the bytes piece by piece.
    /// - Throws: what `sink` throws; status 1 for what the format cannot hold.
    public func write(
        as format: any TableFormat, _ style: TableStyle = TableStyle(), to sink: ([UInt8]) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        var writer = format.writer(of: head, as: style)
        var bytes: [UInt8] = []
        try writer.begin(to: &bytes)
        try forEachLine { (kind, values) throws(RefoldError) in
            try writer.beginLine(kind, to: &bytes)
            for value in values { try writer.cell(value, to: &bytes) }
            try writer.endLine(to: &bytes)
            guard bytes.count >= Self.piece else { return }
            try sink(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        try writer.end(to: &bytes)
        if !bytes.isEmpty { try sink(bytes) }
    }

    /// The whole file.
    ///
    /// - Throws: status 1 for what the format cannot hold.
    public func bytes(as format: any TableFormat, _ style: TableStyle = TableStyle()) throws(RefoldError) -> [UInt8] {
        var all: [UInt8] = []
        try write(as: format, style) { (bytes) throws(RefoldError) in all += bytes }
        return all
    }

    /// Bytes after which some are taken away.
    private static let piece = 1 << 18
}
