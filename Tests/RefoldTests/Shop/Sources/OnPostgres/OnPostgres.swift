import RefoldCommands
import RefoldCore
import RefoldEngine
import RefoldPostgres
import RefoldQueries
import RefoldStores
import RefoldValues

/// A service that keeps to PostgreSQL takes the parts: nothing of SQLite is linked into it.
@main struct OnPostgres {
    static func main() throws {
        let database = try PostgresLocation(CommandLine.arguments.last ?? "", from: "the last argument")
        let events = try PostgresEventStore(database, access: .creating)
        let readModels = PostgresReadModelStore(database, now: Timestamp.now)
        let bus = EventBus()
        _ = CommandBus(events, publishingTo: bus)
        _ = FoldRun(events: events, readModels: readModels, options: FoldOptions(temporaryFolder: "/tmp"))
        print(PageRequest().limit)
    }
}
