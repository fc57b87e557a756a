import RefoldJSON

/// The scanner's result for a text: the kind of its value, or the reason for refusal.
func verdict(_ bytes: [UInt8], depthLimit: Int = JSONScanner.maximumDepth) -> Result<JSONKind, JSONFault> {
    do throws(JSONFault) {
        return .success(try JSONScanner.scanDocument(bytes.span, depthLimit: depthLimit).kind)
    } catch {
        return .failure(error)
    }
}

/// Why the check for repeated keys refuses a text; nil if it accepts it.
func keyCheckFault(_ bytes: [UInt8]) -> JSONFault? {
    var check = JSONObjectCheck()
    do throws(JSONFault) {
        _ = try check.scanDocument(bytes.span)
        return nil
    } catch {
        return error
    }
}

/// The values that a plan finds in a payload, or the reason for refusal.
func extract(_ plan: inout JSONFieldPlan, _ bytes: [UInt8]) -> Result<[JSONSlice], JSONFault> {
    var fields = [JSONSlice](repeating: .missing, count: plan.paths.count)
    do throws(JSONFault) {
        var span = fields.mutableSpan
        try plan.extract(from: bytes.span, into: &span)
    } catch {
        return .failure(error)
    }
    return .success(fields)
}

/// Why a plan of these paths refuses a payload; nil if it accepts it.
func planFault(_ paths: [[String]], _ bytes: [UInt8]) -> JSONFault? {
    var plan = JSONFieldPlan(paths: paths)
    return extract(&plan, bytes).fault
}

/// Whether two texts have the same content, compared in both directions.
func isSameContent(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    let forwards = JSONCanonical.isEqual(one.span, other.span)
    return forwards == JSONCanonical.isEqual(other.span, one.span) && forwards
}

extension Result {
    /// Why it failed; nil if it did not.
    var fault: Failure? {
        if case .failure(let fault) = self { fault } else { nil }
    }
}
