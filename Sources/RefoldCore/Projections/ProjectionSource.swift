/// What of a projection can be kept beside its rows, so that they can be brought forward after the definition has changed.
public enum ProjectionSource: Hashable, Sendable {
    /// Written in Swift: the code cannot be kept.
    case swift
    /// Declared: the whole text of the definition, JSON5, from which it can be compiled again.
    case declared(String)
}
