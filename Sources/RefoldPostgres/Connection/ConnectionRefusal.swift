import RefoldValues

/// Why a server was not connected to, by what libpq said of it.
struct ConnectionRefusal {
    /// The words of libpq, or of the server. Never shown where they could hold a secret.
    let said: String
    /// Whether it failed while the two sides agreed on encryption.
    let isInTLS: Bool
    /// The `sslmode` in effect.
    let mode: String?
    let wantsPassword: Bool
    /// The file in which libpq looked for a password.
    let passwordFile: String?
    /// The file of certificates by which the server's is tried; nil for the usual one.
    let rootCertificate: String?

    static let remedy = "check that the server is up and the URI names its host, port and database"

    /// - Parameter name: the database, without secrets.
    func error(at name: String) -> RefoldError {
        let place = Place.named(name)
        func known(_ state: String) -> RefoldError {
            PostgresFailure(state: state, message: "", isDisconnected: false).error(at: name, operation: "connect")
        }
        if wantsPassword || said.contains("no password supplied") { return missingPassword(place) }
        if let error = certificate(place) { return error }
        // Unless encryption was ruled out, libpq tries once more without it, and the server's last words are about that.
        if said.contains("authentication failed") { return known("28000") }
        if said.contains("pg_hba.conf") {
            guard mode == "disable", !said.contains("[local]") else { return known("28000") }
            return RefoldError(
                .failed, "cannot connect: the server refuses this user without TLS", at: place, remedy: "add sslmode=verify-full and sslrootcert=FILE to the URI"
            ).ofEverything
        }
        if said.contains("role \""), said.contains("does not exist") { return known("28000") }
        if said.contains("too many") || said.contains("remaining connection slots") { return known("53300") }
        if said.contains("database \""), said.contains("does not exist") { return known("3D000") }
        var error = RefoldError(.failed, "cannot connect: \(reason)", at: place, remedy: Self.remedy)
        let states = said.matches(of: Self.stated).map { String($0.output.2) }
        // Without a state nobody answered.
        error.isOfConnection = states.isEmpty ? !isInTLS || isCutOff : states.contains(where: PostgresFailure.mayPass)
        return error
    }

    /// Whether the other side went away, as one that is down behind a proxy does. What it says of encryption stays so.
    private var isCutOff: Bool {
        ["server closed the connection", "could not receive data", "could not send", "SSL SYSCALL error"].contains(where: said.contains)
    }

    /// A SQLSTATE, as libpq writes it after the severity. A severity may have five letters too, but no digit.
    private static var stated: Regex<(Substring, Substring, Substring)> { #/(: +)((?=[A-Z]*[0-9])[0-9A-Z]{5}): /# }

    /// The first line, without its SQLSTATE. What comes before the colon is the address, which the place has already.
    private var reason: String {
        said.split(separator: "\n").first.map { String($0).trimmingBlanks.replacing(Self.stated) { $0.output.1 } } ?? "no reason given"
    }

    private func missingPassword(_ place: Place) -> RefoldError {
        if let fault = PasswordFile(at: passwordFile).fault {
            return RefoldError(.failed, "the server wants a password, and \(fault.what)", at: place, remedy: fault.remedy)
        }
        return RefoldError(
            .failed, "the server wants a password", at: place,
            remedy: "put it into ~/.pgpass (PGPASSFILE) or the environment variable PGPASSWORD")
    }

    /// What is said where the certificate of this client is at fault.
    private static let ofClient = [
        "alert unknown ca", "private key file", "valid client certificate", "certificate required", "certificate authentication failed",
    ]

    /// What is wrong with TLS; nil if that is not it.
    private func certificate(_ place: Place) -> RefoldError? {
        func failed(_ what: String, remedy: String) -> RefoldError {
            RefoldError(.failed, "cannot connect: \(what)", at: place, remedy: remedy).ofEverything
        }
        let root = rootCertificate.flatMap { $0.isEmpty ? nil : $0 } ?? "~/.postgresql/root.crt"
        if said.contains("does not match host name") {
            return failed(
                "the server's certificate is for another name than that of the host: \(reason.components(after: "server certificate for "))",
                remedy: "name the host as the certificate does, with hostaddr=ADDRESS if that name leads elsewhere, or have a certificate made for this host")
        }
        if said.contains("root certificate file"), said.contains("does not exist") {
            return failed(
                "there is no file \(root) by which the server's certificate could be checked",
                remedy: "name the certificate of the authority that signed the server's: sslrootcert=FILE in the URI")
        }
        if said.contains("certificate verify failed") {
            return failed(
                "the server's certificate does not hold: it has expired, or nobody in \(root) has signed it",
                remedy: "name the authority that signed it with sslrootcert=FILE, or have the server's certificate renewed")
        }
        if said.contains("server does not support SSL") {
            return failed("the server has no TLS, which sslmode asks for", remedy: "set ssl = on with a certificate on the server, or name the server that has it")
        }
        if Self.ofClient.contains(where: said.contains) {
            return failed(
                "the server wants a certificate of this client, which is missing, lacks its key, or is not for this user",
                remedy: "name one that is made out to this user: sslcert=FILE and sslkey=FILE in the URI")
        }
        return nil
    }
}

extension String {
    /// Without the blanks around it.
    fileprivate var trimmingBlanks: String {
        let head = drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(head.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }

    /// What follows a text; all if it is not there.
    fileprivate func components(after text: String) -> String { firstRange(of: text).map { String(self[$0.upperBound...]) } ?? self }
}
