import FoundationEssentials

/// Ways from one place among the files to another.
enum RelativePath {
    /// The way from a folder to a file, by their names alone: `../Jobs/nightly.json5`.
    static func way(from folder: String, to file: String) -> String {
        func parts(_ path: String) -> [String] { URL(fileURLWithPath: path).standardizedFileURL.pathComponents }
        let (from, to) = (parts(folder), parts(file))
        let common = zip(from, to).prefix { $0 == $1 }.count
        return ([String](repeating: "..", count: from.count - common) + to.dropFirst(common)).joined(separator: "/")
    }
}
