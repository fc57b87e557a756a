import RefoldValues
import Testing

struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func `the digests are those of FIPS 180-4`(text: String, digest: String) {
        #expect(SHA256.text(of: text.utf8) == digest)
    }

    @Test(arguments: [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128])
    func `bytes that are added in pieces give the same digest`(count: Int) {
        let bytes = (0..<count).map { UInt8($0 & 255) }
        for cut in 0...count {
            var hash = SHA256()
            hash.add(bytes[..<cut])
            hash.add(bytes[cut...])
            #expect(hash.text() == SHA256.text(of: bytes))
        }
    }
}
