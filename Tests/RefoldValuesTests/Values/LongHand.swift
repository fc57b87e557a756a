/// Decimal arithmetic as taught at school, on any number of digits: slow, and independent of the code that it checks.
struct LongHand {
    var isNegative: Bool
    /// The last digit first.
    var digits: [Int]
    var scale: Int

    /// Reads plain text such as `-12.50`.
    init(_ text: String) {
        let body = text.drop { $0 == "-" }
        isNegative = text.hasPrefix("-")
        digits = body.reversed().compactMap(\.wholeNumberValue)
        scale = body.firstIndex(of: ".").map { body.distance(from: $0, to: body.endIndex) - 1 } ?? 0
    }

    /// The value in its shortest plain form; zero has no sign.
    var text: String {
        var digits = digits
        var scale = scale
        while scale > 0, digits.first ?? 0 == 0 {
            if !digits.isEmpty { digits.removeFirst() }
            scale -= 1
        }
        while digits.count > scale + 1, digits.last == 0 { digits.removeLast() }
        while digits.count < scale + 1 { digits.append(0) }
        var text = digits.allSatisfy { $0 == 0 } ? "" : isNegative ? "-" : ""
        for (place, digit) in digits.enumerated().reversed() {
            text += "\(digit)"
            if place == scale, scale > 0 { text += "." }
        }
        return text
    }

    /// Whether the shortest form has at most 38 decimals and, without its point, is an integer of 128 bits.
    var fits: Bool {
        let text = text
        let integer = text.filter { $0 != "." }
        let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
        return decimals <= 38 && Int128(integer) != nil
    }

    func raised(to scale: Int) -> LongHand {
        var result = self
        result.digits = Array(repeating: 0, count: scale - self.scale) + digits
        result.scale = scale
        return result
    }

    /// Negative, 0 or positive if the digits of `a` are below, equal to or above those of `b`.
    private static func order(_ a: [Int], _ b: [Int]) -> Int {
        for place in stride(from: max(a.count, b.count) - 1, through: 0, by: -1) {
            let difference = (place < a.count ? a[place] : 0) - (place < b.count ? b[place] : 0)
            if difference != 0 { return difference }
        }
        return 0
    }

    private static func difference(_ a: [Int], _ b: [Int]) -> [Int] {
        var result = a
        for place in a.indices {
            result[place] -= place < b.count ? b[place] : 0
            if result[place] < 0 {
                result[place] += 10
                result[place + 1] -= 1
            }
        }
        return result
    }

    static prefix func - (a: LongHand) -> LongHand {
        var result = a
        result.isNegative.toggle()
        return result
    }

    static func + (a: LongHand, b: LongHand) -> LongHand {
        let scale = max(a.scale, b.scale)
        var (left, right) = (a.raised(to: scale), b.raised(to: scale))
        if left.isNegative == right.isNegative {
            for place in 0...max(left.digits.count, right.digits.count) {
                if place >= left.digits.count { left.digits.append(0) }
                left.digits[place] += place < right.digits.count ? right.digits[place] : 0
                if left.digits[place] > 9 {
                    left.digits[place] -= 10
                    if place + 1 < left.digits.count { left.digits[place + 1] += 1 } else { left.digits.append(1) }
                }
            }
            return left
        }
        if order(left.digits, right.digits) < 0 { swap(&left, &right) }
        // The larger may still have fewer digits written out.
        while left.digits.count < right.digits.count { left.digits.append(0) }
        left.digits = difference(left.digits, right.digits)
        return left
    }

    static func * (a: LongHand, b: LongHand) -> LongHand {
        var result = LongHand("0")
        result.digits = Array(repeating: 0, count: a.digits.count + b.digits.count + 1)
        for (i, x) in a.digits.enumerated() {
            for (j, y) in b.digits.enumerated() { result.digits[i + j] += x * y }
        }
        for place in result.digits.indices.dropLast() {
            result.digits[place + 1] += result.digits[place] / 10
            result.digits[place] %= 10
        }
        result.isNegative = a.isNegative != b.isNegative
        result.scale = a.scale + b.scale
        return result
    }

    /// The quotient with `scale` decimals, by long division; the doubled remainder decides how it is rounded.
    static func quotient(_ a: LongHand, _ b: LongHand, scale: Int, rounding: String) -> LongHand {
        // Both as integers: a × 10^(scale + b.scale) over b × 10^a.scale.
        let numerator = Array(repeating: 0, count: scale + b.scale) + a.digits
        let divisor = Array(repeating: 0, count: a.scale) + b.digits
        var rest: [Int] = []
        var digits: [Int] = []
        for digit in numerator.reversed() {
            rest.insert(digit, at: 0)
            var count = 0
            while order(rest, divisor) >= 0 {
                rest = difference(rest, divisor)
                count += 1
            }
            digits.insert(count, at: 0)
        }
        var result = LongHand("0")
        (result.digits, result.scale, result.isNegative) = (digits, scale, a.isNegative != b.isNegative)
        let double = order((LongHand.integer(rest) + LongHand.integer(rest)).digits, divisor)
        let raises = rounding != "down" && (double > 0 || double == 0 && (rounding == "half-up" || (digits.first ?? 0) % 2 == 1))
        guard raises else { return result }
        var one = LongHand("1")
        (one.scale, one.isNegative) = (scale, result.isNegative)
        return result + one
    }

    private static func integer(_ digits: [Int]) -> LongHand {
        var result = LongHand("0")
        result.digits = digits
        return result
    }
}
