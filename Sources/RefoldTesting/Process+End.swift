import Dispatch
import Foundation

extension Process {
    /// Runs it and waits for its end. `waitUntilExit` looks every 50 ms, which is longer than most programs of the tests take.
    ///
    /// - Parameter start: starts it.
    public func runToEnd(_ start: (Process) throws -> Void = { try $0.run() }) throws {
        let ended = DispatchSemaphore(value: 0)
        terminationHandler = { _ in ended.signal() }
        try start(self)
        while isRunning, ended.wait(timeout: .now() + .milliseconds(50)) == .timedOut {}
        waitUntilExit()
    }
}
