import Foundation

/// Where the tests of random worlds keep their files: they make and remove hundreds of thousands of small ones, for which a file system on a
/// disk may look for free inodes most of the time.
enum MemoryFolder {
    /// With a slash at its end. A folder on a disk if the machine has none in memory.
    static let path = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
}
