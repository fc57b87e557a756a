// Unsafe here: the fields of events and of their items lie in a block of raw memory that reducers read through `EventView`.

import RefoldCore
import RefoldJSON

/// The fields of the events of a chunk and of the items of their lists, a slot each: data, metadata, item.
@safe
final class FieldSlots {
    private let width: Int
    // Not checked: as in `EventBatch`.
    @exclusivity(unchecked) private var memory: UnsafeMutablePointer<JSONSlice>
    @safe @exclusivity(unchecked) private var capacity = 0
    @safe @exclusivity(unchecked) private var count = 0

    init(width: Int) {
        self.width = width
        unsafe memory = .allocate(capacity: 1)
    }

    deinit { unsafe memory.deallocate() }

    /// Adds a slot whose fields are all missing.
    func add() -> Int {
        grow()
        unsafe (memory + count * width).initialize(repeating: .missing, count: width)
        count += 1
        return count - 1
    }

    /// Adds a slot with the fields of another one up to a number; the others are to be set.
    func add(copying slot: Int, upTo own: Int) -> Int {
        grow()
        unsafe (memory + count * width).initialize(from: memory + slot * width, count: own)
        count += 1
        return count - 1
    }

    private func grow() {
        guard count == capacity else { return }
        let more = max(256, capacity * 2)
        let larger = UnsafeMutablePointer<JSONSlice>.allocate(capacity: max(1, more * width))
        unsafe larger.initialize(from: memory, count: count * width)
        unsafe memory.deallocate()
        unsafe memory = larger
        capacity = more
    }

    /// The first field of a slot, until the next one is added.
    func start(of slot: Int) -> UnsafeMutablePointer<JSONSlice> { unsafe memory + slot * width }

    /// Forgets all slots, and frees the memory of an event with very many items.
    func removeAll() {
        count = 0
        guard capacity > Self.most else { return }
        capacity = 0
        unsafe memory.deallocate()
        unsafe memory = .allocate(capacity: 1)
    }

    private static let most = 16_384
}
