import RefoldFiles
import Testing

@Suite("A checksum")
struct ChecksumTests {
    @Test("does not depend on how the bytes are divided, and changes with every bit")
    func pieces() {
        let bytes = (0..<203).map { UInt8(truncatingIfNeeded: $0 * 37) }
        var whole = Checksum()
        whole.add(bytes.span)
        for size in [1, 3, 7, 8, 9, 64, 202] {
            var sum = Checksum()
            for start in stride(from: 0, to: bytes.count, by: size) { sum.add(Array(bytes[start..<min(start + size, bytes.count)]).span) }
            #expect(sum.value == whole.value)
        }
        var values: Set<UInt64> = [whole.value]
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            var sum = Checksum()
            sum.add(changed.span)
            values.insert(sum.value)
        }
        for count in 0..<bytes.count {
            var sum = Checksum()
            sum.add(Array(bytes[..<count]).span)
            values.insert(sum.value)
        }
        #expect(values.count == 1 + bytes.count * 8 + bytes.count)
        #expect(Checksum().value != 0)
    }
}
