/// The style sheet of charts. Each series has a colour, and on lines a pattern of dashes and a shape of marks.
enum ChartStyle {
    /// How many patterns of dashes there are. With three shapes of marks, no two of twelve series have the same of both.
    static let dashes = 4

    /// One per series. Each has a contrast of at least 3 to 1 on its ground, and they differ for people who do not see all colours.
    private static let light = [
        "#1f5fa8", "#d97c49", "#7d9a88", "#6f0042", "#4d3d00", "#2697f8", "#cf4059", "#640864", "#a68bb5", "#b67a0d", "#112e8d", "#323b1f",
    ]
    private static let dark = [
        "#6ea8fe", "#ea7b5b", "#4df7bb", "#936fa1", "#fed761", "#cedcff", "#d8475d", "#5a74dd", "#af6c02", "#a0c2ff", "#de9936", "#a09caa",
    ]

    static let sheet = """
        :root { \(variables(light)) }
        @media screen and (prefers-color-scheme: dark) { :root { \(variables(dark)) } }
        \(light.indices.map { ".s\($0) { --own: var(--c\($0)); }" }.joined(separator: "\n"))
        .chart { margin: 2rem 0 0; }
        figcaption { margin-bottom: .5rem; font-size: 1.15rem; line-height: 1.3; font-weight: 600; }
        .legend { display: flex; flex-wrap: wrap; gap: .125rem 1.25rem; margin: 0 0 .5rem; padding: 0; list-style: none; font-size: .875rem; }
        .legend li { display: flex; align-items: center; gap: .5rem; }
        .key { flex: none; height: .875rem; }
        .note { margin: .25rem 0 0; color: var(--soft); font-size: .875rem; }
        .wide-drawing, .narrow-drawing { display: block; width: 100%; height: auto; }
        .narrow-drawing { display: none; }
        .wide-drawing { font-size: 13px; }
        .narrow-drawing { font-size: 12px; }
        .chart text { fill: var(--soft); font-variant-numeric: tabular-nums; }
        .chart .group { fill: var(--ink); }
        .chart .name { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round; }
        .grid { stroke: var(--rule); }
        .zero, .mark { stroke: var(--strong); }
        .bar { fill: var(--own); }
        .line { fill: none; stroke: var(--own); stroke-width: 2; stroke-linejoin: round; stroke-linecap: butt; }
        .dash1 { stroke-dasharray: 7 3; }
        .dash2 { stroke-dasharray: 2.5 2.5; }
        .dash3 { stroke-dasharray: 9 3 2.5 3; }
        .area { fill: var(--own); opacity: .25; }
        .area.stacked { opacity: .8; }
        .point { fill: var(--own); stroke: var(--ground); }
        @media screen and (max-width: 47rem) {
          .wide-drawing { display: none; }
          .narrow-drawing { display: block; max-width: 34rem; } }
        @media print { .bar, .area, .line, .point { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }

        """

    private static func variables(_ colours: [String]) -> String {
        colours.enumerated().map { "--c\($0): \($1);" }.joined(separator: " ")
    }
}
