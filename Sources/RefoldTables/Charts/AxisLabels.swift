/// The labels below the horizontal axis, none of which touches another or leaves the drawing.
struct AxisLabels {
    struct Label {
        /// The middle of the text, and of the mark on the axis, from the left of the drawing.
        var x: Double
        var mark: Double
        var text: String
    }

    /// The labels of places.
    private(set) var lower: [Label] = []
    /// Below them what several share, as the year of months; it begins at its label.
    private(set) var upper: [Label] = []

    /// What there is to label: a position on the axis, its text, and the text of the group that it is in.
    struct Tick {
        var position: Double
        var text: String
        var group = ""
        var beginsGroup = false
    }

    /// How far texts are apart.
    private static let gap = 7.0

    init(_ places: ChartPlaces, _ frame: ChartFrame) {
        switch places.scale {
        case .names: name(places, frame)
        case .numbers(let isWhole): number(places, frame, isWhole: isWhole)
        case .calendar(let scale): date(places, frame, scale)
        }
        if lower.isEmpty { ends(places, frame) }
    }

    private mutating func name(_ places: ChartPlaces, _ frame: ChartFrame) {
        let band = abs(frame.x(1) - frame.x(0))
        // Short texts beside every bar are better than long ones beside some.
        let most = band >= frame.letter * 4.5 ? band - Self.gap : frame.letter * 9
        let texts = places.labels.map { LabelWidth.shortened($0, to: min(most, frame.letter * 14), size: frame.letter) }
        for each in 1...max(texts.count, 1) {
            let ticks = stride(from: 0, to: texts.count, by: each).map { Tick(position: places.positions[$0], text: texts[$0]) }
            guard take(ticks, frame) else { continue }
            isComplete = each == 1 && texts == places.labels
            return
        }
    }

    /// Whether every name is there, unshortened.
    private(set) var isComplete = false

    private mutating func number(_ places: ChartPlaces, _ frame: ChartFrame, isWhole: Bool) {
        guard let low = places.positions.first, let high = places.positions.last else { return }
        // Each whole number has a label if there is room, as each year should.
        for count in stride(from: isWhole ? 40 : 10, through: 1, by: -1) {
            let scale = ValueTicks(low, high, count: count, isInside: true, isPlain: true, isWhole: isWhole)
            if take(scale.ticks.map { Tick(position: $0.value, text: $0.text) }, frame) {
                note = scale.note
                return
            }
        }
    }

    /// What letters in the labels say; empty if there are none.
    private(set) var note = ""

    private mutating func date(_ places: ChartPlaces, _ frame: ChartFrame, _ scale: CalendarScale) {
        guard let low = places.positions.first, let high = places.positions.last else { return }
        for level in CalendarLevel.levels(of: scale.unit) {
            // A letter's width per label is less than any label needs.
            let most = frame.width / frame.letter
            guard let ticks = level.ticks(from: Int64(low), through: Int64(high), scale, most: Int(most)), take(ticks, frame) else { continue }
            group(ticks, frame)
            return
        }
    }

    /// The first and the last value alone.
    private mutating func ends(_ places: ChartPlaces, _ frame: ChartFrame) {
        let ends = [places.labels.indices.first, places.labels.indices.last].compactMap { $0 }
        let ticks = ends.map {
            Tick(position: places.positions[$0], text: LabelWidth.shortened(places.labels[$0], to: frame.width / 2.5, size: frame.letter))
        }
        if !take(Array(ticks.prefix(ticks.count > 1 && ends[0] == ends[1] ? 1 : 2)), frame) { _ = take(Array(ticks.prefix(1)), frame) }
    }

    /// Takes the ticks if their texts do not touch.
    private mutating func take(_ ticks: [Tick], _ frame: ChartFrame) -> Bool {
        var labels: [Label] = []
        var end = -Double.infinity
        for tick in ticks {
            let (label, half) = Self.label(tick.text, at: frame.x(tick.position), frame)
            guard label.x - half >= end else { return false }
            end = label.x + half + Self.gap
            labels.append(label)
        }
        lower = labels
        return !labels.isEmpty
    }

    /// Labels the groups: where they begin, and the first tick, unless the next group begins too near.
    private mutating func group(_ ticks: [Tick], _ frame: ChartFrame) {
        var end = Double.infinity
        for (number, tick) in ticks.enumerated().reversed() where !tick.group.isEmpty && (tick.beginsGroup || number == 0) {
            let (label, half) = Self.label(tick.group, at: frame.x(tick.position), frame)
            guard label.x + half <= end else { continue }
            end = label.x - half - Self.gap
            upper.insert(label, at: 0)
        }
    }

    /// A label and half its width; it is moved where it would leave the drawing.
    private static func label(_ text: String, at x: Double, _ frame: ChartFrame) -> (Label, half: Double) {
        let half = LabelWidth.of(text, size: frame.letter) / 2
        return (Label(x: min(max(x, half + 1), frame.size.width - half - 1), mark: x, text: text), half)
    }
}
