import Glibc
import RefoldValues
import Testing

@Suite("Causes that the operating system names")
struct SystemFailureTests {
    @Test(
        "Each has its own remedy, and only a lack of permissions is told as one",
        arguments: [
            (ENOSPC, "no space left on device", "free some space"), (EDQUOT, "disk quota exceeded", "free some space"),
            (EMFILE, "too many open files", "ulimit -n"), (ENFILE, "too many open files in system", "fs.file-max"),
            (EFBIG, "file too large", "ulimit -f"), (EROFS, "read-only file system", "for reading only"),
            (ENAMETOOLONG, "file name too long", "shorter name"), (ELOOP, "too many levels of symbolic links", "remove that link"),
            (EIO, "input/output error", "check the disk"), (EACCES, "permission denied", "permissions"), (ENOENT, "no such file or directory", "folder first"),
        ])
    func remedies(code: Int32, cause: String, remedy: String) {
        let failure = SystemFailure(code)
        #expect(failure.cause == cause)
        #expect(failure.remedy(for: .output).contains(remedy))
        #expect(failure.remedy(for: .output).contains("permissions") == (code == EACCES))
    }

    @Test("The remedy for the work folder is --work-folder, for the folder of temporary files TMPDIR")
    func purposes() {
        let full = SystemFailure(ENOSPC)
        #expect(
            full.error("a temporary file cannot be written", at: "/work", for: .kept)
                == RefoldError(
                    .failed, "a temporary file cannot be written: no space left on device", at: .named("/work"),
                    remedy: "free some space there, or name another --work-folder").ofEverything)
        #expect(full.remedy(for: .temporary) == "free some space there, or set TMPDIR to a folder elsewhere")
        #expect(full.remedy(for: .output) == "free some space, then run it again")
    }
}
