import RefoldCore
import RefoldValues

extension ProjectionDefinition {
    /// A number that is equal for two definitions with the same meaning. Comments, white space, the order of handlers and changes, file,
    /// lines and version do not count. It is stored with a generation, to find out whether a definition changed under its version.
    ///
    /// The same in all releases and on all machines (64 bits, FNV-1a). Not collision-resistant against malicious definitions.
    public var fingerprint: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in canonicalText.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash
    }

    /// The SHA-256 of what ``fingerprint`` stands for, as 64 hexadecimal digits; by it a manifest knows the definition.
    public var sha256: String { SHA256.text(of: canonicalText.utf8) }

    /// The definition without the parts that do not count; each text is preceded by its length, so that different definitions have
    /// different texts.
    var canonicalText: String {
        let handlers = self.handlers.map { handler in
            node("on", handler.eventType.map { [text($0)] } ?? [], handler.entries.map(canonical))
        }
        return node(
            "projection", [text(name)],
            [
                node("key", key.map { node("part", [text($0.name), canonical($0.value)]) }),
                node("columns", columns.map(canonical)),
                node("handlers", handlers.sorted()),
                node("computed", computed.map { node("column", [text($0.name), canonical($0.value)]) }),
            ])
    }

    private func canonical(_ column: ColumnDefinition) -> String {
        node("column", [text(column.name), canonical(column.type)], column.defaultValue.map { [canonical($0)] } ?? [])
    }

    private func canonical(_ entry: HandlerEntry) -> String {
        let action =
            switch entry.action {
            case .delete: node("delete")
            case .change(let changes):
                node("change", changes.map { node($0.operation.rawValue, [text($0.column), canonical($0.value)]) }.sorted())
            }
        let list = entry.each.map { [node("each", [canonical($0.path)])] } ?? []
        let key = entry.key.map { [node("key", $0.map(canonical))] } ?? []
        return node("entry", list, key, [canonical(entry.when), action])
    }

    private func canonical(_ tests: [RowTest]) -> String {
        node("when", tests.map { node("test", [canonical($0.subject), canonical($0.condition)]) }.sorted())
    }

    private func canonical(_ condition: Condition) -> String {
        switch condition {
        case .isNull: node("null")
        case .isAny(let values): node("any", values.map(canonical).sorted())
        case .compares(let comparison, let value): node(comparison.rawValue, [canonical(value)])
        case .not(let inner): node("not", [canonical(inner)])
        case .all(let inner): node("all", inner.map(canonical).sorted())
        case .either(let inner): node("either", inner.map(canonical).sorted())
        }
    }

    private func canonical(_ value: ValueExpression) -> String {
        switch value.form {
        case .literal(let literal): return canonical(literal)
        case .path(let path): return canonical(path)
        case .attribute(let attribute): return node("attribute", [text(attribute.rawValue)])
        case .column(let name): return node("column", [text(name)])
        case .moment: return node("moment")
        case .cut(let unit, let of, let zone): return node(unit.rawValue, [canonical(of), text(zone)])
        case .coalesce(let values): return node("coalesce", values.map(canonical))
        case .days(let from, let to, let zone): return node("days", [canonical(from), canonical(to), text(zone)])
        case .function(let function, let operands):
            let length: [String] = if case .prefix(let length) = function { [text(String(length))] } else { [] }
            return node(function.word, operands.map(canonical), length)
        case .reading(let reading, let value): return node("read", [canonical(value)], canonical(reading))
        case .arithmetic(let arithmetic):
            return node(
                arithmetic.operation.rawValue, arithmetic.operands.map(canonical),
                [text(arithmetic.rounding?.rawValue ?? ""), text(arithmetic.scale.map { String($0) } ?? "")])
        case .branches(let branches, let otherwise):
            return node("case", branches.map { node("branch", [canonical($0.when), canonical($0.then)]) }, [canonical(otherwise)])
        }
    }

    private func canonical(_ path: PayloadPath) -> String {
        node("path", [text(path.root.rawValue)] + path.names.map(text), path.steps.map(canonical))
    }

    private func canonical(_ reading: StatedReading) -> [String] {
        switch reading {
        case .number(let form): ["number", text(form.decimal?.text ?? ""), text(form.group?.text ?? "")]
        case .since1970(let unit): ["since", text(unit.rawValue)]
        case .local(let zone): ["local", text(zone)]
        case .date(let form): ["date", text(form.text), text(form.century.map { String($0) } ?? "")]
        case .minorUnits(let currency): ["minor"] + (currency.map { [canonical($0)] } ?? [])
        }
    }

    private func canonical(_ step: PayloadPath.Step) -> String {
        switch step {
        case .element(let number): node("element", [text(String(number))])
        case .member(let name): node("member", [text(name.text)])
        }
    }

    private func canonical(_ literal: Literal) -> String {
        switch literal {
        case .null: node("null")
        case .text(let value): node("text", [text(value)])
        case .number(let number): node("number", [text(number.description)])
        case .boolean(let flag): node(flag ? "true" : "false")
        case .json(let json): node("json", [text(json)])
        }
    }

    private func canonical(_ type: ColumnType) -> String {
        node(type.word, [type.declaredScale.map(String.init), type.currency].compactMap { $0 }.map(text))
    }

    private func text(_ text: String) -> String { "\(text.utf8.count):\(text)" }

    private func node(_ name: String, _ parts: [String]...) -> String {
        "(" + ([name] + parts.flatMap { $0 }).joined(separator: " ") + ")"
    }
}
