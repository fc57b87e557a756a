// Unsafe here: keeps records in raw memory and passes that memory to the file.

import RefoldValues

/// Records of one size, stored by partition. A few MiB of memory buffer any number of them before they go to one unlinked file.
///
/// Written first, then read. Belongs to one thread at a time. Nothing is written to disk while the records fit the buffers.
@safe
public final class PartitionedFile<Record: BitwiseCopyable> {
    /// How many partitions there are; a power of two.
    public static var partitions: Int { 256 }
    /// How many records a partition's buffer holds: 16 KiB of them.
    private static var capacity: Int { max(1, (16 << 10) / MemoryLayout<Record>.stride) }

    private let folder: String
    private let memory: UnsafeMutableBufferPointer<Record>
    private var block: UnsafeMutableBufferPointer<Record>
    /// The records in each buffer.
    private var buffered: [Int]
    /// For each partition, the numbers of its blocks in the file, in order.
    private var written: [[UInt32]]
    private var blocks: UInt32 = 0
    private var file: TemporaryFile?

    /// - Parameter folder: where the file is created once it is needed.
    public init(in folder: String) {
        self.folder = folder
        buffered = Array(repeating: 0, count: Self.partitions)
        written = Array(repeating: [], count: Self.partitions)
        unsafe memory = .allocate(capacity: Self.partitions * Self.capacity)
        unsafe block = .allocate(capacity: Self.capacity)
    }

    deinit {
        unsafe memory.deallocate()
        unsafe block.deallocate()
    }

    /// How many records a partition has.
    public func count(of partition: Int) -> Int { written[partition].count * Self.capacity + buffered[partition] }

    /// Adds a record to the end of a partition.
    ///
    /// - Throws: `.failed` if the disk is full or broken.
    public func append(_ record: Record, to partition: Int) throws(RefoldError) {
        let start = partition * Self.capacity
        unsafe memory[start + buffered[partition]] = record
        buffered[partition] += 1
        guard buffered[partition] == Self.capacity else { return }
        try unsafe openFile().append(UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: memory[start..<start + Self.capacity])))
        written[partition].append(blocks)
        blocks += 1
        buffered[partition] = 0
    }

    private func openFile() throws(RefoldError) -> TemporaryFile {
        if let file { return file }
        let made = try TemporaryFile(in: folder)
        file = made
        return made
    }

    /// Calls `body` with the records of a partition in the order in which they were added.
    public func forEach(in partition: Int, _ body: (Record) throws(RefoldError) -> Void) throws(RefoldError) {
        let size = Self.capacity * MemoryLayout<Record>.stride
        for number in written[partition] {
            guard let file, try unsafe file.read(into: UnsafeMutableRawBufferPointer(block), at: Int(number) * size) else {
                throw RefoldError(.failed, "a temporary file is shorter than what was written", at: .named(folder), remedy: "run it again")
            }
            for index in 0..<Self.capacity { try body(unsafe block[index]) }
        }
        let start = partition * Self.capacity
        for index in start..<start + buffered[partition] { try body(unsafe memory[index]) }
    }
}
