import RefoldDefinitions
import RefoldStores
import RefoldValues

/// What a run may do with a new generation that differs from the served one: flags of a verb, or keys of a job's step.
struct SwitchChoices: Hashable, Sendable {
    /// `--accept`.
    var accepts = false
    /// `--review`.
    var reviews = false
    /// `--allow-empty`.
    var allowsEmpty = false
    /// `--keep`; nil if the settings decide.
    var keep: Int?

    static let kept = 0...100
    /// The flags of the verbs that switch by a comparison.
    static let flags: [Flag] = [.accept, .review, .allowEmpty, .keep]
    /// The keys of the steps that do.
    static let keys = ["accept", "review", "allowEmpty", "keep"]

    init() {}

    init(_ arguments: Arguments) throws(RefoldError) {
        accepts = arguments.has(.accept)
        reviews = arguments.has(.review)
        allowsEmpty = arguments.has(.allowEmpty)
        keep = try arguments.whole(.keep, Self.kept)
    }

    init(_ step: DefinitionObject) {
        accepts = step.optional("accept")?.bool() ?? false
        reviews = step.optional("review")?.bool() ?? false
        allowsEmpty = step.optional("allowEmpty")?.bool() ?? false
        keep = step.optional("keep")?.integer(Self.kept)
    }

    /// Those of a step, with what the flags of the run add.
    func joined(with flags: SwitchChoices) -> SwitchChoices {
        var choices = self
        choices.accepts = accepts || flags.accepts
        choices.reviews = reviews || flags.reviews
        choices.allowsEmpty = allowsEmpty || flags.allowsEmpty
        choices.keep = flags.keep ?? keep
        return choices
    }
}
