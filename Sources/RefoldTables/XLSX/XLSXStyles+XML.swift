extension XLSXStyles {
    /// The part `xl/styles.xml`.
    var xml: String {
        var xml = XLSXParts.declaration + "<styleSheet xmlns=\"\(XLSXParts.main)\">"
        if !codes.isEmpty {
            xml += "<numFmts count=\"\(codes.count)\">"
            for (index, code) in codes.enumerated() {
                xml += "<numFmt numFmtId=\"\(Self.firstCode + index)\" formatCode=\"\(XLSXText.escaped(code))\"/>"
            }
            xml += "</numFmts>"
        }
        xml += "<fonts count=\"3\">" + ["", "<i/>", "<b/>"].map { "<font>\($0)<sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>" }.joined()
        xml += "</fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
        xml += "<borders count=\"3\">" + Self.border + Self.border(top: Self.thin) + Self.border(bottom: Self.thin) + "</borders>"
        xml += "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
        xml += "<cellXfs count=\"\(looks.count)\">" + looks.map(style).joined() + "</cellXfs>"
        return xml + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"
    }

    private func style(_ look: XLSXLook) -> String {
        let (form, mark) = (look.form, look.mark)
        let format = form.code.flatMap { codes.firstIndex(of: $0) }.map { Self.firstCode + $0 } ?? form.commonNumber
        var xml = "<xf numFmtId=\"\(format)\" fontId=\"\(mark.font)\" fillId=\"0\" borderId=\"\(mark.border)\" xfId=\"0\""
        if format > 0 { xml += " applyNumberFormat=\"1\"" }
        if mark.font > 0 { xml += " applyFont=\"1\"" }
        if mark.border > 0 { xml += " applyBorder=\"1\"" }
        return xml + (form.alignment.map { " applyAlignment=\"1\"><alignment \($0)/></xf>" } ?? "/>")
    }

    private static let thin = " style=\"thin\"><color auto=\"1\"/></"
    private static let border = border()

    private static func border(top: String? = nil, bottom: String? = nil) -> String {
        "<border><left/><right/>" + (top.map { "<top\($0)top>" } ?? "<top/>") + (bottom.map { "<bottom\($0)bottom>" } ?? "<bottom/>") + "<diagonal/></border>"
    }
}
