import Foundation
import RefoldFiles
import RefoldValues
import Testing

@Suite("Records by partition")
struct PartitionedFileTests {
    @Test("are read back complete and in order, from memory or from the file", arguments: [0, 1, 700, 200_000])
    func order(count: Int) throws {
        let file = PartitionedFile<SIMD4<Int64>>(in: NSTemporaryDirectory())
        var expected = [[Int64]](repeating: [], count: PartitionedFile<SIMD4<Int64>>.partitions)
        for number in 0..<Int64(count) {
            // Some partitions are fuller than others, some stay empty.
            let partition = Int(number * number % 251) & 0xFD
            try file.append(SIMD4(number, -number, 7, number &* 3), to: partition)
            expected[partition].append(number)
        }
        for partition in expected.indices {
            var found: [Int64] = []
            try file.forEach(in: partition) { record in
                if record == SIMD4(record[0], -record[0], 7, record[0] &* 3) { found.append(record[0]) }
            }
            #expect(found == expected[partition])
            #expect(file.count(of: partition) == found.count)
        }
    }

    @Test("A folder that cannot be written is reported when the file is needed, and not before")
    func noFolder() throws {
        let file = PartitionedFile<Int>(in: "/nowhere/at/all")
        for number in 0..<2000 { try file.append(number, to: 3) }
        #expect(throws: RefoldError.self) { for number in 0..<100 { try file.append(number, to: 3) } }
    }
}
