import Testing

@Suite("The folder in which the program is tried")
struct SandboxTests {
    @Test("What is started there has no signal blocked, so that a shell learns of the end of what it waits for")
    func signals() throws {
        #expect(try Sandbox().run("grep SigBlk /proc/self/status").output == "SigBlk:\t0000000000000000\n")
    }
}
