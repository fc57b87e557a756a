import Foundation
import RefoldValues
import Testing

@Suite("No more memory")
struct MemoryEndTests {
    @Test("The process ends in the way of its program, not by a trap")
    func ends() async {
        await #expect(processExitsWith: .exitCode(1)) {
            MemoryEnd.end { exit(1) }
            let memory: UnsafeMutablePointer<UInt8> = unsafe ByteMemory.allocate(1 << 60)
            unsafe ByteMemory.release(memory)
        }
    }
}
