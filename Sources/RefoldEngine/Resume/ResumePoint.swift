import FoundationEssentials
import RefoldCore
import RefoldFiles
import RefoldValues

/// The events that a rebuild has read of a projection: how many, and their digest.
struct EventsRead: Codable, Hashable {
    var events: Int64
    /// The digests of all ranges of the proof in order, one added to the other.
    var digest: UInt64
}

/// The saved state of a rebuild at a position: everything that a later run needs to resume.
///
/// Stored as one line of format and checksum, and one line of JSON. The rows and events are in the files that it names.
struct ResumePoint: Codable, Hashable {
    /// A spilled partition.
    struct Partition: Codable, Hashable {
        var number: Int
        var rows: TemporaryFile.Extent
        var events: TemporaryFile.Extent
        /// The names of the types of the saved events.
        var types: [String]
    }

    /// What the rows were folded with: the definition and the program.
    struct Definition: Codable, Hashable {
        var projection: String
        var version: Int
        var fingerprint: UInt64
        var schema: UInt64
        /// See ``Projection/zones``.
        var zones: UInt64?

        init(_ projection: Projection) {
            self.projection = projection.name
            version = projection.version
            fingerprint = projection.fingerprint
            zones = projection.zones
            // How many digits are kept follows from it, from the currencies in `zones`, and from the program.
            schema = Array("\(projection.schema.declared)\(projection.rollup.map { "\($0.base)" } ?? "")".utf8).span.stableHash
        }
    }

    /// What was set aside.
    struct Parked: Codable, Hashable {
        /// The parked events; nil if there are none.
        var events: TemporaryFile.Extent?
        /// Stands for the positions of the events that the projection leaves out.
        var leftOut: UInt64
    }

    /// The proof of the events up to the position.
    struct Proof: Codable, Hashable {
        /// The full ranges; nil if there are none.
        var ranges: TemporaryFile.Extent?
        /// The digests of the full ranges, one added to the other.
        var before: UInt64
        /// The range that is not full.
        var open: Data
    }

    static let fileName = "point"
    private static let header = "refold-resume 2 "
    /// The longest point that is read: 64 partitions with many types stay far below it.
    static let sizeLimit = 64 << 20

    var definition: Definition
    var program: UInt64
    /// The fingerprint of the events up to ``position``; see ``StoreFingerprint``.
    var store: UInt64
    /// The position at which the run was told to stop; nil for the bound.
    var through: Position?
    var bound: Position
    var position: Position
    /// How many events were folded.
    var events: Int64
    /// Microseconds since 1970, UTC.
    var savedAt: Int64
    /// What the events up to ``position`` held of what the projection expects.
    var matches: Matches
    /// Rows that were in memory, in any order.
    var rows: [TemporaryFile.Extent]
    var partitions: [Partition]
    var parked: Parked
    var proof: Proof?
    /// The events of the projection up to ``position``; nil if there is no proof of them.
    var read: EventsRead?

    /// The files of the point.
    var files: [TemporaryFile.Extent] { partitions.flatMap { [$0.rows, $0.events] } + [proof?.ranges].compactMap { $0 } + own }

    /// The files that no later point goes on with.
    var own: [TemporaryFile.Extent] { rows + [parked.events].compactMap { $0 } }

    /// The names of the point's files, including its own.
    var fileNames: Set<String> { Set(files.map(\.name) + [Self.fileName]) }

    /// The contents of the point's own file.
    func encoded() throws(RefoldError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let body = [UInt8](try encoder.encode(self))
            return Array("\(Self.header)\(Self.sum(of: body[...]))\n".utf8) + body
        } catch {
            throw RefoldError(.failed, "the state cannot be noted down", at: .named("projection \"\(definition.projection)\""))
        }
    }

    /// Decodes the contents of the file; nil if they are not what ``encoded()`` wrote.
    static func decoded(_ bytes: [UInt8]) -> ResumePoint? {
        guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
        let body = bytes[(end + 1)...]
        guard bytes[..<end].elementsEqual("\(header)\(sum(of: body))".utf8),
            let point = try? JSONDecoder().decode(ResumePoint.self, from: Data(body)), point.holds
        else { return nil }
        return point
    }

    private static func sum(of bytes: ArraySlice<UInt8>) -> String {
        var sum = Checksum()
        sum.add(bytes.span)
        return String(sum.value, radix: 16)
    }

    private var holds: Bool {
        let numbers = partitions.map(\.number)
        let names = files.map(\.name)
        return position > 0 && position <= bound && events >= 0 && Set(numbers).count == numbers.count
            && numbers.allSatisfy { (0..<FoldState.partitionCount).contains($0) } && Set(names).count == names.count
            && names.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.utf8.contains(UInt8(ascii: "/")) && $0 != Self.fileName }
    }
}
