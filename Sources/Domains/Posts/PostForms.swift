import RefoldCommands

extension CommandForm {
    static let publishPost = CommandForm("PublishPost") { f in
        let post = f.text("post_id"), title = f.text("title"), body = f.text("body", limit: 65_536), by = f.text("by")
        return { PostRequest(post: $0[post], command: .publish(title: $0[title], body: $0[body], by: $0[by])) }
    }

    static let editPost = CommandForm("EditPost") { f in
        let post = f.text("post_id"), by = f.text("by"), title = f.optionalText("title"), body = f.optionalText("body", limit: 65_536)
        f.atLeastOne(of: title, body)
        return { PostRequest(post: $0[post], command: .edit(title: $0[title], body: $0[body], by: $0[by])) }
    }

    static let votePostUp = CommandForm("VotePostUp") { f in
        let post = f.text("post_id"), by = f.text("by")
        return { PostRequest(post: $0[post], command: .voteUp(by: $0[by])) }
    }

    static let votePostDown = CommandForm("VotePostDown") { f in
        let post = f.text("post_id"), by = f.text("by")
        return { PostRequest(post: $0[post], command: .voteDown(by: $0[by])) }
    }

    static let deletePost = CommandForm("DeletePost") { f in
        let post = f.text("post_id"), by = f.text("by")
        return { PostRequest(post: $0[post], command: .delete(by: $0[by])) }
    }
}
