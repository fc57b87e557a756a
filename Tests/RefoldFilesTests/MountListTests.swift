import Testing

@testable import RefoldFiles

@Suite("The list of file systems")
struct MountListTests {
    private static let list = MountList(
        """
        22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
        36 22 0:31 / /srv/data rw,noatime master:1 - nfs4 server:/data rw
        37 36 8:2 / /srv/data/local rw - xfs /dev/sdb rw
        38 22 0:32 / /mnt/with\\040blank rw - cifs //server/x rw
        39 38 0:33 / /mnt/with\\040blank rw - tmpfs none rw
        """)

    @Test("A folder is on the file system that is mounted nearest above it, last", arguments: [
        ("/", "ext4"), ("/srv", "ext4"), ("/srv/data", "nfs4"), ("/srv/data/a/b", "nfs4"), ("/srv/database", "ext4"), ("/srv/data/local/x", "xfs"), ("/mnt/with blank/x", "tmpfs"),
    ])
    func kinds(path: String, kind: String) { #expect(Self.list.kind(of: path) == kind) }

    @Test("Those of other machines are told from those of this one, and an empty list knows nothing")
    func network() {
        #expect(["nfs", "nfs4", "cifs", "fuse.sshfs"].allSatisfy(MountList.isNetwork) && !["ext4", "tmpfs", "overlay", "fuse"].contains(where: MountList.isNetwork))
        #expect(MountList("").kind(of: "/") == nil)
    }
}
