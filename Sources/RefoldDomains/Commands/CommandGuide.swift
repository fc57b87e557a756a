/// The commands of all domains and the fields of their data, for people who write them.
public enum CommandGuide {
    /// A line a command: its name, and its fields, those that may be left out in brackets; continued below where it is longer than `width`.
    ///
    /// - Parameter width: characters a line; names and fields are ASCII.
    public static func lines(width: Int) -> [String] {
        let forms = CommandForm.all
        let indent = (forms.map(\.name.count).max() ?? 0) + 2
        return forms.flatMap { form in
            var lines: [String] = []
            var line = form.name + String(repeating: " ", count: indent - form.name.count - 1)
            for (number, field) in form.fields.enumerated() {
                let word = number < form.requiredCount ? field.name : "[\(field.name)]"
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
