import RefoldCore
import RefoldValues
import RefoldZones

/// Flattens expressions into a program, and collects the paths, literals and time zones that they use.
struct ExpressionCompiler {
    private(set) var program = ExpressionProgram()
    /// The texts in the definition, each once.
    private(set) var literals: [UInt8] = []
    let dataPaths: [[String]]
    let metadataPaths: [[String]]
    let itemPaths: [[String]]
    private(set) var eventColumns: EventColumns = []
    /// The event type of the handler being compiled; nil in the handler of all other types.
    var eventType: String?

    /// See ``ProjectionDefinition/amountsFromZero``.
    let amountsFromZero: [String: [String]]

    private let fields: [PayloadPath: PayloadField]
    private let columns: [String: (column: Column, type: ColumnType)]
    private let keyParts: [String: Int]
    private let keyTypes: [ColumnType]
    private var references: [ExactText: TextReference] = [:]
    private var zones: [String: Int] = [:]

    init(_ definition: ProjectionDefinition, columns schema: [ColumnSchema]) {
        amountsFromZero = definition.amountsFromZero
        var paths: [PayloadPath.Root: [[String]]] = [:]
        var isKnown = Set<PayloadPath>()
        definition.visit { expression in
            guard case .path(let whole) = expression.form else { return }
            let path = whole.beforeLists
            guard isKnown.insert(path).inserted else { return }
            paths[path.root, default: []].append(path.names)
        }
        let all = [PayloadPath.Root.data, .metadata, .item].flatMap { root in (paths[root] ?? []).map { PayloadPath(root: root, names: $0) } }
        fields = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0.element, PayloadField(index: $0.offset)) })
        let (data, metadata) = (paths[.data] ?? [], paths[.metadata] ?? [])
        (dataPaths, metadataPaths, itemPaths) = (data, metadata, paths[.item] ?? [])
        if !metadata.isEmpty { eventColumns.insert(.metadata) }

        let numbered = schema.enumerated().map { (column: Column(index: $0.offset, type: $0.element.type), type: $0.element.type) }
        columns = Dictionary(zip(schema.map(\.name), numbered)) { first, _ in first }
        keyParts = Dictionary(definition.key.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        keyTypes = definition.key.map(\.type)
        program.columns = numbered.map(\.column)
        program.contents = schema.map(\.type.content)
        program.currencyColumns = schema.map { [columns] in
            $0.type.currency.flatMap { columns[$0]?.column }
        }
    }

    /// For expressions on a row without an event, whose key parts are columns like the others.
    init(columns schema: [ColumnSchema]) {
        self.init(ProjectionDefinition(file: "", name: "", version: 1, key: [], columns: [], handlers: [], computed: []), columns: schema)
    }

    func column(_ name: String) -> Column? { columns[name]?.column }

    /// The field of a path through objects alone; nil for one that takes an element of a list.
    func field(_ path: PayloadPath) -> PayloadField? { path.steps.isEmpty ? fields[path] : nil }

    /// The place of a text among the literals.
    mutating func reference(_ text: String) -> TextReference {
        if let known = references[ExactText(text)] { return known }
        let reference = TextReference(offset: literals.count, count: text.utf8.count)
        literals.append(contentsOf: text.utf8)
        references[ExactText(text)] = reference
        return reference
    }

    /// The place of a wide number among the literals.
    mutating func reference(wide number: Int128) -> TextReference {
        let bytes = WideUnits.bytes(of: number)
        let reference = TextReference(offset: literals.count, count: WideUnits.byteCount)
        for index in bytes.indices { literals.append(bytes[index]) }
        return reference
    }

    /// The index of a zone in the program.
    mutating func zone(_ name: String) throws(RefoldError) -> Int {
        if let known = zones[name] { return known }
        program.zones.append(try TimeZoneRules(named: name))
        zones[name] = program.zones.count - 1
        return program.zones.count - 1
    }

    mutating func note(_ attribute: EventAttribute) {
        switch attribute {
        case .id: eventColumns.insert(.id)
        case .recordedAt: eventColumns.insert(.recordedAt)
        case .stream, .type, .version, .position, .occurredAt, .index: break
        }
    }

    // MARK: Expressions

    /// - Parameter type: the type that a literal takes from its context; nil for the literal's own type.
    /// - Returns: the index of the expression's node.
    mutating func node(_ expression: ValueExpression, as type: ExpressionType? = nil) throws(RefoldError) -> Int {
        let number = add(try form(expression, as: type ?? expression.type))
        if case .moment = expression.form { program.moments.append(number) }
        return number
    }

    private mutating func add(_ node: ExpressionNode) -> Int {
        program.nodes.append(node)
        return program.nodes.count - 1
    }

    private mutating func form(_ expression: ValueExpression, as type: ExpressionType) throws(RefoldError) -> ExpressionNode {
        switch expression.form {
        case .literal(let literal): return .value(value(literal, as: type))
        case .path(let path):
            guard let field = fields[path.beforeLists] else { return .value(.null) }
            guard !path.steps.isEmpty else { return .field(field) }
            program.pathSteps += path.steps.map(PathStep.init)
            return .element(field, ListRange(start: program.pathSteps.count - path.steps.count, end: program.pathSteps.count))
        case .attribute(.type) where eventType != nil: return .value(.text(reference(eventType ?? "")))
        case .attribute(let attribute):
            note(attribute)
            return .attribute(attribute)
        case .column(let name):
            if let (column, type) = columns[name] { return .column(column, type.content) }
            guard let part = keyParts[name] else { return .value(.null) }
            return .keyPart(part, keyTypes[part].content)
        case .moment: return .value(.null)
        case .cut(let unit, let operand, let zone): return .cut(unit, of: try node(operand), zone: try self.zone(zone))
        case .days(let from, let to, let zone): return .days(from: try node(from), to: try node(to), zone: try self.zone(zone))
        case .arithmetic(let arithmetic):
            let operands = try list(arithmetic.operands, as: nil)
            return .arithmetic(arithmetic.operation, operands: operands, rounding: arithmetic.rounding, scale: arithmetic.scale)
        case .coalesce(let operands): return .coalesce(try list(operands, as: expression.type))
        case .function(let function, let operands):
            if let literal = operands.first?.literal, function == .time || function == .date { return .value(value(literal, as: function.type)) }
            return .function(function, try list(operands, as: nil))
        case .reading(let reading, let operand): return .reading(try self.reading(reading), try node(operand))
        case .branches(let branches, let otherwise):
            var compiled: [ProgramBranch] = []
            for branch in branches {
                compiled.append(ProgramBranch(tests: try tests(branch.when), then: try node(branch.then, as: expression.literalType(branch.then))))
            }
            let last = try node(otherwise, as: expression.literalType(otherwise))
            program.branches += compiled
            return .branches(ListRange(start: program.branches.count - compiled.count, end: program.branches.count), otherwise: last)
        }
    }

    private mutating func reading(_ reading: StatedReading) throws(RefoldError) -> ProgramReading {
        switch reading {
        case .number(let form): return .number(form)
        case .since1970(let unit): return .since1970(decimals: unit.decimals)
        case .local(let name): return .local(try zone(name))
        case .date(let form):
            program.dateForms.append(form)
            return .date(program.dateForms.count - 1)
        case .minorUnits(nil): return .minorUnits(currency: -1)
        case .minorUnits(let currency?): return .minorUnits(currency: try node(currency))
        }
    }

    private mutating func list(_ expressions: [ValueExpression], as type: ExpressionType?) throws(RefoldError) -> ListRange {
        var numbers: [Int] = []
        for expression in expressions { numbers.append(try node(expression, as: expression.literal == nil ? nil : type)) }
        return list(numbers)
    }

    private mutating func list(_ numbers: [Int]) -> ListRange {
        program.elements += numbers
        return ListRange(start: program.elements.count - numbers.count, end: program.elements.count)
    }

    // MARK: Tests

    mutating func tests(_ tests: [RowTest]) throws(RefoldError) -> ListRange {
        var compiled: [ProgramTest] = []
        for test in tests {
            let subject = try node(test.subject)
            compiled.append(ProgramTest(subject: subject, condition: try condition(test.condition, on: test.subject.type)))
        }
        program.tests += compiled
        return ListRange(start: program.tests.count - compiled.count, end: program.tests.count)
    }

    private mutating func condition(_ condition: Condition, on type: ExpressionType) throws(RefoldError) -> Int {
        let node: ConditionNode
        switch condition {
        case .isNull: node = .isNull
        case .isAny(let values):
            var numbers: [Int] = []
            for value in values { numbers.append(try self.node(value, as: value.literal == nil ? nil : type.ifKnown ?? value.comparedType(with: type))) }
            node = .isAny(list(numbers))
        case .compares(let comparison, let value):
            node = .compares(comparison, try self.node(value, as: value.literal == nil ? nil : type.ifKnown))
        case .not(let inner): node = .not(try self.condition(inner, on: type))
        case .all(let inner): node = .all(try conditions(inner, on: type))
        case .either(let inner): node = .either(try conditions(inner, on: type))
        }
        program.conditions.append(node)
        return program.conditions.count - 1
    }

    private mutating func conditions(_ inner: [Condition], on type: ExpressionType) throws(RefoldError) -> ListRange {
        var numbers: [Int] = []
        for condition in inner { numbers.append(try self.condition(condition, on: type)) }
        return list(numbers)
    }
}

extension ValueExpression {
    /// The type that a literal takes beside a value of the payload: that of what it spells plainly. Nil for any other value.
    ///
    /// An exponent is left alone here: `"1e5"` is a code more often than a number.
    fileprivate func comparedType(with type: ExpressionType) -> ExpressionType? {
        guard type == .dynamic, case .text(let text)? = literal, !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            return nil
        }
        return literal?.reading?.type
    }
}

extension ExpressionType {
    /// This type if a literal in the same operation takes it; nil if not.
    fileprivate var ifKnown: ExpressionType? { if case .known = self { self } else { nil } }
}

extension ValueExpression {
    /// The type that a literal among the branches of this expression takes; nil for other branches.
    fileprivate func literalType(_ branch: ValueExpression) -> ExpressionType? { branch.literal == nil ? nil : type }
}
