import RefoldCore
import RefoldValues

/// Columns that a report works out per row, compiled.
///
/// Immutable, and shared by all threads.
public struct ColumnProgram: Sendable {
    /// Why a column could not be worked out for a row.
    public struct Failure: Error, Sendable {
        /// The index of the column.
        public var column: Int
        /// What was wrong.
        public var reason: FoldError.Reason
    }

    /// Of the rows on which it runs: the columns that it works out, then those of the read model.
    public let layout: RowLayout
    private var program: ExpressionProgram
    /// What works out each column, in order.
    private let steps: [[FoldStep]]
    private let nothing = EventBatch(events: 1, byteCapacity: 1)

    /// Compiles columns.
    ///
    /// - Parameters:
    ///   - definitions: each uses only those above it.
    ///   - columns: those of the definitions, as their values are kept, then the others of the row.
    /// - Throws: status 2 for a time zone that cannot be loaded.
    public init(_ definitions: [ComputedDefinition], columns: [ColumnSchema]) throws(RefoldError) {
        var compiler = ExpressionCompiler(columns: columns)
        var steps: [[FoldStep]] = []
        for definition in definitions {
            let change = Change(column: definition.name, operation: .set, value: definition.value, line: definition.line)
            steps.append(try compiler.step(change, columns).map { [$0] } ?? [])
        }
        self.steps = steps
        program = compiler.program
        layout = RowLayout(columns: columns, literals: compiler.literals)
    }

    /// How many columns it works out.
    public var count: Int { steps.count }

    /// Whether a column depends on the moment of the report.
    public var usesMoment: Bool { !program.moments.isEmpty }

    /// The same for a moment.
    public func at(_ moment: Timestamp) -> ColumnProgram {
        var program = self
        for node in self.program.moments { program.program.nodes[node] = .value(.timestamp(moment.microseconds)) }
        return program
    }

    /// Works out the columns of a row, whose other columns are set.
    public func run(on row: inout Row) throws(Failure) {
        let event = EventView(empty: nothing)
        for (column, steps) in steps.enumerated() {
            do throws(FoldError) {
                try program.run(steps, isSnapshot: false, event, &row)
            } catch {
                throw Failure(column: column, reason: error.reason)
            }
        }
    }
}
