import RefoldCore

/// A rebuild that was interrupted and left what the next one may go on with; for showing it.
public struct InterruptedRebuild: Hashable, Sendable {
    /// The position that it has come to.
    public var position: Position
    /// The position that it is to end at.
    public var bound: Position

    /// Looks for one in the folder of a read-model store; see ``ResumeOptions/folder``. Whether it can be gone on with, the rebuild decides.
    public static func of(_ projection: String, in folder: String) -> InterruptedRebuild? {
        guard case .point(let point) = try? ResumeFolder(projection, in: folder).find() else { return nil }
        return InterruptedRebuild(position: point.position, bound: point.bound)
    }
}
