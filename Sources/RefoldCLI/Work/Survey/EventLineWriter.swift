import RefoldCore
import RefoldJSON
import RefoldValues

/// Writes events as the lines that `import` reads.
final class EventLineWriter {
    /// The types that were written.
    private(set) var types: Set<ExactText> = []
    private var line: [UInt8] = []

    /// Writes events of a batch that holds all columns.
    func write(_ batch: EventBatch, _ range: Range<Int>, to output: StandardOutput) throws(RefoldError) {
        var met = Set<UInt32>()
        for index in range {
            let head = batch[index]
            if met.insert(head.type).inserted { types.insert(ExactText(batch.typeNames[Int(head.type)])) }
            line.removeAll(keepingCapacity: true)
            append("{\"id\":", head.id, batch)
            append(",\"stream\":", head.stream, batch)
            line += ",\"version\":\(head.version),\"type\":".utf8
            JSONWriter.appendString(batch.typeNames[Int(head.type)], to: &line)
            line += ",\"occurred_at\":\"\(head.occurredAt)\",\"recorded_at\":\"\(head.recordedAt)\",\"data\":".utf8
            appendJSON(head.data, batch)
            line += ",\"metadata\":".utf8
            appendJSON(head.metadata, batch)
            line += "}\n".utf8
            try output.write(line)
        }
    }

    private func append(_ key: String, _ text: ByteRange, _ batch: EventBatch) {
        line += key.utf8
        batch.withBytes(text) { JSONWriter.appendString($0, to: &line) }
    }

    /// JSON as it is stored, on one line: in JSON line breaks stand between tokens only.
    private func appendJSON(_ json: ByteRange, _ batch: EventBatch) {
        batch.withBytes(json) { bytes in
            for index in bytes.indices where bytes[index] != 0x0A && bytes[index] != 0x0D { line.append(bytes[index]) }
        }
    }
}
