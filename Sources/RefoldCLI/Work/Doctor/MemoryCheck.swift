import FoundationEssentials
import RefoldStores
import RefoldValues

/// Whether the machine, or the limits of the service, have the memory that a run may take.
struct MemoryCheck: DoctorCheck {
    let subject = "memory"

    /// What a process takes besides the rows that `--memory` bounds, at most.
    private static let besides = 100 << 20

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        guard doctor.hasReadModels else { return [] }
        let limits = [MemoryLimit.ofMachine, MemoryLimit.ofGroup].compactMap { $0 }
        guard let least = limits.min(by: { $0.bytes < $1.bytes }) else { return [] }
        let (wanted, there) = (ByteSize.text(doctor.memory), ByteSize.text(least.bytes))
        guard least.bytes - Self.besides >= doctor.memory else {
            return [
                .warning(
                    subject, "\(there) are available \(least.origin), and --memory lets a run take \(wanted) and some tens of MiB more",
                    remedy: "give runs a smaller --memory; the result is the same")
            ]
        }
        return [.ok(subject, "\(there) are available \(least.origin), and a run takes at most \(wanted) and some tens of MiB more")]
    }
}

/// How much memory is left, and who says so.
struct MemoryLimit: Hashable {
    var bytes: Int
    var origin: String

    /// As the system estimates it; nil if it does not.
    static var ofMachine: MemoryLimit? {
        guard let line = text("/proc/meminfo")?.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
            let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return MemoryLimit(bytes: kibibytes << 10, origin: "on this machine")
    }

    /// What the limits of the service or container leave, of all groups above the process; nil if there are none.
    static var ofGroup: MemoryLimit? {
        let root = "/sys/fs/cgroup"
        var group = text("/proc/self/cgroup")?.split(separator: "\n").first { $0.hasPrefix("0::") }.map { String($0.dropFirst(3)) } ?? "/"
        var left: [Int] = []
        while true {
            let folder = group == "/" ? root : root + group
            if let limit = number("\(folder)/memory.max") { left.append(limit - (number("\(folder)/memory.current") ?? 0)) }
            guard group != "/", let slash = group.lastIndex(of: "/") else { break }
            group = slash == group.startIndex ? "/" : String(group[..<slash])
        }
        return left.min().map { MemoryLimit(bytes: max($0, 0), origin: "by the limit of its control group") }
    }

    private static func number(_ path: String) -> Int? { text(path).flatMap { $0.split(whereSeparator: \.isWhitespace).first }.flatMap { Int($0) } }

    private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
