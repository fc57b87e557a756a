import RefoldTesting
import Testing

@Suite("Places that nobody named")
struct DefaultPlaceTests {
    private static let broken = ["echo x > PLACE", "ln -s nowhere PLACE", "ln -s PLACE PLACE"]
    private static let verbs = ["check", "rebuild", "catch-up", "report payments/by-day"]

    @Test("A folder of definitions that is there and cannot be read ends every verb with 2, whether it was named or not", arguments: broken)
    func definitions(_ breaking: String) throws {
        let sandbox = try Sandbox()
        let made = try sandbox.run("cp ../payments.db events.db; \(breaking.replacing("PLACE", with: "Reports")); \(breaking.replacing("PLACE", with: "Named"))")
        #expect(made.status == 0)
        for verb in Self.verbs {
            let usual = try sandbox.run("refold \(verb) --store sqlite:events.db --quiet")
            let named = try sandbox.run("refold \(verb) --store sqlite:events.db --definitions Named --quiet")
            #expect(usual.status == 2 && named.status == 2, "\(verb): \(usual.error)\(named.error)")
            #expect(usual.error == named.error.replacing("Named", with: "Reports"))
        }
        let status = try sandbox.run("refold status --store sqlite:events.db --quiet")
        #expect(status.error.contains("refold: Reports: "), "\(status.error)")
    }

    @Test("A settings file or a folder of jobs that is there and cannot be read is refused", arguments: broken.dropFirst())
    func settings(_ breaking: String) throws {
        let sandbox = try Sandbox()
        let file = try sandbox.run("\(breaking.replacing("PLACE", with: "refold.json5")); refold status --store sqlite:../payments.db")
        #expect(file.status == 2 && file.error.contains("refold: refold.json5: "), "\(file.error)")
        let jobs = try sandbox.run("rm refold.json5; \(breaking.replacing("PLACE", with: "Jobs")); refold check")
        #expect(jobs.status == 2 && jobs.error.contains("refold: Jobs: the folder of jobs cannot be read"), "\(jobs.error)")
    }

    @Test("A work folder that cannot be looked at is said to be none, whether it was named or not, and the rebuild goes on")
    func workFolder() throws {
        let sandbox = try Sandbox()
        let usual = try sandbox.run("cp ../payments.db events.db; echo x > events.read-models.db-resume; refold rebuild payments --store sqlite:events.db")
        let named = try sandbox.run("echo x > work; refold rebuild payments --store sqlite:events.db --work-folder work")
        for run in [usual, named] {
            #expect(run.status == 0 && run.error.contains("the folder cannot be looked at: not a directory"), "\(run.error)")
            #expect(run.error.contains("name another --work-folder"))
        }
    }

    @Test("What is not there at all is no fault")
    func absent() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.run("refold check").status == 0)
        #expect(try sandbox.run("refold rebuild payments --store sqlite:../payments.db").status == 0)
    }

    @Test("A tilde stands for the home folder, in flags, environment, settings and jobs alike")
    func home() throws {
        let sandbox = try Sandbox()
        try sandbox.write(["{store: 'sqlite:~/payments.db', steps: [{catchUp: ['payments']}, {export: 'payments', output: '~/own/{date}.csv'}]}"], to: "job.json5")
        try sandbox.write(["{store: 'sqlite:~/payments.db'}"], to: "../settings.json5")
        for command in [
            "refold rebuild payments --store 'sqlite:~/payments.db'", "REFOLD_STORE='sqlite:~/payments.db' refold status",
            "refold status --config='~/settings.json5'", "refold run job.json5 --today 2024-03-01",
            "refold export payments --store 'sqlite:~/payments.db' --output='~/all.csv'",
        ] {
            let run = try sandbox.run(command)
            #expect(run.status == 0, "\(command): \(run.error)")
        }
        #expect(try sandbox.run("ls -d ../own/2024-03-01.csv ../all.csv ../payments.read-models.db").status == 0)
        #expect(try sandbox.run("ls -d ./~*").status != 0)
        for (command, remedy) in [
            ("refold status --store 'sqlite:~ana/events.db'", "write the whole path"),
            ("HOME= refold status --store 'sqlite:~/events.db'", "write the whole path"),
            ("refold status --store sqlite://events.db", "write sqlite:events.db for a file below the working directory"),
            ("refold import /dev/null --store sqlite:///refold-test.db", "or sqlite:/refold-test.db for one below the root"),
        ] {
            let run = try sandbox.run(command)
            #expect(run.status == 2 && run.error.contains(remedy), "\(command): \(run.error)")
        }
        #expect(try sandbox.run("ls /refold-test.db").status != 0)
    }
}
