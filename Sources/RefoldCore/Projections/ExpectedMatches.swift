import RefoldValues

/// What a projection expects of events, so that a run can say what never matched. No reducer looks at it.
public struct ExpectedMatches: Sendable {
    /// The paths that are read of events of some types.
    public struct Reading: Sendable {
        /// Nil for every type that no other reading names.
        public var types: [ExactText]?
        /// Numbers among the data paths and, after these, the metadata paths.
        public var fields: [Int]

        public init(types: [ExactText]?, fields: [Int]) {
            self.types = types
            self.fields = fields
        }
    }

    public var readings: [Reading]
    /// The paths that every event is read for: those of the key.
    public var always: [Int]
    /// Paths (as a definition writes them), types and columns that may be missing.
    public var optional: Set<ExactText>

    public init(readings: [Reading], always: [Int] = [], optional: Set<ExactText> = []) {
        self.readings = readings
        self.always = always
        self.optional = optional
    }

    /// The number of the reading that events of a type belong to; nil if they are not read.
    public func reading(of type: ExactText) -> Int? {
        readings.firstIndex { $0.types?.contains(type) ?? false } ?? readings.firstIndex { $0.types == nil }
    }
}
