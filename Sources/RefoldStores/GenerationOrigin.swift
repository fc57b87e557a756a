import RefoldCore

/// What a generation was made by: the definition, the program that folded the events, and the events that it does not hold.
public struct GenerationOrigin: Hashable, Sendable {
    /// Nil for a generation of an earlier version of Refold, which kept none.
    public var source: ProjectionSource?
    /// Stands for the program and its rules; nil if it is not known.
    public var program: String?
    /// The positions of the events that it leaves out because a person dropped them; nil if it is not known.
    public var leftOut: Set<Position>?
    /// How many it leaves out, of a generation of a version of Refold that kept only that; see ``leftOut``.
    public var leftOutCount: Int?
    /// What its build cost; nil if it is not known.
    public var effort: BuildEffort?

    public init(source: ProjectionSource? = nil, program: String? = nil, leftOut: Set<Position>? = nil) {
        self.source = source
        self.program = program
        self.leftOut = leftOut
    }

    /// What a generation is made by after a run has brought it forward. The definition of a run that may do so is that of the generation.
    public func broughtForward(by run: GenerationOrigin) -> GenerationOrigin {
        var origin = self
        origin.source = source ?? run.source
        origin.program = program == run.program ? program : program == nil ? nil : Self.several
        origin.leftOut = run.leftOut
        if run.leftOut != nil { origin.leftOutCount = nil }
        return origin
    }

    /// Whether the rows were made by this program alone. Programs that are not named count as one.
    public func isOf(program: String?) -> Bool { self.program == program }

    /// Stands for more than one program.
    private static let several = "several"

    // MARK: In a catalog

    /// The columns of `refold_generations` that ``catalogTexts`` fills, in its order; a catalog of an earlier version does not have them.
    public static let catalogColumns = ["definition", "program", "left_out", "effort"]

    /// The column of which ``leftOutCount`` comes: version 0.6.0 wrote it.
    public static let earlierColumn = "dropped"

    /// The word for a projection in Swift, which is no definition.
    private static let swiftWord = "swift"

    /// What a catalog keeps of it.
    public var catalogTexts: [String?] {
        let definition: String? =
            switch source {
            case .declared(let text): text
            case .swift: Self.swiftWord
            case nil: nil
            }
        return [definition, program, leftOut.map { $0.sorted().map { "\($0)" }.joined(separator: " ") }, effort?.text]
    }

    /// - Parameter texts: as ``catalogTexts``, and then what ``earlierColumn`` says.
    public init(catalogTexts texts: [String?]) {
        source = texts[0].map { $0 == Self.swiftWord ? .swift : .declared($0) }
        program = texts[1]
        leftOut = texts[2].map { Set($0.split(separator: " ").compactMap { Position($0) }) }
        effort = texts[3].flatMap { BuildEffort(text: $0) }
        // A run that goes on with it keeps which ones, and leaves that column as it is.
        if leftOut == nil, texts.count > 4 { leftOutCount = texts[4].flatMap { Int($0) } }
    }
}

/// What the build of a generation cost.
public struct BuildEffort: Hashable, Sendable {
    /// The events that were folded into it.
    public var events: Int64
    /// How long the run took that built it, also for other projections of that run.
    public var microseconds: Int64

    public init(events: Int64, microseconds: Int64) {
        self.events = events
        self.microseconds = microseconds
    }

    init?(text: String) {
        let numbers = text.split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 2 else { return nil }
        self.init(events: numbers[0], microseconds: numbers[1])
    }

    /// What a catalog keeps of it.
    var text: String { "\(events) \(microseconds)" }
}
