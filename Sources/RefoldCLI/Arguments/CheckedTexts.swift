// Unsafe here: reads arguments and environment in the system's memory.
import FoundationEssentials
import Glibc
import RefoldValues

/// Checks arguments and environment, whose bytes need not be UTF-8. If invalid bytes were replaced, two paths could become one.
enum CheckedTexts {
    /// Why an argument, or a variable used as a setting or a path, is not valid; nil if all are.
    static func failure() -> RefoldError? {
        for (number, argument) in arguments.enumerated() where String(validating: argument, as: UTF8.self) == nil {
            return failure("argument \(number + 1)")
        }
        let settings = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("REFOLD_") }
        for name in settings.sorted() + ["HOME", "TMPDIR", "XDG_STATE_HOME", "PGPASSFILE"] {
            guard let value = unsafe getenv(name) else { continue }
            if String(validating: unsafe bytes(of: value), as: UTF8.self) == nil { return failure("the environment variable \(name)") }
        }
        return nil
    }

    private static func failure(_ what: String) -> RefoldError {
        RefoldError(
            .usage, "\(what) is no UTF-8", expected: "text in UTF-8",
            remedy: "write it in UTF-8; reach a file of another name through a link, or rename it")
    }

    /// The arguments after the program's name.
    private static var arguments: [[UInt8]] {
        (0..<Int(CommandLine.argc)).dropFirst().compactMap { number in
            unsafe CommandLine.unsafeArgv[number].map { unsafe bytes(of: $0) }
        }
    }

    private static func bytes(of text: UnsafeMutablePointer<CChar>) -> [UInt8] {
        unsafe UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
    }
}
