import Foundation
import RefoldCore
import RefoldSQLite
import RefoldValues

/// Payments as files to import, and the contents of stores, so that whole states can be compared.
enum RecordedPayments {
    /// Payments as NDJSON: two events per number, including the time of recording, so that stores of them are always equal.
    static func lines(_ payments: Range<Int>) -> [String] {
        payments.flatMap { payment in
            let amount = "\(payment % 997).\(10 + payment % 90)"
            return [
                line(payment, 1, "PaymentInitiated", initiated(payment, amount: amount)),
                payment.isMultiple(of: 3)
                    ? line(payment, 2, "PaymentFailed", #"{"payment_id":"p\#(payment)","organization_id":"o\#(payment % 7)","reason":"card_declined","by":"g"}"#)
                    : line(payment, 2, "PaymentProcessed", #"{"payment_id":"p\#(payment)","organization_id":"o\#(payment % 7)","by":"g"}"#),
            ]
        }
    }

    /// One command that creates each payment, and one that processes it.
    static func commands(_ payments: Range<Int>) -> [String] {
        payments.flatMap { payment in
            [
                #"{"id":"c\#(payment)","command":"CreatePayment","data":\#(initiated(payment, amount: "\(payment % 997).10"))}"#,
                #"{"id":"d\#(payment)","command":"ProcessPayment","data":{"payment_id":"p\#(payment)","by":"g"}}"#,
            ]
        }
    }

    private static func line(_ payment: Int, _ version: Int, _ type: String, _ data: String) -> String {
        let time = "2024-\(10 + payment % 3)-\(10 + payment % 20)T0\(version):00:00Z"
        return #"{"stream":"p\#(payment)","version":\#(version),"type":"\#(type)","occurred_at":"\#(time)","recorded_at":"\#(time)","data":\#(data)}"#
    }

    private static func initiated(_ payment: Int, amount: String) -> String {
        #"{"payment_id":"p\#(payment)","organization_id":"o\#(payment % 7)","customer_name":"Zoë \#(payment)","customer_email":"z@example.com","#
            + #""amount":"\#(amount)","currency":"EUR","by":"u"}"#
    }

    /// Every event of a store in order, one line each; without the time of recording, which differs between runs if the file does not give
    /// it.
    static func events(in path: String) throws -> [String] {
        let store = try SQLiteEventStore(path: path, access: .reading)
        let batch = EventBatch(events: 1024)
        let scan = try store.scan(EventQuery(after: 0, through: store.bound(), types: nil, columns: .all))
        var lines: [String] = []
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count {
                let event = batch[index]
                let texts = [event.id, event.stream, event.data, event.metadata].map { batch.text($0) }
                lines.append("\(event.position) \(event.version) \(batch.typeNames[Int(event.type)]) \(event.occurredAt) \(texts)")
            }
        }
        return lines
    }
}

extension Sandbox {
    /// The path of a file in the folder that commands run in.
    func path(_ name: String) -> String { folder.appendingPathComponent("work/\(name)").path }

    /// The bytes of a file in the folder that commands run in, nil if there is none.
    func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: path(name)) }

    func write(_ lines: [String], to name: String) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    /// The present rows in the view of a projection, as bytes.
    func servedRows(of projection: String = "payments", store: String = "events.db") throws -> Data {
        let exported = try run("refold export \(projection) --store sqlite:\(store) > served.csv")
        guard exported.status == 0 else { throw RefoldError(.failed, exported.error) }
        return bytes("served.csv") ?? Data()
    }

    /// The reports of the project.
    static let definitions =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Reports").standardizedFileURL.path
}
