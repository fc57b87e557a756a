import RefoldStores
import RefoldValues
import Testing

@testable import RefoldCLI

@Suite("The clock of this machine")
struct ClockTests {
    @Test("A year before the program was there, or far after it, is missing a right clock")
    func year() throws {
        for (text, level) in [("1970-01-02T00:00:00Z", ExaminationFinding.Level.missing), ("2026-01-01T00:00:00Z", .ok), ("2500-01-01T00:00:00Z", .missing)] {
            #expect(YearCheck.finding(try #require(Timestamp(text))).level == level)
        }
    }
}
