/// Writes a zip file from front to back: sizes and checksums follow each part, so that nothing is held back and no place is visited twice.
///
/// Every part has the time 1980-01-01, the first that zip knows.
struct ZipWriter {
    /// The part at hand: what is appended to its bytes is compressed by the next ``compress(to:)``.
    var part = Deflate()
    /// How many bytes of the file there are.
    private(set) var written: UInt64 = 0
    /// How many bytes of the part at hand were compressed.
    private(set) var size: UInt64 = 0
    private var checksum = CRC32()
    private var parts: [Part] = []

    private struct Part {
        var name: [UInt8]
        var start: UInt64
        var checksum: UInt32 = 0
        var compressed: UInt64 = 0
        var size: UInt64 = 0

        func appendSizes(to bytes: inout [UInt8]) {
            bytes.append(low: UInt64(checksum), 4)
            bytes.append(low: compressed, 4)
            bytes.append(low: size, 4)
        }
    }

    /// Version 2.0; sizes follow the part (bit 3), names are UTF-8 (bit 11); deflated; 00:00:00 of 1980-01-01.
    private static let common: [UInt8] = [20, 0, 0x08, 0x08, 8, 0, 0, 0, 0x21, 0]

    /// Begins a part.
    mutating func begin(_ name: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        parts.append(Part(name: Array(name.utf8), start: written))
        (part, checksum, size) = (Deflate(), CRC32(), 0)
        bytes += [0x50, 0x4B, 3, 4] + Self.common + [UInt8](repeating: 0, count: 12)
        bytes.append(low: UInt64(name.utf8.count), 2)
        bytes.append(low: 0, 2)
        bytes.append(contentsOf: name.utf8)
        written += UInt64(bytes.count - start)
    }

    /// Compresses what was appended to the part, as far as it fills blocks.
    mutating func compress(isLast: Bool = false, to bytes: inout [UInt8]) {
        let start = bytes.count
        while let block = part.nextBlock(isLast: isLast) {
            checksum.add(part.bytes, block)
            size += UInt64(block.count)
            part.compress(block, to: &bytes)
        }
        written += UInt64(bytes.count - start)
    }

    /// Ends the part.
    mutating func end(to bytes: inout [UInt8]) {
        compress(isLast: true, to: &bytes)
        let start = bytes.count
        part.end(to: &bytes)
        written += UInt64(bytes.count - start)
        let place = parts.count - 1
        let header = UInt64(30 + parts[place].name.count)
        (parts[place].checksum, parts[place].size) = (checksum.value, size)
        parts[place].compressed = written - parts[place].start - header
        bytes += [0x50, 0x4B, 7, 8]
        parts[place].appendSizes(to: &bytes)
        written += 16
    }

    /// A whole part.
    mutating func add(_ name: String, _ text: String, to bytes: inout [UInt8]) {
        begin(name, to: &bytes)
        part.bytes.append(contentsOf: text.utf8)
        end(to: &bytes)
    }

    /// Ends the file with the directory of its parts.
    mutating func finish(to bytes: inout [UInt8]) {
        let start = bytes.count
        for part in parts {
            bytes += [0x50, 0x4B, 1, 2, 20, 0] + Self.common
            part.appendSizes(to: &bytes)
            bytes.append(low: UInt64(part.name.count), 2)
            bytes.append(low: 0, 12)
            bytes.append(low: part.start, 4)
            bytes += part.name
        }
        let length = UInt64(bytes.count - start)
        bytes += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        bytes.append(low: UInt64(parts.count), 2)
        bytes.append(low: UInt64(parts.count), 2)
        bytes.append(low: length, 4)
        bytes.append(low: written, 4)
        bytes.append(low: 0, 2)
    }
}

extension [UInt8] {
    /// Appends the low bytes of a number, the lowest first; zeros beyond the eighth.
    fileprivate mutating func append(low value: UInt64, _ count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
}
