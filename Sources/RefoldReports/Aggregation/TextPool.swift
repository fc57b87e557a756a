import RefoldValues

/// Distinct texts, each stored once and numbered from 0.
struct TextPool {
    private var bytes: [UInt8] = []
    /// The end of each text; it starts at the end of the previous one.
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Hash table with open addressing: number + 1, or 0 if free.
    private var slots = [Int32](repeating: 0, count: 64)
    private var last = -1

    var count: Int { ends.count }

    /// The number of a text; adds it if it is new.
    ///
    /// - Complexity: O(length) on average; a text equal to the previous one is found at once.
    @inline(__always)
    mutating func number(of text: Span<UInt8>) -> Int {
        if last >= 0, isText(last, equalTo: text) { return last }
        last = find(text)
        return last
    }

    /// The number of a text; nil if it is not there.
    func known(_ text: Span<UInt8>) -> Int? {
        let hash = text.stableHash
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if hashes[number] == hash, isText(number, equalTo: text) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func find(_ text: Span<UInt8>) -> Int {
        known(text) ?? add(text, text.stableHash)
    }

    private mutating func add(_ text: Span<UInt8>, _ hash: UInt64) -> Int {
        TextBytes.append(text, to: &bytes)
        ends.append(bytes.count)
        hashes.append(hash)
        if hashes.count * 2 > slots.count {
            slots = [Int32](repeating: 0, count: slots.count * 2)
            for number in hashes.indices { enter(number) }
        } else {
            enter(hashes.count - 1)
        }
        return hashes.count - 1
    }

    private mutating func enter(_ number: Int) {
        var slot = Int(truncatingIfNeeded: hashes[number]) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(truncatingIfNeeded: number + 1)
    }

    private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

    @inline(__always)
    private func isText(_ number: Int, equalTo text: Span<UInt8>) -> Bool {
        bytes.span.extracting(range(number)).isEqual(to: text)
    }

    /// Negative, 0 or positive.
    func order(_ number: Int, _ text: Span<UInt8>) -> Int { TextBytes.order(bytes.span.extracting(range(number)), text) }

    /// Negative, 0 or positive.
    func order(_ number: Int, _ other: Int) -> Int { order(number, bytes.span.extracting(range(other))) }

    /// Calls `body` with the bytes of a text, valid during the call.
    func withText<Result>(_ number: Int, _ body: (Span<UInt8>) -> Result) -> Result { body(bytes.span.extracting(range(number))) }

    /// A text. Invalid UTF-8 becomes U+FFFD.
    func string(_ number: Int) -> String { String(decoding: bytes[range(number)], as: UTF8.self) }
}
