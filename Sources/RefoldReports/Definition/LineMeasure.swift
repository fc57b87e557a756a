/// A measure that is worked out from the lines, by the figures of another one.
public struct LineMeasure: Sendable {
    /// What is worked out.
    let function: any LineFunction
    /// The measure above that it looks at.
    public let operand: LocatedName
    /// The cut along which lines are looked at; nil if the kind takes none.
    public let along: LocatedName?
    /// The row columns in which lines must agree to be looked at together; none for all lines.
    public let within: [LocatedName]

    init(_ function: any LineFunction, of operand: LocatedName, along: LocatedName?, within: [LocatedName]) {
        (self.function, self.operand, self.along, self.within) = (function, operand, along, within)
    }
}

extension LineMeasure: Hashable {
    public static func == (a: LineMeasure, b: LineMeasure) -> Bool {
        a.operand == b.operand && a.along == b.along && a.within == b.within && a.function.isEqual(to: b.function)
    }

    public func hash(into hasher: inout Hasher) {
        function.hash(into: &hasher)
        hasher.combine(operand)
        hasher.combine(along)
        hasher.combine(within)
    }
}
