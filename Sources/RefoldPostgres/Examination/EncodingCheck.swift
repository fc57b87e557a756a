import RefoldStores
import RefoldValues

/// Whether the database can hold every text.
struct EncodingCheck: PostgresCheck {
    let subject = "encoding"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        let found = try server.ask(
            "SELECT pg_encoding_to_char(encoding), current_setting('client_encoding'), datname FROM pg_database WHERE datname = current_database()")
        let encoding = found.text(0, 0)
        guard encoding == "UTF8" else {
            return [
                .warning(
                    subject, "the database \"\(found.text(0, 2))\" is in \(encoding): texts with other letters cannot be written, and bytes of the wrong kind cannot be read",
                    remedy: "make a database with ENCODING 'UTF8' and move the data there with pg_dump")
            ]
        }
        return [.ok(subject, "\(encoding), and \(found.text(0, 1)) for this session")]
    }
}
