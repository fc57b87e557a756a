/// The formats that there are: those of Refold, then those of domains.
public struct TableFormats: Sendable {
    /// No two have the same word or the same ending.
    public let all: [any TableFormat]

    /// Those that come with Refold.
    public static let builtIn: [any TableFormat] = [CSVFormat(), JSONFormat(), NDJSONFormat(), TextFormat(), MarkdownFormat(), XLSXFormat(), HTMLFormat()]

    /// - Parameter more: those of domains, with words and endings of their own.
    public init(and more: [any TableFormat] = []) { all = Self.builtIn + more }

    /// What flags and job steps take.
    public var words: [String] { all.map(\.word) }

    /// The format with this word.
    public subscript(word: String) -> (any TableFormat)? { all.first { $0.word == word } }

    /// The format whose files have this name.
    public func format(ofFile name: String) -> (any TableFormat)? { all.first { name.hasSuffix("." + $0.fileEnding) } }
}
