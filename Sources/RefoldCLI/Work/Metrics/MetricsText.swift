import RefoldTables

/// Metrics in the text format of Prometheus, version 0.0.4.
///
/// See <https://prometheus.io/docs/instrumenting/exposition_formats/>.
struct MetricsText {
    private var text = ""

    /// Adds a gauge with a line for each of its values; nothing if there are none.
    ///
    /// - Parameters:
    ///   - help: one line.
    ///   - values: with their labels. Whole numbers and thousandths are written as they are.
    mutating func add(_ name: String, _ help: String, _ values: [(labels: [(name: String, value: String)], value: String)]) {
        guard !values.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for (labels, value) in values {
            let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            text += name + (list.isEmpty ? "" : "{\(list)}") + " " + value + "\n"
        }
    }

    var bytes: [UInt8] { Array(text.utf8) }

    private static func escaped(_ text: String) -> String {
        Printable.text(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// Microseconds as seconds.
    static func seconds(_ microseconds: Int64) -> String {
        let fraction = String(microseconds.magnitude % 1_000_000 / 1000)
        return (microseconds < 0 ? "-" : "") + "\(microseconds.magnitude / 1_000_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
