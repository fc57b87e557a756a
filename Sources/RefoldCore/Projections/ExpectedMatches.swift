import RefoldValues

/// What a projection expects of events, so that a run can say what never matched. No reducer looks at it.
public struct ExpectedMatches: Sendable {
    /// The paths that are read of events of some types.
    public struct Reading: Sendable {
        /// Nil for every type that no other reading names.
        public var types: [ExactText]?
        /// Numbers among the data paths, after these the metadata paths, and after these ``ExpectedMatches/listPaths``.
        public var fields: [Int]

        public init(types: [ExactText]?, fields: [Int]) {
            self.types = types
            self.fields = fields
        }
    }

    /// A path that leads on from a field through a list.
    public struct ListPath: Hashable, Sendable {
        /// A step of such a path.
        public enum Step: Hashable, Sendable {
            /// Every element of a list.
            case items
            /// From 0; from the end below 0.
            case element(Int)
            case member(ExactText)
        }

        /// A number among the data paths and, after these, the metadata paths.
        public var field: Int
        public var steps: [Step]

        public init(field: Int, steps: [Step]) { (self.field, self.steps) = (field, steps) }
    }

    public var readings: [Reading]
    public var listPaths: [ListPath] = []
    /// The paths that every event is read for: those of the key.
    public var always: [Int]
    /// Paths (as a definition writes them), types and columns that may be missing.
    public var optional: Set<ExactText>

    public init(readings: [Reading], always: [Int] = [], listPaths: [ListPath] = [], optional: Set<ExactText> = []) {
        self.readings = readings
        self.listPaths = listPaths
        self.always = always
        self.optional = optional
    }

    /// The number of the reading that events of a type belong to; nil if they are not read.
    public func reading(of type: ExactText) -> Int? {
        readings.firstIndex { $0.types?.contains(type) ?? false } ?? readings.firstIndex { $0.types == nil }
    }
}
