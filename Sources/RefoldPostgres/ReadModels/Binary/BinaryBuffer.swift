// Unsafe here: stores values into raw memory, because an array's checks would cost more than the encoding.

/// Bytes to be sent to the server; numbers are big-endian.
@safe
struct BinaryBuffer: ~Copyable {
    private(set) var count = 0
    private var start: UnsafeMutableRawPointer
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        unsafe start = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe start.deallocate() }

    mutating func removeAll() { count = 0 }

    /// Reserves space for further bytes.
    @inline(__always)
    mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        unsafe larger.copyMemory(from: start, byteCount: count)
        unsafe start.deallocate()
        unsafe start = larger
    }

    @inline(__always)
    mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        reserve(MemoryLayout<Value>.size)
        unsafe start.storeBytes(of: value.bigEndian, toByteOffset: count, as: Value.self)
        count &+= MemoryLayout<Value>.size
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (start + count).copyMemory(from: source, byteCount: bytes.count)
        count &+= bytes.count
    }

    mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    /// Appends a field: its length, then its bytes.
    @inline(__always)
    mutating func appendField(_ bytes: UnsafeRawBufferPointer) {
        append(Int32(truncatingIfNeeded: bytes.count))
        unsafe append(bytes)
    }

    /// Calls `body` with the bytes, valid during the call.
    func withBytes<Result, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Result) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }
}
