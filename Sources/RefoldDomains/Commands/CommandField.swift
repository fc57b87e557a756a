import RefoldCore

/// A field of a command's data. It means the same in every command that has it.
enum CommandField: Int, CaseIterable, Sendable {
    case paymentID, organizationID, customerName, customerEmail, amount, currency, reference
    case userID
    case postID, title, body
    case reason, by

    var name: String {
        switch self {
        case .paymentID: "payment_id"
        case .organizationID: "organization_id"
        case .customerName: "customer_name"
        case .customerEmail: "customer_email"
        case .amount: "amount"
        case .currency: "currency"
        case .reference: "reference"
        case .userID: "user_id"
        case .postID: "post_id"
        case .title: "title"
        case .body: "body"
        case .reason: "reason"
        case .by: "by"
        }
    }

    /// What a field may hold.
    enum Kind: Hashable, Sendable {
        /// A text of at least one character and at most so many bytes of UTF-8.
        case text(limit: Int)
        /// As a text, but beginning with none of ``Payment/reservedPrefixes``.
        case paymentID(limit: Int)
        /// A text with something on both sides of an @ and without control characters.
        case email(limit: Int)
        /// A decimal number, as a JSON number or a text.
        case decimal
    }

    var kind: Kind {
        switch self {
        case .paymentID: .paymentID(limit: Self.usualLimit)
        case .amount: .decimal
        case .body: .text(limit: 65_536)
        case .customerEmail: .email(limit: Self.usualLimit)
        default: .text(limit: Self.usualLimit)
        }
    }

    /// The longest id, name, title or reason, in bytes of UTF-8.
    static let usualLimit = 1024
}

/// The names of fields in their order, ready to be compared with the keys of a line.
struct FieldNames: Sendable {
    let names: [String]
    private let bytes: [[UInt8]]

    init(_ names: [String]) {
        self.names = names
        bytes = names.map { Array($0.utf8) }
    }

    var count: Int { bytes.count }

    /// The number of the field whose name the string `key` is. `guess` is tried first: lines mostly have their keys in one order.
    func index(of key: JSONSlice, in line: Span<UInt8>, guess: Int) -> Int? {
        if guess < bytes.count, key.isEqual(to: bytes[guess], in: line) { return guess }
        for number in bytes.indices where key.isEqual(to: bytes[number], in: line) { return number }
        return nil
    }
}
