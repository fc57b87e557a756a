import RefoldCore
import RefoldValues

extension RefoldError {
    /// The error for an event whose position is no integer.
    ///
    /// - Parameter kind: what it is instead, with an article, or `null`.
    public static func noPosition(_ kind: String, at store: String) -> RefoldError {
        RefoldError(
            .refused, "the position of an event is \(kind)", at: .named(store), expected: "a whole number in every row of the layout's SELECT",
            remedy: "leave rows without one out in the SELECT of a layout file")
    }

    /// The error for an event without a type.
    public static func noType(position: Position, stream: String) -> RefoldError {
        RefoldError(
            .failed, "type is null", at: .event(position: position, stream: stream, type: ""), expected: "a type in every row of the layout's SELECT",
            remedy: "leave such rows out in the SELECT of a layout file")
    }

    /// The error for a layout whose SELECT does not run in a database, or gives something else than events.
    public static func doesNotFit(_ layout: StoreLayout, _ what: String, at store: String) -> RefoldError {
        RefoldError(
            .usage, "the layout \"\(layout.name)\" does not fit: \(what)", at: .named(store),
            expected: "one SELECT with the columns \(StoreLayout.outputs.joined(separator: ", "))",
            remedy: "correct \(layout.file ?? "the layout"): names stand as in SQL, with their schema, and in double quotes if they have capitals; refold layouts marten prints an example")
    }
}
