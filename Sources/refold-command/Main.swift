import RefoldCLI
import RefoldPayments
import RefoldPosts
import RefoldUserAccess

/// Streams every event of a store through projections, rebuilds read models, and writes exact reports.
@main
enum Main {
    static func main() { RefoldCommand.main(domains: [Payments(), UserAccesses(), Posts()]) }
}
