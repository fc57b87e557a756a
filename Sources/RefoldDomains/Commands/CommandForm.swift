import RefoldCore

/// What a command's line looks like: its name, the fields of its data, and what they come to.
struct CommandForm: Sendable {
    let name: String
    /// Those that every line has, then those that may be left out.
    let fields: [CommandField]
    let names: FieldNames
    /// How many of the fields every line has.
    let requiredCount: Int
    /// Fields of which at least one is to be there; empty where that does not matter.
    let oneOf: [CommandField]
    /// Puts the command together from values that have been checked; nil where the command is not known.
    let make: (@Sendable (CommandValues) -> DomainCommand)?

    init(
        _ name: String, _ required: [CommandField], optional: [CommandField] = [], oneOf: [CommandField] = [],
        make: @escaping @Sendable (CommandValues) -> DomainCommand
    ) {
        self.name = name
        fields = required + optional
        names = FieldNames(fields.map(\.name))
        requiredCount = required.count
        self.oneOf = oneOf
        self.make = make
    }

    private init(name: String, _ optional: [CommandField]) {
        self.name = name
        fields = optional
        names = FieldNames(fields.map(\.name))
        requiredCount = 0
        oneOf = []
        make = nil
    }

    /// Every command of every domain.
    static let all = payments + accesses + posts

    /// Stands in where the command is not known: what fields it has cannot be said, but a field means the same in every command.
    static let unknown = CommandForm(name: "", CommandField.allCases)

    /// The names of all commands, in the order of ``all``.
    static let allNames = FieldNames(all.map(\.name))
}

/// The checked values of a command's fields.
struct CommandValues {
    private var texts = [String?](repeating: nil, count: CommandField.allCases.count)
    /// The one number that a command may have.
    var amount = ExactDecimal.zero

    /// The text of a field that every line of the command has.
    subscript(field: CommandField) -> String { texts[field.rawValue] ?? "" }

    /// The text of a field that may be left out.
    func optional(_ field: CommandField) -> String? { texts[field.rawValue] }

    mutating func set(_ field: CommandField, to text: String?) { texts[field.rawValue] = text }

    mutating func removeAll() {
        for number in texts.indices { texts[number] = nil }
    }
}
