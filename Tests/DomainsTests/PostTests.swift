import RefoldPosts
import RefoldValues
import Testing

@Suite("The post aggregate")
struct PostTests {
    private static let publish = PostCommand.publish(title: "T", body: "B", by: "ana")
    private static let edit = PostCommand.edit(title: nil, body: "B2", by: "ana")
    private static let up = PostCommand.voteUp(by: "ben")
    private static let down = PostCommand.voteDown(by: "ben")
    private static let delete = PostCommand.delete(by: "ana")

    /// A post after these commands.
    private static func post(_ commands: [PostCommand]) throws -> Post {
        var post = Post()
        for (number, command) in commands.enumerated() {
            try post.apply(RecordedEvents.stored(try post.decide(command, post: "p1"), version: Int64(number + 1)))
        }
        return post
    }

    @Test(
        "A command that does not fit the post is refused by name",
        arguments: [
            ([], edit, PostRefusal.postNotFound), ([], up, .postNotFound), ([], down, .postNotFound), ([], delete, .postNotFound),
            ([publish], publish, .postIsAlreadyPublished), ([publish, edit], publish, .postIsAlreadyPublished),
            ([publish, up], up, .userHasAlreadyVoted), ([publish, up], down, .userHasAlreadyVoted),
            ([publish, down], up, .userHasAlreadyVoted), ([publish, delete], publish, .postIsDeleted),
            ([publish, delete], edit, .postIsDeleted), ([publish, up, delete], up, .postIsDeleted),
            ([publish, delete], down, .postIsDeleted), ([publish, delete], delete, .postIsDeleted),
        ] as [([PostCommand], PostCommand, PostRefusal)])
    func refusals(_ commands: [PostCommand], _ command: PostCommand, _ refusal: PostRefusal) throws {
        let post = try Self.post(commands)
        #expect(throws: refusal) { try post.decide(command, post: "p1") }
    }

    @Test("Each user has one vote, and ids are distinguished by their bytes")
    func votes() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let post = try Self.post([Self.publish, .voteUp(by: composed), .voteDown(by: decomposed), .voteUp(by: "cem")])
        #expect(post.hasVote(of: composed) && post.hasVote(of: decomposed) && post.hasVote(of: "cem"))
        #expect(!post.hasVote(of: "ana"))
        #expect(try post.decide(.voteUp(by: "ana"), post: "p1") == PostEvent(.votedUp, post: "p1", by: "ana"))
    }

    @Test("Events carry the fields of the command")
    func events() throws {
        let post = try Self.post([Self.publish])
        let events = try [
            Post().decide(Self.publish, post: "p1"), post.decide(Self.edit, post: "p1"), post.decide(.edit(title: "T2", body: nil, by: "a"), post: "p1"),
            post.decide(Self.up, post: "p1"), post.decide(Self.down, post: "p1"), post.decide(Self.delete, post: "p1"),
        ]
        #expect(
            events.map(\.data) == [
                #"{"post_id":"p1","title":"T","body":"B","by":"ana"}"#, #"{"post_id":"p1","body":"B2","by":"ana"}"#,
                #"{"post_id":"p1","title":"T2","by":"a"}"#, #"{"post_id":"p1","by":"ben"}"#, #"{"post_id":"p1","by":"ben"}"#,
                #"{"post_id":"p1","by":"ana"}"#,
            ])
        #expect(events.map(\.type) == ["PostPublished", "PostEdited", "PostEdited", "PostVotedUp", "PostVotedDown", "PostDeleted"])
        #expect(Set(events.map(\.type)) == Set(PostEvent.TypeName.all))
        #expect(Set(events.map(\.stream)) == ["post-p1"])
        #expect(Post.post(ofStream: "post-p1") == "p1")
        #expect(Post.post(ofStream: "access-p1") == nil)
    }

    @Test("An event of another type is ignored, an unreadable vote is refused")
    func strangeEvents() throws {
        var post = try Self.post([Self.publish])
        let before = post
        try post.apply(RecordedEvents.stored("Noted", "{}", stream: "post-p1", version: 2))
        #expect(post == before)
        #expect(throws: RefoldError.self) { try post.apply(RecordedEvents.stored("PostVotedUp", #"{"by":[]}"#, stream: "post-p1", version: 2)) }
    }

    @Test("Every refusal has its own name and text")
    func names() {
        let all = PostRefusal.allCases
        #expect(all.map(\.name) == ["PostIsAlreadyPublished", "PostNotFound", "PostIsDeleted", "UserHasAlreadyVoted"])
        #expect(Set(all.map(\.fact)).count == all.count)
    }
}
