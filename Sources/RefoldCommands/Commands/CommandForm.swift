import RefoldValues

/// The form of a command's line: its name, the fields of its data, and the command made from them.
///
/// ```swift
/// CommandForm("PlaceOrder") { f in
///     let order = f.text("order_id"), total = f.decimal("total"), note = f.optionalText("note")
///     return { PlaceOrder(order: $0[order], total: $0[total], note: $0[note]) }
/// }
/// ```
public struct CommandForm: Sendable {
    /// The command's name in lines.
    public let name: String
    let fields: [CommandField]
    let names: FieldNames
    /// The numbers of fields of which at least one is required; empty if none is.
    let oneOf: [Int]
    /// Makes the command from checked values; nil for the form of unknown commands.
    let make: (@Sendable (CommandValues) -> any Command)?
    /// Prefixes with which no field that names a stream may begin.
    var reserved: [String] = []

    /// - Parameter describe: declares the fields, and returns the closure that makes the command from their values.
    public init(_ name: String, _ describe: (inout CommandFields) -> @Sendable (CommandValues) -> any Command) {
        var described = CommandFields()
        let make = describe(&described)
        self.init(name, described.fields, oneOf: described.oneOf, make: make)
    }

    init(_ name: String, _ fields: [CommandField], oneOf: [Int] = [], make: (@Sendable (CommandValues) -> any Command)?) {
        self.name = name
        self.fields = fields
        names = FieldNames(fields.map(\.name))
        self.oneOf = oneOf
        self.make = make
    }
}

/// Collects the fields of a command's data. Optional fields come last.
public struct CommandFields {
    var fields: [CommandField] = []
    var oneOf: [Int] = []

    /// A text of at least one character and at most `limit` bytes of UTF-8.
    public mutating func text(_ name: String, limit: Int = 1024) -> TextField { TextField(add(name, .text(limit: limit))) }

    /// A text that may be left out or null.
    public mutating func optionalText(_ name: String, limit: Int = 1024) -> OptionalTextField {
        OptionalTextField(add(name, .text(limit: limit), isRequired: false))
    }

    /// The name of the command's stream, if the sender chooses it: it begins with no prefix of another domain's streams.
    public mutating func stream(_ name: String) -> TextField { TextField(add(name, .stream)) }

    /// A text with characters on both sides of an @.
    public mutating func email(_ name: String) -> TextField { TextField(add(name, .email)) }

    /// An exact decimal of at most 38 digits, as a JSON number or a text.
    public mutating func decimal(_ name: String) -> DecimalField { DecimalField(add(name, .decimal)) }

    /// Requires at least one of these fields.
    public mutating func atLeastOne(of fields: OptionalTextField...) { oneOf = fields.map(\.number) }

    private mutating func add(_ name: String, _ kind: CommandField.Kind, isRequired: Bool = true) -> Int {
        fields.append(CommandField(name: name, kind: kind, isRequired: isRequired))
        return fields.count - 1
    }
}

/// A field of ``CommandFields`` whose value is a text.
public struct TextField: Sendable {
    let number: Int

    init(_ number: Int) { self.number = number }
}

/// A field of ``CommandFields`` whose value is a text or nil.
public struct OptionalTextField: Sendable {
    let number: Int

    init(_ number: Int) { self.number = number }
}

/// A field of ``CommandFields`` whose value is an exact decimal.
public struct DecimalField: Sendable {
    let number: Int

    init(_ number: Int) { self.number = number }
}

/// The checked values of a command's fields.
public struct CommandValues {
    /// One per field; nil if the field is missing or is not a text.
    private var texts: [String?] = []
    private var decimals: [(field: Int, value: ExactDecimal)] = []

    /// The text of a field that is required.
    public subscript(field: TextField) -> String { texts[field.number] ?? "" }
    /// The text of a field; nil if it was left out.
    public subscript(field: OptionalTextField) -> String? { texts[field.number] }
    /// The number of a field.
    public subscript(field: DecimalField) -> ExactDecimal { decimals.first { $0.field == field.number }?.value ?? .zero }

    mutating func removeAll() {
        texts.removeAll(keepingCapacity: true)
        decimals.removeAll(keepingCapacity: true)
    }

    /// Adds the value of the next field.
    mutating func append(_ text: String?) { texts.append(text) }

    /// Adds the value of the next field.
    mutating func append(_ decimal: ExactDecimal?) {
        if let decimal { decimals.append((texts.count, decimal)) }
        texts.append(nil)
    }
}
