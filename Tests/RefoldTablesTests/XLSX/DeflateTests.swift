import Foundation
import Testing

@testable import RefoldTables

@Suite("Deflate")
struct DeflateTests {
    private static func compressed(_ raw: [UInt8], inPieces piece: Int = .max) -> [UInt8] {
        var (stream, bytes, start) = (Deflate(), [UInt8](), 0)
        while start < raw.count {
            let end = piece < raw.count - start ? start + piece : raw.count
            stream.bytes += raw[start..<end]
            while let block = stream.nextBlock(isLast: end == raw.count) { stream.compress(block, to: &bytes) }
            start = end
        }
        stream.end(to: &bytes)
        return bytes
    }

    /// Random, of few letters, all alike, like tables, and with one code far longer than others.
    private static let samples: [[UInt8]] = {
        var numbers = SeededNumbers(7)
        var samples: [[UInt8]] = []
        let block = Deflate.blockSize
        for size in [0, 1, 2, 3, 19, 20, 21, 258, 259, 65_534, 65_535, 65_536, block - 1, block, block + 1, 2 * block, 3 * block + 7] {
            samples.append((0..<size).map { _ in UInt8.random(in: 0...255, using: &numbers) })
            samples.append((0..<size).map { _ in UInt8.random(in: 97...100, using: &numbers) })
            samples.append([UInt8](repeating: 120, count: size))
            samples.append((0..<size).map { UInt8(truncatingIfNeeded: $0 / 997) })
            var lines: [UInt8] = []
            while lines.count < size { lines += "<c s=\"\(lines.count % 3)\"><v>\(UInt32.random(in: 0...999_999, using: &numbers))</v></c>".utf8 }
            samples.append(Array(lines.prefix(size)))
        }
        // Counts like Fibonacci's numbers want codes of more than 15 bits.
        var (a, b, deep) = (1, 1, [UInt8]())
        for byte in 0..<23 as Range<UInt8> {
            deep += [UInt8](repeating: byte, count: a)
            (a, b) = (b, a + b)
        }
        samples.append(deep.shuffled(using: &numbers))
        // What stood exactly as far back as a reference reaches, and one further.
        for gap in [Deflate.window - 300, Deflate.window - 299, Deflate.window - 301] {
            let mark = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 3) }
            samples.append(mark + (0..<gap).map { _ in UInt8.random(in: 0...255, using: &numbers) } + mark)
        }
        return samples
    }()

    @Test("zlib gives back every byte, and few are more", .enabled(if: OutsideProgram.python.isThere, "python3 is missing"))
    func zlib() throws {
        try withFolder { folder in
            var sizes: [(raw: Int, deflated: Int, checksum: UInt32)] = []
            let places = try Self.samples.enumerated().map { number, raw in
                let place = folder.appending(path: "s\(number)").path
                let stream = Self.compressed(raw)
                try Data(raw).write(to: URL(filePath: place + ".raw"))
                try Data(stream).write(to: URL(filePath: place + ".deflate"))
                var checksum = CRC32()
                checksum.add(raw, raw.indices)
                sizes.append((raw.count, stream.count, checksum.value))
                return place
            }
            let lines = try OutsideProgram.python.run([script("inflate_all.py", of: "XLSX")] + places, in: folder).split(separator: "\n")
            try #require(lines.count == sizes.count)
            for (line, size) in zip(lines, sizes) {
                let numbers = line.split(separator: " ").compactMap { Int($0) }
                #expect(numbers.last == Int(size.checksum))
                #expect(size.deflated <= size.raw + size.raw / 1_000 + 16)
                #expect(size.deflated <= (numbers.first ?? 0) * 2 + 16, "\(size.raw) bytes")
            }
        }
    }

    @Test("The stream does not depend on how bytes come")
    func pieces() {
        for sample in Self.samples where sample.count > 60_000 {
            let whole = Self.compressed(sample)
            #expect(Self.compressed(sample, inPieces: 1_000) == whole)
            #expect(Self.compressed(sample, inPieces: 140_001) == whole)
        }
    }

    @Test("Runs of one byte take next to nothing")
    func runs() {
        #expect(Self.compressed([UInt8](repeating: 0, count: 1_000_000)).count < 1_600)
    }

    @Test("The checksum of 123456789 is that of the standard, however its bytes are split")
    func checksum() {
        let digits = Array("123456789".utf8)
        for split in 0...9 {
            var checksum = CRC32()
            checksum.add(digits, 0..<split)
            checksum.add(digits, split..<9)
            #expect(checksum.value == 0xCBF4_3926)
        }
    }
}
