import RefoldDomain
import RefoldPayments
import RefoldPosts
import RefoldUserAccess
import RefoldValues
import Testing
@testable import RefoldCLI

extension DomainList {
    /// The domains of the program `refold`.
    static let builtIn = DomainList([Payments(), UserAccesses(), Posts()])
}

@Suite("The domains of a run")
struct DomainListTests {
    private func chosen(_ value: String?) throws(RefoldError) -> [String] {
        try DomainList.builtIn.chosen(value.map { Settings.Choice(value: $0, origin: "--domains") }).names
    }

    @Test("All domains are available unless some of them, or none, are chosen")
    func choice() throws {
        #expect(try chosen(nil) == ["payments", "accesses", "posts"])
        #expect(try chosen("posts,payments") == ["payments", "posts"])
        #expect(try chosen("none").isEmpty)
    }

    @Test("An unknown name is refused with the known ones", arguments: ["payment", "", "payments,none", "payments,"])
    func unknown(value: String) throws {
        let error = #expect(throws: RefoldError.self) { try chosen(value) }
        #expect(error?.status == .usage)
        #expect(error?.description.contains("expected \"payments\", \"accesses\", \"posts\" or \"none\"") == true)
    }

    @Test("An empty list in the settings file leaves out all domains, and a flag overrides it")
    func settings() throws {
        func names(_ typed: [String], _ file: String, _ environment: [String: String] = [:]) throws -> [String] {
            let arguments = try Arguments(["status"] + typed) { _ throws(RefoldError) in [] }
            let file = try SettingsFile.read(file.utf8, name: "refold.json5")
            return try DomainList.builtIn.chosen(Settings(arguments, environment: environment, file: file).domains).names
        }
        #expect(try names([], "{}").count == 3)
        #expect(try names([], "{domains: []}").isEmpty)
        #expect(try names([], "{domains: ['posts']}") == ["posts"])
        #expect(try names([], "{domains: ['posts']}", ["REFOLD_DOMAINS": "accesses"]) == ["accesses"])
        #expect(try names(["--domains", "payments"], "{domains: []}", ["REFOLD_DOMAINS": "accesses"]) == ["payments"])
    }

    @Test("Names used by two domains stop the program, with all of them at once")
    func twice() throws {
        try DomainList.builtIn.check()
        let error = #expect(throws: RefoldError.self) { try DomainList([Posts(), Posts()]).check() }
        let found = error?.faults.map(\.what) ?? []
        #expect(found.first == "the domain \"posts\" is defined twice")
        #expect(found.contains("the projection \"posts\" is defined twice"))
        #expect(found.contains("the command \"PublishPost\" is defined twice"))
        #expect(found.contains("the question \"posts top\" is defined twice"))
    }

    @Test("Help shows the verbs and topics of the run's domains")
    func help() {
        let posts = DomainList([Posts()])
        #expect(Help.text(for: QueryVerb.self, posts).hasPrefix("refold query: ask for posts\n\nrefold query posts get ID\n"))
        #expect(!Help.text(for: QueryVerb.self, posts).contains("--from"))
        #expect(Help.text(for: IngestVerb.self, posts).contains("\n  PublishPost   post_id title body by\n"))
        #expect(!Help.text(for: IngestVerb.self, posts).contains("payment"))
        #expect(!Help.firstScreen(posts).contains("payments"))
        for verb in VerbTable.all { #expect(!Help.text(for: verb, DomainList([])).contains("PublishPost")) }
    }
}
