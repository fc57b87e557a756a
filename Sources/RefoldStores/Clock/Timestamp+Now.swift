import FoundationEssentials
import RefoldValues

extension Timestamp {
    /// The current time of the machine's clock.
    @Sendable
    public static func now() -> Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) ?? .first }
}
