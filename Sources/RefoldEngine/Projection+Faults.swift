import RefoldCore
import RefoldValues

extension Projection {
    /// The error for a row or an event: what could not be done, and where.
    ///
    /// - Parameter schema: that of the row whose column is at fault.
    func describe(_ error: FoldError, named schema: ReadModelSchema, at place: Place) -> RefoldError {
        let part = error.keyPart.map { ", key part \($0)" }
        let key = error.reason == .keyTooLong ? ", key " + schema.key.map { "\"\($0.name)\"" }.joined(separator: ", ") : ""
        let item = error.item.map { ", \($0.described)" } ?? ""
        let column = error.column.map { ", column \"\(schema.columns[$0].name)\"" } ?? part ?? key
        return RefoldError(
            .failed, "projection \"\(name)\"\(item)\(column): \(error.reason.what)", at: place, expected: error.reason.expected,
            remedy: error.reason.remedy)
    }

    /// What kept an event from being taken, for a list of such events: without the projection's name, the event and any value.
    func reason(_ error: FoldError) -> String { reason(of: describe(error, named: rowSchema, at: .named(""))) }

    /// The same of an error that names the projection.
    func reason(of error: RefoldError) -> String {
        let what = error.faults.first?.what ?? ""
        let prefix = "projection \"\(name)\""
        return what.hasPrefix(prefix) ? String(what.dropFirst(prefix.count).drop { $0 == "," || $0 == ":" || $0 == " " }) : what
    }

    /// The same of an event.
    func describe(_ error: FoldError, at head: EventHead, of batch: EventBatch) -> RefoldError {
        describe(
            error, named: rowSchema,
            at: .event(position: head.position, stream: batch.text(head.stream), type: batch.typeNames[Int(head.type)]))
    }

    /// Works out the computed columns of a row.
    func complete(_ row: inout Row) throws(RefoldError) {
        guard let compute else { return }
        do throws(FoldError) {
            try compute(&row)
        } catch {
            throw describe(error, named: rowSchema, at: place(of: row))
        }
    }

    /// The place of a row for messages: its key if that is a stream. A computed key is made of payload values and is not shown.
    func place(of row: borrowing Row) -> Place {
        let name = isKeyedByStream ? "row of key \(row.withKey { KeyEncoding.describe($0, rowSchema.key) })" : "a row"
        return .row(key: row.withKey { key in key.indices.map { key[$0] } }, name: name)
    }

    /// The stream whose events make the row with this key; the projection is keyed by stream.
    func stream(ofKey key: Span<UInt8>) throws(RefoldError) -> String {
        var bytes: [UInt8] = []
        if case .streamAfter(let prefix) = self.key { bytes = prefix }
        for index in key.indices { bytes.append(key[index]) }
        guard let stream = String(validating: bytes, as: UTF8.self) else {
            throw RefoldError(
                .failed, "the name of a stream is not UTF-8", at: .named("projection \"\(name)\""), remedy: "mend the event store")
        }
        return stream
    }
}
