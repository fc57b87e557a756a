import Foundation
import RefoldTesting
import Synchronization

/// A server of this process on which nobody leaves a transaction open: for stores that are read up to the oldest transaction of the server.
enum QuietCluster {
    private static let cluster = Mutex<PostgresCluster?>(nil)

    static func shared() throws -> PostgresCluster {
        try cluster.withLock { cluster in
            if let cluster { return cluster }
            let started = try PostgresCluster()
            atexit { QuietCluster.cluster.withLock { $0 = nil } }
            cluster = started
            return started
        }
    }
}
