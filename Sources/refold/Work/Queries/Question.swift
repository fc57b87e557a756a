import RefoldCore
import RefoldDefinitions
import RefoldDomains
import RefoldReports

/// What was asked on the command line.
struct Question: Hashable {
    enum Subject: Hashable {
        case payment(String)
        case payments(organization: String, PageRequest)
        case analytics(organization: String, Range<CalendarDate>?)
        case access(String)
        case suspended(PageRequest)
        case post(String)
        case lastPosts(PageRequest)
        case topPosts(PageRequest)
        case posts(user: String, PageRequest)
    }

    /// `payments list`.
    let words: String
    let subject: Subject

    /// - Throws: status 2 for words that are no question, and for flags that are not its own.
    init(_ arguments: Arguments) throws(RefoldError) {
        let form = try Form(arguments.words)
        words = form.words
        try form.check(arguments)
        switch form {
        case .payment: subject = .payment(try form.id(arguments))
        case .payments: subject = .payments(organization: try arguments.organization(for: words), try arguments.page())
        case .analytics: subject = .analytics(organization: try arguments.organization(for: words), try arguments.days())
        case .access: subject = .access(try form.id(arguments))
        case .suspended: subject = .suspended(try arguments.page())
        case .post: subject = .post(try form.id(arguments))
        case .lastPosts: subject = .lastPosts(try arguments.page())
        case .topPosts: subject = .topPosts(try arguments.page())
        case .postsByUser: subject = .posts(user: try form.id(arguments), try arguments.page())
        }
    }

    /// The read model that answers.
    var model: String {
        switch subject {
        case .payment, .payments: "payments"
        case .analytics: "payment_analytics"
        case .access, .suspended: "user_access"
        case .post, .lastPosts, .topPosts, .posts: "posts"
        }
    }

    /// The words that ask for the part of the list that begins at a cursor, as a shell takes them.
    func command(from next: PageCursor, settings: Settings) -> String {
        var typed = ["refold", "query"] + words.split(separator: " ").map(String.init)
        var limit = PageRequest.usualLimit
        switch subject {
        case .payments(let organization, let page):
            typed += ["--organization", organization]
            limit = page.limit
        case .posts(let user, let page):
            typed.append(user)
            limit = page.limit
        case .suspended(let page), .lastPosts(let page), .topPosts(let page): limit = page.limit
        case .payment, .analytics, .access, .post: break
        }
        if limit != PageRequest.usualLimit { typed += ["--limit", "\(limit)"] }
        let cursor = ["--cursor", next.text]
        return (typed + cursor + settings.typedLocations).map(ShellWord.quoted).joined(separator: " ")
    }
}

/// The questions that there are, by their words.
private enum Form: String, CaseIterable {
    case payment = "payments get"
    case payments = "payments list"
    case analytics = "payments analytics"
    case access = "access get"
    case suspended = "access suspended"
    case post = "posts get"
    case lastPosts = "posts last"
    case topPosts = "posts top"
    case postsByUser = "posts by-user"

    var words: String { rawValue }

    private var parts: (domain: String, query: String) {
        let parts = rawValue.split(separator: " ")
        return (String(parts[0]), String(parts[1]))
    }

    /// Whether an id follows the words.
    private var takesID: Bool {
        switch self {
        case .payment, .access, .post, .postsByUser: true
        case .payments, .analytics, .suspended, .lastPosts, .topPosts: false
        }
    }

    private var flags: [Flag] {
        switch self {
        case .payment, .access, .post: []
        case .payments: [.organization, .limit, .page, .cursor]
        case .analytics: [.organization, .from, .to]
        case .suspended, .lastPosts, .topPosts, .postsByUser: [.limit, .page, .cursor]
        }
    }

    init(_ typed: [String]) throws(RefoldError) {
        let domains: [String] = Self.allCases.map(\.parts.domain).reduce(into: []) { known, domain in
            if !known.contains(domain) { known.append(domain) }
        }
        guard let domain = typed.first else {
            throw RefoldError(.usage, "query needs what is asked for", expected: DefinitionValue.list(domains), remedy: "see refold query --help")
        }
        let forms = Self.allCases.filter { $0.parts.domain == domain }
        guard !forms.isEmpty else {
            throw RefoldError(
                .usage, "nothing can be asked about \"\(domain)\"", expected: DefinitionValue.list(domains),
                remedy: Suggestion.phrase(for: domain, among: domains as [String]) ?? "see refold query --help")
        }
        let queries = forms.map(\.parts.query)
        guard typed.count > 1 else {
            throw RefoldError(
                .usage, "query \(domain) needs a question", expected: DefinitionValue.list(queries), remedy: "see refold query --help")
        }
        guard let form = forms.first(where: { $0.parts.query == typed[1] }) else {
            throw RefoldError(
                .usage, "there is no question \"\(typed[1])\" about \(domain)", expected: DefinitionValue.list(queries),
                remedy: Suggestion.phrase(for: typed[1], among: queries) ?? "see refold query --help")
        }
        self = form
    }

    /// Refuses words and flags that this question does not take.
    func check(_ arguments: Arguments) throws(RefoldError) {
        let count = takesID ? 3 : 2
        if arguments.words.count > count {
            throw RefoldError(
                .usage, "\"\(arguments.words[count])\" is one argument too many for query \(words)", remedy: "see refold query --help")
        }
        let all: [Flag] = [.organization, .limit, .page, .cursor, .from, .to]
        for flag in all where arguments.has(flag) && !flags.contains(flag) {
            throw RefoldError(
                .usage, "--\(flag.name) is not for query \(words)", expected: flags.isEmpty ? nil : DefinitionValue.list(flags.map { "--" + $0.name }),
                remedy: "leave it out")
        }
    }

    func id(_ arguments: Arguments) throws(RefoldError) -> String {
        guard arguments.words.count > 2, !arguments.words[2].isEmpty else {
            throw RefoldError(.usage, "query \(words) needs an ID", remedy: "write refold query \(words) ID")
        }
        return arguments.words[2]
    }
}

extension Arguments {
    fileprivate func organization(for words: String) throws(RefoldError) -> String {
        guard let organization = text(.organization) else {
            throw RefoldError(.usage, "query \(words) needs an organization", remedy: "add --organization ID")
        }
        return organization
    }

    fileprivate func page() throws(RefoldError) -> PageRequest {
        guard !has(.page) || !has(.cursor) else {
            throw RefoldError(.usage, "--page and --cursor exclude each other", remedy: "leave one of them out")
        }
        let limit = try whole(.limit, PageRequest.limits) ?? PageRequest.usualLimit
        if let text = text(.cursor) { return PageRequest(.after(try PageCursor(text)), limit: limit) }
        return PageRequest(.page(try whole(.page, 1...1_000_000_000) ?? 1), limit: limit)
    }

    /// Nil where neither end is named.
    fileprivate func days() throws(RefoldError) -> Range<CalendarDate>? {
        let (from, to) = (try date(.from), try date(.to))
        if from == nil, to == nil { return nil }
        let (first, end) = (from ?? .first, to ?? .last)
        guard first <= end else {
            throw RefoldError(
                .usage, "--to is before --from", expected: "the day after the last one that is wanted", remedy: "exchange them")
        }
        return first..<end
    }
}
