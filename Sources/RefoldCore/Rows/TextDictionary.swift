// Unsafe here: the texts and their index are two fixed blocks of raw memory, written by one lane and read by the code that writes its rows.

import RefoldValues

/// Short texts that many rows share, for all tables of a lane: each is in memory once and stays in the processor's caches.
///
/// A text is found by its bytes, which the index holds beside its reference. Texts are never removed. When the index is full it is cleared,
/// so that it follows texts that change over time. When the memory for texts is full, later texts go to the tables' own text. Not
/// thread-safe for adding: it belongs to one lane of the engine at a time.
@safe
public final class TextDictionary: @unchecked Sendable {
    /// The longest text that is kept here, in bytes.
    @usableFromInline static let longest = 24
    /// Offsets from this one on refer to a dictionary, smaller ones to a table's own text.
    @usableFromInline static let base = 1 << 39
    private static let slotCount = 4096
    private static let wordsPerSlot = 4

    /// Each column has an adaptive score, which starts and is capped at `interested`. A text that is found again raises it, one that is not
    /// lowers it. At 0 it drops to `indifferent`. While it is negative, texts are not looked up, and each raises it by 1; back at 0 it
    /// becomes `trial`.
    private static let interested: Int32 = 256
    private static let indifferent: Int32 = -1024
    private static let trial: Int32 = 16

    @usableFromInline let text: UnsafeMutablePointer<UInt8>
    let textCapacity: Int
    /// Per slot, a reference (0 if the slot is free) and the three words of its text.
    private let slots: UnsafeMutablePointer<UInt64>
    /// Per column, and for texts of no column, the score that decides whether its texts are looked up.
    private let interest: UnsafeMutablePointer<Int32>
    private let counts: UnsafeMutablePointer<Counts>

    private struct Counts {
        var text = 0
        var taken = 0
    }

    /// A dictionary for the tables of a projection with this many columns.
    ///
    /// - Parameter textCapacity: the maximum bytes of texts.
    public init(columnCount: Int, textCapacity: Int = 1 << 20) {
        self.textCapacity = textCapacity
        unsafe text = .allocate(capacity: textCapacity)
        unsafe slots = .allocate(capacity: Self.slotCount * Self.wordsPerSlot)
        unsafe slots.initialize(repeating: 0, count: Self.slotCount * Self.wordsPerSlot)
        unsafe interest = .allocate(capacity: columnCount + 1)
        unsafe interest.initialize(repeating: Self.interested, count: columnCount + 1)
        unsafe counts = .allocate(capacity: 1)
        unsafe counts.initialize(to: Counts())
    }

    deinit {
        unsafe text.deallocate()
        unsafe slots.deallocate()
        unsafe interest.deallocate()
        unsafe counts.deallocate()
    }

    /// The bytes of texts in use.
    @usableFromInline
    var textCount: Int { unsafe counts.pointee.text }

    /// The single copy of a text of 1 to ``longest`` bytes; nil if the text should be stored with its row.
    ///
    /// - Parameter column: the column of the text. A column whose texts rarely repeat is skipped for a while.
    @usableFromInline
    func reference(to bytes: UnsafeRawBufferPointer, column: Int) -> TextReference? {
        let score = unsafe interest[column]
        guard score > 0, let start = bytes.baseAddress else {
            unsafe interest[column] = score == 0 ? Self.trial : score + 1
            return nil
        }
        let (first, second, third) = unsafe ByteMemory.words(start, count: bytes.count)
        let hash = ByteMemory.mix(first ^ second &* 0x9E37_79B9_7F4A_7C15 ^ third &* 0xC2B2_AE3D_27D4_EB4F ^ UInt64(truncatingIfNeeded: bytes.count))
        var place = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while true {
            let slot = unsafe slots + place &* Self.wordsPerSlot
            let known = unsafe TextReference(packed: slot[0])
            if known.packed == 0 { break }
            if known.count == bytes.count, unsafe slot[1] == first && slot[2] == second && slot[3] == third {
                unsafe interest[column] = min(score + 4, Self.interested)
                return known
            }
            place = (place + 1) & (Self.slotCount - 1)
        }
        unsafe interest[column] = score == 1 ? Self.indifferent : score - 1
        return unsafe add(bytes, (first, second, third), at: place)
    }

    private func add(_ bytes: UnsafeRawBufferPointer, _ words: (UInt64, UInt64, UInt64), at place: Int) -> TextReference? {
        let offset = textCount
        guard offset + bytes.count <= textCapacity, let start = bytes.baseAddress else { return nil }
        unsafe UnsafeMutableRawPointer(text + offset).copyMemory(from: start, byteCount: bytes.count)
        unsafe counts.pointee.text += bytes.count
        let reference = TextReference(offset: Self.base + offset, count: bytes.count)
        if unsafe counts.pointee.taken == Self.slotCount / 2 {
            // The index is cleared, and this text is not entered: it is added again when it next occurs.
            unsafe slots.update(repeating: 0, count: Self.slotCount * Self.wordsPerSlot)
            unsafe counts.pointee.taken = 0
        } else {
            let slot = unsafe slots + place &* Self.wordsPerSlot
            unsafe (slot[0], slot[1], slot[2], slot[3]) = (reference.packed, words.0, words.1, words.2)
            unsafe counts.pointee.taken += 1
        }
        return reference
    }
}
