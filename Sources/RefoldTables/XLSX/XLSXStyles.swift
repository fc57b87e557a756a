import RefoldValues

/// The styles of a workbook, in the order in which its cells needed them.
struct XLSXStyles {
    /// The first is that of cells without a style.
    private(set) var looks = [XLSXLook(form: .general)]
    private var numbers = [XLSXLook(form: .general): 0]
    /// The number formats that not every workbook has.
    private(set) var codes: [String] = []
    /// How cells of each style begin, one after the other, each as many times as there are ``XLSXGap``: `<c s="4"><v>`.
    private var openings: [UInt8] = []
    /// Where each part of ``openings`` begins, and where the last ends.
    private var places = [0]

    /// The number that the first of ``codes`` has.
    static let firstCode = 164

    init() { addOpenings(0, .general) }

    /// The number of a style, which is made if there is none.
    mutating func number(of look: XLSXLook) -> Int {
        if let number = numbers[look] { return number }
        let number = looks.count
        looks.append(look)
        numbers[look] = number
        addOpenings(number, look.form)
        if let code = look.form.code, !codes.contains(code) { codes.append(code) }
        return number
    }

    /// Appends how a cell of a style begins, after what the cell before it ends with.
    @inline(__always)
    func append(openingOf number: Int, after gap: XLSXGap = .nothing, to xml: inout [UInt8]) {
        let place = number * XLSXGap.allCases.count + gap.rawValue
        ByteRuns.append(openings.span, places[place]..<places[place + 1], to: &xml)
    }

    private mutating func addOpenings(_ number: Int, _ form: XLSXForm) {
        for gap in XLSXGap.allCases {
            openings += gap.xml.utf8
            openings += Self.opening(number, form)
            places.append(openings.count)
        }
    }

    private static func opening(_ number: Int, _ form: XLSXForm) -> [UInt8] {
        // Without it white space at the ends of a text, and between its words, may be lost.
        if form.isText { return Array("<c s=\"\(number)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8) }
        return Array((form == .boolean ? "<c s=\"\(number)\" t=\"b\"><v>" : "<c s=\"\(number)\"><v>").utf8)
    }
}
