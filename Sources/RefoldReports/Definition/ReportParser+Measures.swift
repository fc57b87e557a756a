import RefoldDefinitions
import RefoldValues

extension ReportParser {
    /// The keys that say how a measure is made.
    static let forms =
        AggregateTable.words + MeasureArithmetic.Operation.allCases.map(\.rawValue).filter { !AggregateTable.words.contains($0) } + LineFunctionTable.words
    /// The scales that a rounded figure can have.
    static let scales = 0...18

    func measures(_ object: DefinitionObject) -> [MeasureDefinition] {
        guard let value = object.required("measures"), let measures = value.object("an object of measures") else { return [] }
        if measures.members.isEmpty { value.note("there is no measure", expected: "at least one, such as {count: \"*\"}") }
        return measures.members.map { member in
            checkName(member.key) { member.note($0, expected: $1) }
            return MeasureDefinition(name: member.key, location: DefinitionLocation(member), form: form(member.value))
        }
    }

    private func form(_ value: DefinitionValue) -> MeasureDefinition.Form? {
        guard let object = value.object("an object such as {sum: \"amount\"}") else { return nil }
        let named = object.members.filter { Self.forms.contains($0.key) }
        // A word may also be a key beside another one.
        let forms = named.filter { word in !named.contains { $0.key != word.key && (AggregateTable.keys(beside: $0.key) + LineFunctionTable.keys(beside: $0.key)).contains(word.key) } }
        guard let form = forms.first, forms.count == 1 else {
            if forms.count > 1 {
                object.note("a measure is of two kinds, \(DefinitionValue.list(forms.map(\.key)))", expected: "one of them")
            } else if let first = object.members.first {
                first.noteUnknown("kind of measure", among: Self.forms, otherWords: OtherWords.measures)
            } else {
                object.note("found an empty object", expected: "a measure such as {sum: \"amount\"}")
            }
            return nil
        }
        if let operation = MeasureArithmetic.Operation(rawValue: form.key), operation != .sum || form.value.elements != nil {
            return arithmetic(operation, object, form.value)
        }
        if let function = LineFunctionTable.function(form.key) { return ofLines(function, object, form.value) }
        return AggregateTable.function(form.key).flatMap { aggregate($0, object, form.value) }
    }

    // MARK: Aggregates

    private func aggregate(
        _ function: any AggregateFunction.Type, _ object: DefinitionObject, _ operand: DefinitionValue
    ) -> MeasureDefinition.Form? {
        object.allowOnly([function.word, "where"] + AggregateTable.keys(beside: function.word) + (function.isAdded ? ["stock"] : []))
        let span = object.optional("stock").map { value in value.word("kind of stock", among: RowSpan.words).flatMap(RowSpan.init) } ?? .period
        let condition = object.optional("where")
        let filter = condition.flatMap(filter)
        let columns = columns(operand, of: function)
        let beside = function.columnKeys.map { key in
            object.required(key).flatMap { named($0, "the name of a column") }.map { Aggregate.Further(key: key, column: $0) }
        }
        guard let read = function.init(beside: object, in: self), let columns, let first = columns.first, let span, condition == nil || filter != nil,
            !beside.contains(where: { $0 == nil })
        else { return nil }
        let further = columns.dropFirst().map { Aggregate.Further(key: nil, column: $0) } + beside.compactMap { $0 }
        return .aggregate(Aggregate(read, of: function.takesRows && first.name == "*" ? nil : first, further: further, span: span), where: filter)
    }

    /// The column, or the list of columns, that stands beside the word of a measure; nil and a finding if it is none.
    private func columns(_ operand: DefinitionValue, of function: any AggregateFunction.Type) -> [LocatedName]? {
        guard function.takesList, let elements = operand.elements else { return named(operand, function.operand).map { [$0] } }
        guard !elements.isEmpty else {
            operand.note("found an empty list", expected: function.operand)
            return nil
        }
        let columns = elements.compactMap { named($0, "the name of a column") }
        for (number, column) in columns.enumerated() where columns[..<number].contains(where: { $0.name == column.name }) {
            column.value(in: reader).note("the column \"\(column.name)\" stands twice in the list", remedy: "remove one")
            return nil
        }
        return columns.count == elements.count ? columns : nil
    }

    /// The scale, nil if none is stated, and the rounding; nil and a finding if either does not hold.
    func rounding(_ object: DefinitionObject) -> (scale: Int?, rounding: Rounding)? {
        var isRead = true
        var scale: Int?
        if let value = object.optional("scale") {
            scale = value.integer(Self.scales)
            isRead = scale != nil
        }
        var rounding = Rounding.halfEven
        if let value = object.optional("rounding") {
            let word = value.word("rounding", among: Rounding.allCases.map(\.rawValue))
            if let known = word.flatMap(Rounding.init(rawValue:)) { rounding = known } else { isRead = false }
            if scale == nil, !object.contains("scale") {
                value.note("there is nothing to round to", expected: "a scale beside the rounding", remedy: "add scale")
                isRead = false
            }
        }
        return isRead ? (scale, rounding) : nil
    }

    // MARK: Measures of lines

    private func ofLines(_ function: any LineFunction.Type, _ object: DefinitionObject, _ operand: DefinitionValue) -> MeasureDefinition.Form? {
        if let condition = object.optional("where") {
            condition.note("a measure of lines has no rows to choose from", remedy: "put where into the measure that it looks at")
        }
        object.allowOnly([function.word, "where"] + function.parameters)
        let named = named(operand, "the name of a measure above")
        let along = function.parameters.contains("along") ? object.required("along").flatMap { self.named($0, "the name of a cut among rows") } : nil
        let within = function.parameters.contains("within") ? names(object.optional("within"), "a list of row columns such as [\"month\"]") : []
        guard let read = function.init(beside: object, in: self), let named, along != nil || function.extent != .cut else { return nil }
        return .ofLines(LineMeasure(read, of: named, along: along, within: within))
    }

    // MARK: Arithmetic

    private func arithmetic(
        _ operation: MeasureArithmetic.Operation, _ object: DefinitionObject, _ list: DefinitionValue
    ) -> MeasureDefinition.Form? {
        if let condition = object.optional("where") {
            condition.note("a measure of measures has no rows to choose from", remedy: "put where into the measures that it uses")
        }
        object.allowOnly([operation.rawValue, "scale", "rounding", "where"])
        let rounding = rounding(object)
        if operation == .divide { _ = object.required("scale") }
        guard let elements = list.list("a list of measures") else { return nil }
        let takesTwo = operation == .subtract || operation == .divide
        if takesTwo ? elements.count != 2 : elements.count < 2 {
            list.note("found a list of \(elements.count)", expected: takesTwo ? "a list of two measures" : "a list of at least two measures")
            return nil
        }
        let operands = elements.compactMap(operand)
        guard let rounding, operands.count == elements.count, operation != .divide || rounding.scale != nil else { return nil }
        return .arithmetic(
            MeasureArithmetic(operation: operation, operands: operands, scale: rounding.scale, rounding: rounding.rounding))
    }

    private func operand(_ value: DefinitionValue) -> MeasureArithmetic.Operand? {
        if case .number(let number) = value.node.value {
            guard let exact = ExactDecimal(number.json), exact.scale <= Self.scales.upperBound else {
                value.note("the number \(number.text) is too long", expected: "at most \(Self.scales.upperBound) decimals")
                return nil
            }
            return .number(exact)
        }
        return named(value, "the name of a measure above, or a number").map { .measure($0) }
    }
}
