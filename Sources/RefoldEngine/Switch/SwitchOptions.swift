import RefoldCore
import RefoldStores

/// What must hold before a new generation is served in the place of another one.
public struct SwitchOptions: Sendable {
    /// Whether it is served however much it differs.
    public var acceptsDifferences = false
    /// Whether a person is to look first: it then stays beside what is served.
    public var reviews = false
    /// Whether an empty generation may replace one with rows.
    public var allowsEmpty = false
    /// How many earlier generations stay.
    public var keep = GenerationTurn.usuallyKept
    /// The projection that made a generation, compiled from the definition that is kept with it; nil if it cannot be.
    public var projection: @Sendable (Generation) -> Projection?

    public init(projection: @escaping @Sendable (Generation) -> Projection? = { _ in nil }) { self.projection = projection }
}
