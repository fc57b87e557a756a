import RefoldCore

/// What a generation was made by: the definition, and the program that folded the events.
public struct GenerationOrigin: Hashable, Sendable {
    /// Nil for a generation of an earlier version of Refold, which kept none.
    public var source: ProjectionSource?
    /// Stands for the program and its rules; nil if it is not known.
    public var program: String?

    public init(source: ProjectionSource? = nil, program: String? = nil) {
        self.source = source
        self.program = program
    }

    /// What a generation is made by after a run has brought it forward. The definition of a run that may do so is that of the generation.
    public func broughtForward(by run: GenerationOrigin) -> GenerationOrigin {
        let program = program == run.program ? program : program == nil ? nil : Self.several
        return GenerationOrigin(source: source ?? run.source, program: program)
    }

    /// Whether the rows were made by this program alone.
    public func isOf(program: String?) -> Bool { self.program != nil && self.program == program }

    /// Stands for more than one program.
    private static let several = "several"

    // MARK: In a catalog

    /// The columns of `refold_generations` that ``catalogTexts`` fills, in its order; a catalog of an earlier version does not have them.
    public static let catalogColumns = ["definition", "program"]

    /// The word for a projection in Swift, which is no definition.
    private static let swiftWord = "swift"

    /// What a catalog keeps of it.
    public var catalogTexts: [String?] {
        switch source {
        case .declared(let text): [text, program]
        case .swift: [Self.swiftWord, program]
        case nil: [nil, program]
        }
    }

    /// - Parameter texts: as ``catalogTexts``.
    public init(catalogTexts texts: [String?]) {
        source = texts[0].map { $0 == Self.swiftWord ? .swift : .declared($0) }
        program = texts[1]
    }
}
