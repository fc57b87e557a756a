/// A rectangle of a drawing, from its upper left corner.
struct DrawnBar {
    var x: Double
    var y: Double
    /// Not below ``least``, so that no value but 0 is unseen.
    private(set) var width: Double
    private(set) var height: Double

    private static let least = 0.7

    init(x: Double, y: Double, width: Double, height: Double) {
        (self.x, self.y, self.width, self.height) = (x, y, max(width, Self.least), max(height, Self.least))
    }
}

extension [UInt8] {
    /// Appends a text that begins, has its middle or ends at `x`: `start`, `middle` or `end`.
    mutating func label(_ name: String, _ text: String, x: Double, y: Double, _ anchor: String) {
        raw("<text class=\"\(name)\" text-anchor=\"\(anchor)\"")
        attribute("x", x)
        attribute("y", y)
        raw(">")
        self.text(text)
        raw("</text>\n")
    }

    /// Appends a line.
    mutating func line(_ name: String, x: (Double, Double), y: (Double, Double)) {
        raw("<line class=\"\(name)\"")
        attribute("x1", x.0)
        attribute("y1", y.0)
        attribute("x2", x.1)
        attribute("y2", y.1)
        raw("/>\n")
    }

    /// Appends a bar that shows a text where it is pointed at.
    mutating func bar(_ bar: DrawnBar, _ title: String) {
        raw("<rect class=\"bar\"")
        attribute("x", bar.x)
        attribute("y", bar.y)
        attribute("width", bar.width)
        attribute("height", bar.height)
        raw(">")
        element("title", title)
        raw("</rect>\n")
    }

    /// Appends a bar as a part of a path.
    mutating func path(_ bar: DrawnBar) {
        raw("M")
        position(bar.x)
        raw(" ")
        position(bar.y)
        raw("h")
        position(bar.width)
        raw("v")
        position(bar.height)
        raw("h")
        position(-bar.width)
        raw("z")
    }
}
