import RefoldDefinitions
import RefoldTables
import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("Job files")
struct JobFileTests {
    private func faults(_ text: String) -> [String] {
        do throws(RefoldError) {
            _ = try JobFile.read(text.utf8, file: "Jobs/nightly.json5")
            return []
        } catch {
            #expect(error.status == .usage)
            return error.faults.map(\.description)
        }
    }

    @Test("The contract's example is read completely")
    func example() throws {
        let job = try JobFile.read(
            """
            {
              store: "sqlite:var/events.db", definitions: "Reports", timeZone: "Europe/Paris",
              steps: [
                {catchUp: ["payments"]},
                {report: "payments/by-day", period: "yesterday", formats: ["csv", "json"], output: "var/out/{date}"},
              ],
            }
            """.utf8, file: "Jobs/nightly.json5")
        #expect(job.name == "nightly")
        #expect(job.store == "sqlite:var/events.db")
        #expect(job.definitions == "Reports")
        #expect(job.readModels == nil)
        #expect(job.timeZone.name == "Europe/Paris")
        #expect(job.steps.map(\.title) == ["catch-up payments", "report payments/by-day"])
        guard case .report(let step) = job.steps[1].action else {
            Issue.record("no report")
            return
        }
        #expect(step.formats == ["csv", "json"])
        #expect(step.period?.name == "yesterday")
        #expect(step.report.place.description == "Jobs/nightly.json5:5: steps[1].report")
        #expect(step.output.path(on: try #require(CalendarDate("2024-09-01"))) == "var/out/2024-09-01")
    }

    @Test("A step may name one projection, several, or all by an empty list; an export has its own format")
    func steps() throws {
        let job = try JobFile.read(
            "{steps: [{rebuild: 'fines'}, {catchUp: []}, {export: 'fines', format: 'ndjson', output: 'x.ndjson'}, {export: 'a', output: 'y'}]}".utf8,
            file: "all.json")
        #expect(job.name == "all")
        #expect(job.timeZone == .utc)
        #expect(job.steps.map(\.title) == ["rebuild fines", "catch-up", "export fines", "export a"])
    }

    @Test("Relative paths begin at the job's folder if it names one")
    func folder() {
        var job = Job(name: "a", file: "a.json5", steps: [])
        #expect(job.located("var/x") == "var/x")
        job.folder = "/srv/refold"
        #expect(job.located("var/x") == "/srv/refold/var/x")
        #expect(job.located("/abs") == "/abs")
        #expect(job.located(url: "sqlite:var/events.db") == "sqlite:/srv/refold/var/events.db")
        #expect(job.located(url: "sqlite:/events.db") == "sqlite:/events.db")
        #expect(job.located(url: "postgresql://host/db") == "postgresql://host/db")
    }

