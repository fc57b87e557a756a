/// The commands of several domains, as a ``CommandDecoder`` takes them.
public struct CommandForms: Sendable {
    /// The commands of one domain.
    public struct Group: Sendable {
        var forms: [CommandForm]
        var streamPrefix: String?

        /// - Parameter streamPrefix: the prefix of the names of the domain's streams, which no other domain may use; nil for none.
        public init(_ forms: [CommandForm], streamPrefix: String?) {
            self.forms = forms
            self.streamPrefix = streamPrefix
        }
    }

    let all: [CommandForm]
    /// The names in the order of ``all``.
    let names: FieldNames
    /// The form for unknown commands. Their fields are not known, but a field that means the same in every command that has it is checked
    /// anyway.
    let unknown: CommandForm

    public init(_ groups: [Group]) {
        let prefixes = groups.compactMap(\.streamPrefix)
        all = groups.flatMap { group in
            group.forms.map { form in
                var form = form
                form.reserved = prefixes.filter { $0 != group.streamPrefix }
                return form
            }
        }
        names = FieldNames(all.map(\.name))
        var fields: [CommandField] = []
        for field in all.flatMap(\.fields) where !fields.contains(where: { $0.name == field.name }) {
            let same = all.flatMap(\.fields).filter { $0.name == field.name }
            guard same.allSatisfy({ $0.kind == field.kind }) else { continue }
            fields.append(CommandField(name: field.name, kind: field.kind, isRequired: false))
        }
        unknown = CommandForm("", fields, make: nil)
    }

    /// Whether there are no commands.
    public var isEmpty: Bool { all.isEmpty }

    /// For people who write commands, one line per command: its name and its fields, optional ones in brackets. A line longer than `width`
    /// continues on the next.
    ///
    /// - Parameter width: characters per line; names and fields are ASCII.
    public func guide(width: Int) -> [String] {
        let indent = (all.map(\.name.count).max() ?? 0) + 2
        return all.flatMap { form in
            var lines: [String] = []
            var line = form.name + String(repeating: " ", count: indent - form.name.count - 1)
            for field in form.fields {
                let word = field.isRequired ? field.name : "[\(field.name)]"
                if line.count + 1 + word.count > width {
                    lines.append(line)
                    line = String(repeating: " ", count: indent - 1)
                }
                line += " " + word
            }
            return lines + [line]
        }
    }
}
