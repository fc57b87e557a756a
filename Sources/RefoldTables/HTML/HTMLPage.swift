/// The frame of every page: one file that loads nothing and runs nothing. It has the style sheet, which no other place adds to.
///
/// A page is written as ``begin(to:)``, then the content as HTML with texts by ``HTMLText``, then ``end(to:)``.
public struct HTMLPage: Hashable, Sendable {
    /// The title of the page and its first heading, for people.
    public var title: String
    /// Whether the page is printed across the longer side of the paper.
    public var isLandscape: Bool

    /// A page, upright on paper if nothing else is said.
    public init(title: String, isLandscape: Bool = false) { (self.title, self.isLandscape) = (title, isLandscape) }

    /// Appends everything up to and with the first heading.
    public func begin(to bytes: inout [UInt8]) {
        bytes.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        bytes.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        bytes.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        bytes.element("title", title)
        bytes.raw("\n<style>\n\(HTMLStyle.page)\(HTMLStyle.table)\(ChartStyle.sheet)\(HTMLStyle.print)</style>\n</head>\n")
        bytes.raw("<body\(isLandscape ? " class=\"landscape\"" : "")>\n<main>\n")
        bytes.element("h1", title)
        bytes.raw("\n")
    }

    /// Appends the end of the page.
    public func end(to bytes: inout [UInt8]) { bytes.raw("</main>\n</body>\n</html>\n") }
}
