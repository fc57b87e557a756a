import Foundation
import RefoldTesting
import Testing
@testable import RefoldValues

@Suite("Words for a shell")
struct ShellWordTests {
    @Test("A shell reads every quoted word back byte by byte")
    func roundTrip() throws {
        let words = OddTexts.all + ["", "plain", "it's", "$HOME `x` \\", "a b", "*", "-n"]
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", "printf '%s\\n' " + words.map(ShellWord.quoted).joined(separator: " ")]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(Array(said) == words.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] })
    }
}
