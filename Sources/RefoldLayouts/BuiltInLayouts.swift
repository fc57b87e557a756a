import RefoldValues

/// The layouts that are built in: the files in the folder `BuiltIn`, compiled into the program.
public enum BuiltInLayouts {
    /// One file.
    public struct File: Sendable {
        public let layout: StoreLayout
        /// What the file says, with its comments.
        public let text: String

        /// The first words of its first comment: which framework, which versions.
        public var summary: String {
            String(text.prefix { !$0.isNewline }.drop { $0 == "/" || $0 == " " })
        }
    }

    /// All files; of those of one name the newest form of the framework's tables comes first.
    ///
    /// - Throws: a fault of a file, which only a mistake in the program can cause.
    public static func all() throws(RefoldError) -> [File] { try read.get() }

    private static let read: Result<[File], RefoldError> = {
        do throws(RefoldError) {
            return .success(try sources.map { (source) throws(RefoldError) in
                File(layout: try LayoutParser.read(source.bytes, file: source.name), text: String(decoding: source.bytes, as: UTF8.self))
            })
        } catch { return .failure(error) }
    }()

    private static let sources: [(name: String, bytes: [UInt8])] = [
        ("akka-jdbc.layout.json5", PackageResources.akka_jdbc_layout_json5),
        ("axon4.layout.json5", PackageResources.axon4_layout_json5),
        ("axon4-jpa.layout.json5", PackageResources.axon4_jpa_layout_json5),
        ("axon5.layout.json5", PackageResources.axon5_layout_json5),
        ("axon5-2.layout.json5", PackageResources.axon5_2_layout_json5),
        ("broadway.layout.json5", PackageResources.broadway_layout_json5),
        ("broadway.sqlite.layout.json5", PackageResources.broadway_sqlite_layout_json5),
        ("commanded.layout.json5", PackageResources.commanded_layout_json5),
        ("emmett.layout.json5", PackageResources.emmett_layout_json5),
        ("emmett.sqlite.layout.json5", PackageResources.emmett_sqlite_layout_json5),
        ("eventsauce.layout.json5", PackageResources.eventsauce_layout_json5),
        ("eventuous.layout.json5", PackageResources.eventuous_layout_json5),
        ("eventuous.sqlite.layout.json5", PackageResources.eventuous_sqlite_layout_json5),
        ("marten.layout.json5", PackageResources.marten_layout_json5),
        ("message-db.layout.json5", PackageResources.message_db_layout_json5),
        ("patchlevel.layout.json5", PackageResources.patchlevel_layout_json5),
        ("patchlevel-2.layout.json5", PackageResources.patchlevel_2_layout_json5),
        ("patchlevel.sqlite.layout.json5", PackageResources.patchlevel_sqlite_layout_json5),
        ("patchlevel-2.sqlite.layout.json5", PackageResources.patchlevel_2_sqlite_layout_json5),
        ("patchlevel-aggregate.layout.json5", PackageResources.patchlevel_aggregate_layout_json5),
        ("patchlevel-aggregate.sqlite.layout.json5", PackageResources.patchlevel_aggregate_sqlite_layout_json5),
        ("prooph.layout.json5", PackageResources.prooph_layout_json5),
        ("pyeventsourcing.layout.json5", PackageResources.pyeventsourcing_layout_json5),
        ("pyeventsourcing.sqlite.layout.json5", PackageResources.pyeventsourcing_sqlite_layout_json5),
        ("rails-event-store.layout.json5", PackageResources.rails_event_store_layout_json5),
        ("rails-event-store.sqlite.layout.json5", PackageResources.rails_event_store_sqlite_layout_json5),
        ("sequent.layout.json5", PackageResources.sequent_layout_json5),
        ("sequent-2.layout.json5", PackageResources.sequent_2_layout_json5),
        ("spatie.layout.json5", PackageResources.spatie_layout_json5),
        ("spatie.sqlite.layout.json5", PackageResources.spatie_sqlite_layout_json5),
        ("sqlstreamstore.layout.json5", PackageResources.sqlstreamstore_layout_json5),
        ("sqlstreamstore.sqlite.layout.json5", PackageResources.sqlstreamstore_sqlite_layout_json5),
    ]
}
