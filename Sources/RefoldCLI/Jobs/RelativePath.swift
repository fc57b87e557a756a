import FoundationEssentials

/// Ways from one place among the files to another.
enum RelativePath {
    /// A path without what leads nowhere: `out/a` for `./out//a`. Nothing for the working directory.
    static func plain(_ path: String) -> String {
        (path.hasPrefix("/") ? "/" : "") + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The way from a folder to a file, by their names alone: `../Jobs/nightly.json5`.
    static func way(from folder: String, to file: String) -> String {
        func parts(_ path: String) -> [String] { URL(fileURLWithPath: path).standardizedFileURL.pathComponents }
        let (from, to) = (parts(folder), parts(file))
        let common = zip(from, to).prefix { $0 == $1 }.count
        return ([String](repeating: "..", count: from.count - common) + to.dropFirst(common)).joined(separator: "/")
    }
}