    @Test("A job says how long its runs wait for writers, and whether they may leave events out")
    func waiting() throws {
        let job = try JobFile.read("{wait: '2m', allowBehind: true, steps: [{catchUp: []}]}".utf8, file: "a.json5")
        #expect(job.wait == "2m" && job.allowsBehind)
        let silent = try JobFile.read("{steps: [{catchUp: []}]}".utf8, file: "a.json5")
        #expect(silent.wait == nil && !silent.allowsBehind)
        #expect(
            faults("{wait: 'soon', allowBehind: 1, steps: [{catchUp: []}]}") == [
                #"Jobs/nightly.json5:1: wait: "soon" is no duration; expected a duration such as "30s", or "0""#,
                #"Jobs/nightly.json5:1: allowBehind: found a number; expected true or false"#,
            ])
    }

    @Test("A job says how its nights end: tries, a deadline, and steps that hold nothing up")
    func endings() throws {
        let job = try JobFile.read(
            """
            {
              retry: {times: 3, wait: "5m"}, deadline: "2h", keepOutputs: "400d",
              steps: [
                {catchUp: [], retry: {times: 0}}, {export: "a", output: "y", when: "monday", continue: true},
                {export: "b", output: "z", when: ["first-of-month", "last-of-month"], retry: {times: 1, wait: "0"}},
              ],
            }
            """.utf8, file: "a.json5")
        #expect(job.retry == Retry(times: 3, wait: .seconds(300)) && job.deadline == .seconds(7200) && job.keepsOutputs == .seconds(400 * 86_400))
        #expect(job.steps.map(\.retry) == [Retry(times: 0, wait: .seconds(60)), nil, Retry(times: 1, wait: .zero)])
        #expect(job.steps.map(\.days) == [nil, RunDays([.monday]), RunDays([.firstOfMonth, .lastOfMonth])])
        #expect(job.steps.map(\.goesOn) == [false, true, false])
        let silent = try JobFile.read("{steps: [{catchUp: []}]}".utf8, file: "a.json5")
        #expect(silent.retry == Retry.none && silent.deadline == nil && silent.keepsOutputs == nil)
    }

    @Test("What it says wrongly of that is named")
    func wrongEndings() {
        let days = RunDays.Word.allCases.map(\.rawValue)
        #expect(
            faults(
                """
                {retry: {time: 3}, deadline: "soon", keepOutputs: "12h",
                steps: [{catchUp: [], retry: 3, when: "first-of-mont", continue: 1},
                {catchUp: [], retry: {times: -1, wait: "2d"}, when: []},
                {catchUp: [], when: ["monday", "monday"], deadline: "1h"}]}
                """) == [
                    #"Jobs/nightly.json5:1: retry.time: there is no key "time"; expected "times" or "wait"; did you mean "times"?"#,
                    #"Jobs/nightly.json5:1: retry: the key "times" is missing; add it"#,
                    #"Jobs/nightly.json5:1: deadline: "soon" is no duration; expected a duration such as "2h""#,
                    #"Jobs/nightly.json5:1: keepOutputs: found "12h"; expected a duration of at least a day, such as "400d""#,
                    #"Jobs/nightly.json5:2: steps[0].when: there is no day "first-of-mont"; expected "# + DefinitionValue.list(days) + #"; did you mean "first-of-month"?"#,
                    #"Jobs/nightly.json5:2: steps[0].retry: found a number; expected how often and after which time: {times: 3, wait: "5m"}"#,
                    "Jobs/nightly.json5:2: steps[0].continue: found a number; expected true or false",
                    #"Jobs/nightly.json5:3: steps[1].when: the list of days is empty; expected at least one day, such as "first-of-month""#,
                    "Jobs/nightly.json5:3: steps[1].retry.times: found -1; expected a whole number from 0 to 1000",
                    #"Jobs/nightly.json5:3: steps[1].retry.wait: found "2d"; expected a duration of at most a day, such as "5m""#,
                    #"Jobs/nightly.json5:4: steps[2].deadline: there is no key "deadline"; expected "catchUp", "park", "accept", "review", "allowEmpty", "keep", "when", "retry" or "continue""#,
                    "Jobs/nightly.json5:4: steps[2].when[1]: the day stands twice; leave one out",
                ])
    }

    @Test("Every fault of a job is found at once, in the order of its lines")
    func allFaults() {
        let text = """
            {
              stor: "sqlite:x.db",
              timeZone: "Europe/Rom",
              steps: [
                {catchup: ["payments"]},
                {report: "payments/by-day", formats: ["csv", "xml"], output: "out/{dat}"},
                {report: "payments/by-day"},
                {rebuild: [7, "a", "a"], output: "x"},
                {},
                "rebuild",
                {export: "", format: "jsn", output: "out}"},
                {catchUp: [], rebuild: []},
              ],
            }
            """
        let found = faults(text)
        #expect(
            found == [
                #"Jobs/nightly.json5:2: stor: there is no key "stor"; expected "store", "layout", "storeTimes", "readModels", "definitions", "timeZone", "wait", "allowBehind", "folder", "strict", "index", "retry", "deadline", "keepOutputs" or "steps"; did you mean "store"?"#,
                #"Jobs/nightly.json5:3: timeZone: the time zone "Europe/Rom" is not known; expected a name of the IANA data base, as Europe/Rome, or UTC; did you mean "Europe/Rome"?"#,
                #"Jobs/nightly.json5:5: steps[0].catchup: there is no step "catchup"; expected "catchUp", "rebuild", "report", "export" or "seal"; did you mean "catchUp"?"#,
                #"Jobs/nightly.json5:6: steps[1].formats[1]: there is no format "xml"; expected "# + DefinitionValue.list(TableFormats().words),
                #"Jobs/nightly.json5:6: steps[1].output: there is no placeholder {dat}; expected {date}; did you mean "date"?"#,
                #"Jobs/nightly.json5:7: steps[2]: the key "output" is missing; add it"#,
                #"Jobs/nightly.json5:8: steps[3].output: there is no key "output"; expected "rebuild", "park", "accept", "review", "allowEmpty", "keep", "when", "retry" or "continue""#,
                #"Jobs/nightly.json5:8: steps[3].rebuild[0]: found a number; expected the name of a projection"#,
                #"Jobs/nightly.json5:8: steps[3].rebuild[2]: the name stands twice; leave one out"#,
                #"Jobs/nightly.json5:9: steps[4]: the step does nothing; expected one of "catchUp", "rebuild", "report", "export" or "seal""#,
                #"Jobs/nightly.json5:10: steps[5]: found a string; expected a step such as {catchUp: ["payments"]}"#,
                #"Jobs/nightly.json5:11: steps[6].export: the string is empty; expected the name of a projection"#,
                #"Jobs/nightly.json5:11: steps[6].format: there is no format "jsn"; expected "# + DefinitionValue.list(TableFormats().words) + #"; did you mean "json"?"#,
                #"Jobs/nightly.json5:11: steps[6].output: a brace stands alone in the path; expected {date}"#,
                #"Jobs/nightly.json5:12: steps[7]: the step does two things; expected one of "catchUp", "rebuild", "report", "export" or "seal"; make two steps of it"#,
            ])
    }

    @Test("A job without steps, or that is not an object or not JSON5, is refused")
    func noJob() {
        #expect(faults("{}") == [#"Jobs/nightly.json5:1: the key "steps" is missing; add it"#])
        #expect(faults("{steps: []}") == ["Jobs/nightly.json5:1: steps: the list of steps is empty; expected at least one step"])
        #expect(faults("[]") == [#"Jobs/nightly.json5:1: found a list; expected a job: an object with the key "steps""#])
        #expect(!faults("{steps").isEmpty)
    }

    @Test("A missing file is refused")
    func missing() {
        #expect(throws: RefoldError.self) { try JobFile.read("/nowhere/x.json5") }
    }
}
