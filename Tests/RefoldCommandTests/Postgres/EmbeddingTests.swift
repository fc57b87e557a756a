import Foundation
import RefoldTesting
import Testing

/// The libraries in another program.
@Suite("Embedding")
struct EmbeddingTests {
    @Test("The service shown in the README is the one that is built, in fewer than forty lines")
    func readme() throws {
        let source = Page.root.appendingPathComponent("Sources/payments-service/PaymentsService.swift")
        let code = try String(contentsOf: source, encoding: .utf8)
        #expect(try ReadmeTests.blocks("swift").contains(code))
        #expect(code.split(separator: "\n", omittingEmptySubsequences: false).count < 40)
    }

    @Test("A service with its own PostgreSQL takes payments, refuses impossible ones, and answers from its read model")
    func service() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let first = try sandbox.run("payments-service '\(uri)'")
        #expect(first.error == "")
        #expect(
            first.output == """
                p1, version 1: PaymentInitiated
                accepted: p1, version 1
                p1, version 2: PaymentProcessed
                accepted: p1, version 2
                rejected: PaymentIsAlreadyProcessed (the payment has been processed before)
                p1 processed 19.90 EUR Ana

                """)
        let again = try sandbox.run("payments-service '\(uri)'")
        #expect(again.output.hasPrefix("duplicate: p1, version 1\n"))
        #expect(again.output.hasSuffix("p1 processed 19.90 EUR Ana\n"))
    }
}
