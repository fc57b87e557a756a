import RefoldCore
import RefoldStores
import RefoldValues

/// How a new generation stands to the served one, and what came of it.
public struct SwitchReview: Hashable, Sendable {
    /// Why it may differ although version and definition are the same, or why it was not compared.
    public enum Note: Hashable, Sendable {
        /// What is served was made, at least in part, by another program.
        case otherProgram
        /// The rules of the time zones changed since what is served was made.
        case otherZones
        /// Other events are parked in what is served, or left out of it, and only rows that they touch differ.
        case otherParking
        /// The added currencies changed since what is served was made, so it was not compared.
        case otherCurrencies
        /// Events at or below the checkpoint were added, changed or removed since what is served was made.
        case otherEvents
        /// What is served was made from other events.
        case otherStore
        /// What is served was changed by hand, so it was not compared.
        case altered
        /// What is served cannot be read, so it was not compared.
        case unreadable
        /// What is served lies behind and its sums of groups cannot be brought forward, so it was not compared.
        case behind
    }

    /// Nil if it was not compared.
    public var comparison: GenerationComparison?
    public var note: Note?
    /// Whether version and definition are those of what is served.
    public var isSameDefinition: Bool
    /// Why readers were not switched over; nil if they were.
    public var refusal: RefoldError?

    init(isSameDefinition: Bool) { self.isSameDefinition = isSameDefinition }
}
