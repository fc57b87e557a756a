import Foundation
import Testing

@Suite("Links of the documentation")
struct LinkTests {
    @Test("Every relative link leads to an existing file and heading")
    func links() throws {
        let pages = try Page.all()
        #expect(pages.count >= 8)
        for page in pages {
            let folder = Page.root.appendingPathComponent(page.path).deletingLastPathComponent()
            for (path, anchor) in page.links {
                let target = path.isEmpty ? Page.root.appendingPathComponent(page.path) : folder.appendingPathComponent(path).standardizedFileURL
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page.path): \(path)")
                guard let anchor, target.pathExtension == "md" else { continue }
                let anchors = try Page(String(target.path.dropFirst(Page.root.path.count + 1))).anchors
                #expect(anchors.contains(anchor), "\(page.path): \(path)#\(anchor)")
            }
        }
    }

    @Test("Every page except the top page is linked from another, and the top page links those of the four folders")
    func reached() throws {
        let pages = try Page.all()
        var linked: Set<String> = ["README.md"]
        for page in pages {
            let folder = Page.root.appendingPathComponent(page.path).deletingLastPathComponent()
            for (path, _) in page.links where !path.isEmpty {
                linked.insert(String(folder.appendingPathComponent(path).standardizedFileURL.path.dropFirst(Page.root.path.count + 1)))
            }
        }
        for page in pages { #expect(linked.contains(page.path), "\(page.path) is linked from nowhere") }
        let top = Set(try Page("README.md").links.map(\.path))
        for folder in ["Reports", "Jobs", "Sources", "Tests"] { #expect(top.contains("\(folder)/README.md")) }
    }
}
