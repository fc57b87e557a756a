import RefoldCore
import RefoldFiles
import RefoldJSON
import RefoldStores
import RefoldValues

/// Checks the events of a store one by one and against one another: payloads are JSON, ids are unique, the versions of each stream follow
/// one another.
///
/// Ids and streams go to a temporary file by their hashes, and are compared a part at a time, so that memory does not grow with the store.
final class StoreAudit {
    private struct IDRecord: BitwiseCopyable {
        var hash: UInt64
        var position: Position
    }

    private struct VersionRecord: BitwiseCopyable {
        var stream: UInt64
        var version: Int64
        var position: Position
    }

    private(set) var events: Int64 = 0
    private(set) var findings = FindingList()
    private let ids: PartitionedFile<IDRecord>
    private let versions: PartitionedFile<VersionRecord>

    /// - Parameter folder: for temporary files.
    init(in folder: String) {
        ids = PartitionedFile(in: folder)
        versions = PartitionedFile(in: folder)
    }

    /// Takes the events of a batch with all columns.
    func add(_ batch: EventBatch) throws(RefoldError) {
        for index in 0..<batch.count {
            let head = batch[index]
            for (range, name) in [(head.data, "event_data"), (head.metadata, "event_metadata")] {
                do throws(JSONFault) {
                    _ = try batch.withBytes(range) { (bytes) throws(JSONFault) in try JSONScanner.scanDocument(bytes) }
                } catch {
                    findings.add(
                        Finding(
                            .badJSON, at: .event(position: head.position, stream: batch.text(head.stream), type: batch.typeNames[Int(head.type)]),
                            position: head.position, detail: "\(name): \(error)"))
                }
            }
            let id = batch.withBytes(head.id) { EventDigest.hash(of: $0) }
            try ids.append(IDRecord(hash: id, position: head.position), to: Int(truncatingIfNeeded: id >> 56))
            let stream = batch.withBytes(head.stream) { EventDigest.hash(of: $0) }
            try versions.append(
                VersionRecord(stream: stream, version: head.version, position: head.position), to: Int(truncatingIfNeeded: stream >> 56))
        }
        events += Int64(batch.count)
    }

    /// Notes an event that could not be read.
    func add(_ error: RefoldError, at position: Position) {
        guard let fault = error.faults.first else { return }
        let kind: Finding.Kind =
            switch true {
            case fault.what.hasPrefix("occurred_at"), fault.what.hasPrefix("recorded_at"): .badTime
            case fault.what.hasPrefix("event_data"), fault.what.hasPrefix("event_metadata"): .badJSON
            case fault.what.hasPrefix("the version"): .versionGap
            default: .unreadableEvent
            }
        findings.add(Finding(kind, at: fault.place, position: position, detail: fault.what))
        events += 1
    }

    /// Compares ids and versions, after all events were added.
    ///
    /// - Parameter store: to look events up that are to be named.
    func finish(in store: any EventStore, isCancelled: () -> Bool) throws(RefoldError) {
        for partition in 0..<PartitionedFile<IDRecord>.partitions {
            if isCancelled() { throw FoldPoints.interrupted }
            try compareIDs(of: partition, in: store)
            if store.traits.hasAllVersions { try compareVersions(of: partition, in: store) }
        }
    }

    private func compareIDs(of partition: Int, in store: any EventStore) throws(RefoldError) {
        var records: [IDRecord] = []
        records.reserveCapacity(ids.count(of: partition))
        try ids.forEach(in: partition) { record throws(RefoldError) in records.append(record) }
        records.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.position < $1.position }
        for index in records.indices.dropFirst() where records[index].hash == records[index - 1].hash {
            guard let event = try store.event(at: records[index].position), let other = try store.event(at: records[index - 1].position),
                ExactText(event.id) == ExactText(other.id)
            else { continue }
            findings.add(
                Finding(
                    .repeatedID, at: .event(position: records[index].position, stream: event.stream, type: event.type),
                    position: records[index].position, detail: "the event at position \(records[index - 1].position) has the same id"))
        }
    }

    private func compareVersions(of partition: Int, in store: any EventStore) throws(RefoldError) {
        var last: [UInt64: Int64] = [:]
        var broken: Set<UInt64> = []
        try versions.forEach(in: partition) { record throws(RefoldError) in
            if record.version != last[record.stream, default: 0] + 1 { broken.insert(record.stream) }
            last[record.stream] = record.version
        }
        guard !broken.isEmpty else { return }
        var streams: [UInt64: [VersionRecord]] = [:]
        try versions.forEach(in: partition) { record throws(RefoldError) in
            if broken.contains(record.stream) { streams[record.stream, default: []].append(record) }
        }
        for records in streams.values.sorted(by: { $0[0].position < $1[0].position }) { try compare(records, in: store) }
    }

    /// Names what is missing and what is repeated in the versions of one stream.
    private func compare(_ records: [VersionRecord], in store: any EventStore) throws(RefoldError) {
        var expected: Int64 = 1
        for record in records.sorted(by: { $0.version != $1.version ? $0.version < $1.version : $0.position < $1.position }) {
            if record.version != expected {
                let kind: Finding.Kind = record.version > expected ? .versionGap : .repeatedVersion
                let event = try store.event(at: record.position)
                let place = event.map { Place.event(position: record.position, stream: $0.stream, type: $0.type) }
                let detail =
                    kind == .repeatedVersion
                    ? "an earlier event of the stream has the version \(record.version)"
                    : record.version == expected + 1 ? "the version \(expected) is missing" : "the versions \(expected) to \(record.version - 1) are missing"
                findings.add(Finding(kind, at: place ?? .named("event at position \(record.position)"), position: record.position, detail: detail))
            }
            expected = max(expected, record.version + 1)
        }
    }
}
