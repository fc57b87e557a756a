// Unsafe here: strerror(3) returns a pointer to a text, which is copied at once.
import Glibc

/// An error of the operating system with a file. All code that turns its error numbers into a cause and a remedy is here.
public struct SystemFailure: Error, Hashable, Sendable {
    /// The purpose of the file, which decides the remedy.
    public enum Purpose: Hashable, Sendable {
        /// An input: definitions, lines to import.
        case input
        /// An output at a path that a person specified.
        case output
        /// An unlinked file in the folder for temporary files.
        case temporary
        /// A file in the work folder that a later run resumes with.
        case kept
    }

    /// The error number, as in `errno`.
    public let code: Int32

    public init(_ code: Int32) { self.code = code }

    /// The last error of the C library on this thread.
    public static var last: SystemFailure { SystemFailure(errno) }

    /// The cause in the system's words: `no space left on device`.
    public var cause: String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        let words = unsafe String(cString: text)
        return words.prefix(1).lowercased() + words.dropFirst()
    }

    /// Whether the cause is something other than a missing path or missing permissions.
    public var isBeyondPermissions: Bool { ![0, ENOENT, ENOTDIR, EACCES, EPERM, EISDIR].contains(code) }

    /// What to do about it.
    public func remedy(for purpose: Purpose) -> String {
        switch code {
        case ENOSPC, EDQUOT: purpose.place.map { "free some space there, or \($0)" } ?? "free some space, then run it again"
        case EMFILE: "let the process open more files (ulimit -n), then run it again"
        case ENFILE: "the whole system has too many files open: close some, or raise fs.file-max, then run it again"
        case ENOMEM: "give the process more memory, then run it again"
        case EFBIG: "let files grow larger (ulimit -f), or use a file system that takes larger ones"
        case EROFS: "the file system is mounted for reading only: \(purpose.place ?? "name a place on another one")"
        case EACCES, EPERM: purpose == .input ? "check the path and its permissions" : "check the permissions of the folder" + other(purpose)
        case ENOENT where purpose == .input, ENOTDIR where purpose == .input: "check the path"
        case ENOENT: "create the folder first" + other(purpose)
        case ENOTDIR: "a part of the path is no folder: \(purpose.place ?? "name another path")"
        case ENAMETOOLONG: "use a shorter name"
        case ELOOP: "the path goes through a link that leads back to itself or must not be one: remove that link"
        case EIO, EUCLEAN: "check the disk and the file system, then run it again"
        case ESTALE: "the file was replaced on the server that has it: run it again"
        case ETXTBSY: "a program that runs is in that file: name another"
        default: "check the path and the file system, then run it again"
        }
    }

    private func other(_ purpose: Purpose) -> String { purpose.place.map { ", or \($0)" } ?? "" }

    /// The error: what failed and why, where, and what to do.
    ///
    /// - Parameter what: a clause: `the file cannot be written`.
    public func error(_ what: String, at path: String, for purpose: Purpose) -> RefoldError {
        let error = RefoldError(.failed, "\(what): \(cause)", at: .named(path), remedy: remedy(for: purpose))
        return Self.ofEverything.contains(code) ? error.ofEverything : error
    }

    /// Errors that other files meet as well.
    private static let ofEverything = [ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM, EROFS, EIO, EUCLEAN]
}

extension SystemFailure.Purpose {
    /// How to choose another place for such files; nil if a person specified the path.
    fileprivate var place: String? {
        switch self {
        case .input, .output: nil
        case .temporary: "set TMPDIR to a folder elsewhere"
        case .kept: "name another --work-folder"
        }
    }
}
