import RefoldValues

/// The command line of `refold-bench follow`, without what every measure takes.
struct SoakOptions {
    static let word = "follow"
    static let usage = """
        refold-bench follow [--minutes N] [--rate N] [--every SECONDS] [--server URI]
                            [--folder DIR] [--refold PATH]

        Has the program follow a store to which eight writers append single events,
        and prints a line of figures at a time, then whether the rows are those of a
        rebuild. On SQLite, or on PostgreSQL with --server.

          --minutes N      how long (default 20)
          --rate N         events a second of all writers (default 1000; 0: as many as
                           they can)
          --every SECONDS  how often a line is printed (default 30)
        """

    private(set) var minutes = 20
    private(set) var rate = 1000
    private(set) var every = 30
    /// What every measure takes.
    private(set) var rest: [String] = []

    init(_ words: some Sequence<String>) throws(RefoldError) {
        var iterator = words.makeIterator()
        while let word = iterator.next() {
            switch word {
            case "--minutes": minutes = try Options.number(iterator.next(), of: word, in: 1...10_000)
            case "--rate": rate = try Options.number(iterator.next(), of: word, in: 0...1_000_000)
            case "--every": every = try Options.number(iterator.next(), of: word, in: 1...3600)
            default: rest.append(word)
            }
        }
    }
}
