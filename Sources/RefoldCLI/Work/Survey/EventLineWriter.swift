import RefoldCore
import RefoldJSON
import RefoldValues

/// Writes events as the lines that `import` reads.
final class EventLineWriter {
    /// The types that were written.
    private(set) var types: Set<ExactText> = []
    private var line: [UInt8] = []
    private var check = JSONObjectCheck()

    /// Writes events of a batch that holds all columns.
    ///
    /// - Throws: `.failed` at an event whose data or metadata is not JSON: as a part of a line it would become something else.
    func write(_ batch: EventBatch, _ range: Range<Int>, to output: StandardOutput) throws(RefoldError) {
        var met = Set<UInt32>()
        for index in range {
            let head = batch[index]
            if met.insert(head.type).inserted { types.insert(ExactText(batch.typeNames[Int(head.type)])) }
            try requireJSON(head.data, "data", of: head, batch)
            try requireJSON(head.metadata, "metadata", of: head, batch)
            line.removeAll(keepingCapacity: true)
            append("{\"id\":", head.id, batch)
            append(",\"stream\":", head.stream, batch)
            line += ",\"version\":\(head.version == StoredEvent.noVersion ? "null" : String(head.version)),\"type\":".utf8
            JSONWriter.appendString(batch.typeNames[Int(head.type)], to: &line)
            line += ",\"occurred_at\":\"\(head.occurredAt)\",\"recorded_at\":\"\(head.recordedAt)\",\"data\":".utf8
            appendJSON(head.data, batch)
            line += ",\"metadata\":".utf8
            appendJSON(head.metadata, batch)
            line += "}\n".utf8
            try output.write(line)
        }
    }

    private func requireJSON(_ json: ByteRange, _ part: String, of head: EventHead, _ batch: EventBatch) throws(RefoldError) {
        let fault = batch.withBytes(json) { bytes -> String? in
            do throws(JSONFault) {
                _ = try check.scanDocument(bytes)
                return nil
            } catch {
                return error.description(in: bytes)
            }
        }
        guard let fault else { return }
        throw RefoldError(
            .failed, "the \(part) cannot be written as a line: \(fault)",
            at: .event(position: head.position, stream: batch.text(head.stream), type: batch.typeNames[Int(head.type)]), expected: "JSON",
            remedy: "see it with refold history STREAM --events --show-payload --json, which quotes it, and correct it in the store")
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
