// What an import remembers of every event until all have been read. Texts are kept as hashes; lines are counted through all files.

import RefoldJSON
import RefoldValues

/// Keyed by the hash of the id: decides whether two lines with one id are the same event.
struct IdentityRecord: BitwiseCopyable {
    var id: SeededHash
    var stream: SeededHash
    /// A hash of type, time and payload. If two lines differ but their hashes do not, the writing finds it.
    var content: UInt64
    var recordedAt: Int64
    var version: Int64
    var line: Int
    var givesRecordedAt: Bool

    init(_ event: Int, of batch: ImportBatch, line: Int) {
        let (events, head) = (batch.events, batch.events[event])
        id = events.withBytes(head.id) { SeededHash($0) }
        stream = events.withBytes(head.stream) { SeededHash($0) }
        content = 0
        let type = events.typeNames[Int(head.type)].utf8.span.stableHash
        for part in [
            type, UInt64(bitPattern: head.occurredAt.microseconds), events.withBytes(head.data) { JSONCanonical.hash($0) },
            events.withBytes(head.metadata) { JSONCanonical.hash($0) },
        ] {
            content = content &* 0x9E37_79B9_7F4A_7C15 &+ part
        }
        recordedAt = head.recordedAt.microseconds
        version = head.version
        self.line = line
        givesRecordedAt = batch.givesRecordedAt[event]
    }

    /// Whether a later line with the same id is the same event, as far as both give their fields. A version missing in the first is not
    /// known yet.
    func isRepeated(by later: IdentityRecord) -> Bool {
        stream == later.stream && content == later.content && (version == 0 || later.version == 0 || version == later.version)
            && (!later.givesRecordedAt || recordedAt == later.recordedAt)
    }
}

/// Keyed by the hash of the stream: decides whether versions are consecutive.
struct VersionRecord: BitwiseCopyable {
    var stream: SeededHash
    /// 0 if the line has none.
    var version: Int64
    /// The last version of the stream in the store when the line was read.
    var last: Int64
    var line: Int
}

/// Keyed by the hash of the stream: a line with the id of an earlier line, which therefore takes no version.
struct RepeatRecord: BitwiseCopyable {
    var stream: SeededHash
    var line: Int
    var first: Int
    /// The version that the first line must turn out to have; 0 for any.
    var version: Int64
}
