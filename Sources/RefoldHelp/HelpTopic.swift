/// A part of the reference that the program prints. The text is that of the pages, which are compiled in.
///
/// A page marks its parts with the comments `<!-- topic: jobs -->` and `<!-- end of topic -->`.
public enum HelpTopic: String, CaseIterable, Sendable {
    case layouts
    case projections
    case reports
    case jobs
    case settings
    case exitStatuses = "exit-statuses"

    /// Its subject, in a few words.
    public var summary: String {
        switch self {
        case .layouts: "how the stores of other frameworks are read, and files for others"
        case .projections: "how events become rows: keys, columns, values, handlers, tests"
        case .reports: "how rows become figures: rows, measures, periods, checks, formats, charts"
        case .jobs: "job files and their steps"
        case .settings: "flags, the settings file, the environment"
        case .exitStatuses: "how a run ends, and what to do then"
        }
    }

    /// The text for a terminal, without a line break at its end.
    ///
    /// - Parameter width: the longest line, in characters. In examples only messages are wrapped.
    public func text(width: Int = 100) -> String {
        TerminalText(width: width).text(of: lines)
    }

    /// The page that holds the topic, as Markdown.
    private var page: [UInt8] {
        switch self {
        case .layouts, .projections, .reports: PackageResources.Reports_md
        case .jobs, .settings, .exitStatuses: PackageResources.Jobs_md
        }
    }

    /// The lines of the page between the marks of the topic.
    var lines: [Substring] {
        let all = String(decoding: page, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let rest = all.drop { $0 != "<!-- topic: \(rawValue) -->" }.dropFirst()
        return Array(rest.prefix { $0 != "<!-- end of topic -->" })
    }
}
