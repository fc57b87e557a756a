import RefoldCore

/// An interrupted rebuild whose saved state the next one may resume; for display.
public struct InterruptedRebuild: Hashable, Sendable {
    /// The position that it reached.
    public var position: Position
    /// The position at which it is to end.
    public var bound: Position

    /// Looks for one in the folder of a read-model store; see ``ResumeOptions/folder``. Only the next rebuild decides whether it can be
    /// resumed.
    public static func of(_ projection: String, in folder: String) -> InterruptedRebuild? {
        guard case .point(let point) = try? ResumeFolder(projection, in: folder).find() else { return nil }
        return InterruptedRebuild(position: point.position, bound: point.bound)
    }
}
