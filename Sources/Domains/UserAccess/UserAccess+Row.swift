import RefoldCommands
import RefoldStores
import RefoldValues

/// Each access is kept as a row of the projection `user_access` beside the events.
extension UserAccess: CommandState {
    public init(stream: String) { self.init(user: Self.user(ofStream: stream) ?? "") }

    public static let keptTable: KeptTableSchema? = KeptTableSchema(of: .userAccess)

    public init?(keptRow row: [CellValue?]) {
        guard row.count == 7, case .text(let user)? = row[0], case .integer(let version)? = row[6] else { return nil }
        func text(_ place: Int) -> String? { if case .text(let text)? = row[place] { text } else { nil } }
        func time(_ place: Int) -> Timestamp? { if case .integer(let time)? = row[place] { Timestamp(microseconds: time) } else { nil } }
        self.init(
            user: user, grantedAt: time(1), grantedBy: text(2), suspendedAt: time(3), suspendedBy: text(4), suspensionReason: text(5),
            version: version)
    }

    public var keptRow: [CellValue?]? {
        guard version > 0 else { return nil }
        func time(_ time: Timestamp?) -> CellValue? { time.map { .integer($0.microseconds) } }
        func text(_ text: String?) -> CellValue? { text.map { .text($0) } }
        return [
            .text(user), time(grantedAt), text(grantedBy), time(suspendedAt), text(suspendedBy), text(suspensionReason), .integer(version),
        ]
    }
}
