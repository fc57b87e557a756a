// Unsafe here: strerror(3) gives a pointer to a text that is copied at once.

import Foundation

/// The words of the operating system for its error numbers.
enum SystemError {
    static func text(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text).lowercased()
    }
}
