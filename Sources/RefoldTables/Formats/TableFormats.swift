/// The formats that there are: those of Refold, then those of domains.
public struct TableFormats: Sendable {
    /// No two have the same word or the same ending.
    public let all: [any TableFormat]

    /// Those that come with Refold.
    public static let builtIn: [any TableFormat] = [CSVFormat(), JSONFormat(), NDJSONFormat(), TextFormat(), MarkdownFormat(), XLSXFormat(), HTMLFormat()]

    /// The built-in formats and others.
    ///
    /// - Parameter more: those of domains, with words and endings of their own.
    public init(and more: [any TableFormat] = []) { all = Self.builtIn + more }

    /// What flags and job steps take.
    public var words: [String] { all.map(\.word) }

    /// The format with this word.
    public subscript(word: String) -> (any TableFormat)? { all.first { $0.word == word } }

    /// The format whose files have this name. Of several endings that fit, such as `csv` and `bank.csv`, the longest counts.
    public func format(ofFile name: String) -> (any TableFormat)? {
        all.filter { name.hasSuffix("." + $0.fileEnding) }.max { $0.fileEnding.utf8.count < $1.fileEnding.utf8.count }
    }
}
