import FoundationEssentials
import RefoldStores
import RefoldValues

/// Identifies the last row of a page, so that the next page begins after it even if rows were added meanwhile.
///
/// Opaque to callers: its text may change between versions of Refold.
public struct PageCursor: Sendable {
    /// The row's values of the columns by which the list is sorted.
    public let values: [CellValue]
    /// The list to which it belongs; a cursor of another list is refused.
    public let list: String

    public init(_ values: [CellValue], in list: String) {
        self.values = values
        self.list = list
    }

    /// The cursor from its ``text``.
    ///
    /// - Throws: `.usage` if the text is not a cursor or is damaged. The row that it identifies need not exist.
    public init(_ text: String) throws(RefoldError) {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard !text.contains(where: { "+/=".contains($0) }), let data = Data(base64Encoded: base64),
            let form = try? JSONDecoder().decode(Form.self, from: data)
        else { throw Self.refusal("the cursor cannot be read", expected: "a cursor as an earlier page gave it, whole") }
        self.init(form.values.map(\.value), in: form.list)
    }

    /// The cursor in letters, digits, `-` and `_` only.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and integers can always be encoded as JSON.
        let data = (try? encoder.encode(Form(list: list, values: values.map(Form.Value.init)))) ?? Data()
        return data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Checks that the cursor belongs to a list.
    ///
    /// - Parameters:
    ///   - kinds: for each column of the list's order, whether it is a text.
    ///   - range: of the first value; nil for all.
    /// - Throws: `.usage` if it belongs to another list.
    public func require(list wanted: String, texts kinds: [Bool], within range: Range<Int64>? = nil) throws(RefoldError) {
        let own = values.map { value in if case .text = value { true } else { false } }
        let isWithin = if let range, case .integer(let first)? = values.first { range.contains(first) } else { true }
        guard list.utf8.elementsEqual(wanted.utf8), own == kinds, isWithin else {
            throw Self.refusal("the cursor belongs to another list", expected: "a cursor that a page of this list gave")
        }
    }

    private static func refusal(_ what: String, expected: String) -> RefoldError {
        RefoldError(.usage, what, at: .named("the page asked for"), expected: expected, remedy: "begin with the first page")
    }

    /// The text's JSON: `{"list":"posts last","values":[1700000000000000,"post-1"]}`.
    private struct Form: Codable {
        var list: String
        var values: [Value]

        struct Value: Codable {
            var value: CellValue

            init(_ value: CellValue) { self.value = value }

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    value = .text(text)
                } else {
                    value = .integer(try container.decode(Int64.self))
                }
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch value {
                case .text(let text): try container.encode(text)
                case .integer(let value): try container.encode(value)
                }
            }
        }
    }
}

extension PageCursor: Hashable {
    /// Compares texts by their bytes.
    public static func == (a: PageCursor, b: PageCursor) -> Bool { a.values == b.values && ExactText(a.list) == ExactText(b.list) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(values)
        hasher.combine(ExactText(list))
    }
}
