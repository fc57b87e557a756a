import RefoldFiles
import RefoldJSON
import RefoldValues

/// A list of a summary that may not fit into memory: it is kept in a temporary file until the fields before it are written.
final class JSONList {
    /// The maximum number of bytes kept in memory.
    private static let capacity = 1 << 20

    private let folder: String
    private var file: TemporaryFile?
    private var bytes: [UInt8] = []
    private var isEmpty = true

    /// - Parameter folder: where the temporary file is created once it is needed.
    init(in folder: String) { self.folder = folder }

    /// - Throws: `.failed` if the disk is full or broken.
    func append(_ value: JSONValue) throws(RefoldError) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        bytes += value.json.utf8
        guard bytes.count >= Self.capacity else { return }
        let whole = bytes
        bytes = []
        try openFile().append(whole.span)
    }

    private func openFile() throws(RefoldError) -> TemporaryFile {
        if let file { return file }
        let made = try TemporaryFile(in: folder)
        file = made
        return made
    }

    /// Writes the values with commas between them.
    func write(to output: StandardOutput) throws(RefoldError) {
        if let file {
            file.rewind()
            var left = file.size
            while left > 0 {
                let piece = try file.read(count: min(left, Self.capacity))
                try output.write(piece)
                left -= piece.count
            }
        }
        try output.write(bytes)
    }
}
