/// The remedies that have no trial of their own.
extension RemedyTrials {
    /// Those of waits, signals, races and full disks are followed by the tests that produce these.
    static let elsewhere: [(file: String, test: String, remedies: [String])] = [
        ("RefoldCommandTests/Postgres/WideNumberTests.swift", "altered", ["WideTexts: run refold rebuild …"]),
        ("RefoldCommandTests/BusyTests.swift", "job", ["FileLock: wait for it to end, or stop it, and run this again", "SQLiteRunLock: wait for it to end, or stop it, and run this again"]),
        ("RefoldCommandTests/Hostile/SignalTests.swift", "importing", ["EventImport: run the import again"]),
        ("RefoldCommandTests/Hostile/KillTests.swift", "deadline", ["FoldPoints: run the same command again: it goes on from its last durable point"]),
        ("RefoldCommandTests/Postgres/HeldBackTests.swift", "firstRebuild", ["FoldLimits+Text: run the same command again when they have ended; with --allow-behind it serves … without these events"]),
        ("RefoldCommandTests/Postgres/HeldBackTests.swift", "firstRebuild", ["FoldLimits: run the same command again"]),
        ("RefoldCommandTests/Following/FollowTests.swift", "currencies", ["Currency+Adding: state one number of decimals; a program that was running when they were changed must be started again"]),
        ("RefoldCommandTests/Following/FollowTests.swift", "serverLoss", ["PostgresEventWatch: look whether the server is up; it is tried again"]),
        ("RefoldCommandTests/Following/FollowTests.swift", "lostFile", ["SQLiteEventWatch: put it back, or make sure of the one that is there now: it is opened as soon as it is there"]),
        ("RefoldZonesTests/ZoneDataTests.swift", "replaced", ["ZoneData: run it again"]),
        ("RefoldCommandTests/Hostile/IngestTests.swift", "readerLeft", ["IngestWork: run the same command again; what was accepted is known"]),
        ("RefoldCommandTests/Hostile/TwoNamesTests.swift", "stopped", ["Generation+Seal: run the command again; nothing is half-done"]),
        ("RefoldCommandTests/Hostile/WaitingTests.swift", "interrupted", ["LockWatch: run the command again"]),
        ("RefoldCommandTests/Hostile/WaitingTests.swift", "lostFile", ["SQLiteStoreFile: put it back, or make sure of the one that is there now, and run the command again: what it has is known"]),
        ("RefoldPostgresTests/ReadModels/SwitchTests.swift", "openReader", ["GenerationSwitch: wait until that transaction is done, or end it, and run this again; what was served still is"]),
        ("RefoldPostgresTests/ReadModels/ProjectionLockTests.swift", "diesWithSession", ["PostgresRunLock: wait for it to end, or stop it, and run this again"]),
        ("RefoldPostgresTests/StandbyTests.swift", "refused", ["PostgresPositionSource: name the primary server as the store"]),
        ("RefoldCommandTests/Postgres/ServerLossTests.swift", "importing", ["PostgresFailure: run the command again when the server is up; nothing is half-done"]),
        ("RefoldCommandTests/Hostile/FullDiskTests.swift", "importing", ["SQLiteFailure: make room on the disk and run the command again; nothing was half-written"]),
        ("RefoldCommandTests/Hostile/FullDiskTests.swift", "fullFileSystem", ["SystemFailure: free some space there, or …"]),
        ("RefoldCommandTests/Hostile/HousekeepingTests.swift", "importing", [
            "SQLiteBulkAppend: remove the cause; whoever appends next empties it, and nothing is lost until then", "SQLiteBulkAppend: remove the cause; whoever appends next makes the log",
        ]),
        ("RefoldCommandTests/Hostile/HousekeepingTests.swift", "folding", ["WriteAheadLog: remove the cause; the next run copies it, and nothing is lost until then"]),
        ("RefoldCommandTests/Hostile/LimitsTests.swift", "types", [#"EventTypeNames: name the types that the projection reads in place of "*""#]),
        ("RefoldPostgresTests/ReadModels/SwitchTests.swift", "catalogName", ["CatalogTable: give the projection another name"]),
        ("RefoldCommandTests/Unit/MemoryEndTests.swift", "ends", ["RefoldCommand: give the process more memory or a smaller --memory"]),
        ("RefoldCommandTests/Postgres/StatedReadingTests.swift", "truncated", [
            "EventLineParser: import with --times truncate, which cuts times to microseconds",
            "EventLineParser: import with --times truncate, which takes it as the second before it",
        ]),
        ("RefoldCommandTests/Postgres/StatedReadingTests.swift", "changed", ["Projection+Served: run refold catch-up …, which builds it anew"]),
    ]

    static let untried: [(reason: String, remedies: [String])] = [
        ("asks somebody for what is outside the program: who wrote or deleted an event, a corrected store, a design", [
            "FoldError: find out which program wrote it: an event's data is a JSON object; a stored event is never changed",
            "FoldError: use a type of event in streams of one kind only; a stored event is never changed",
            "OtherWords: divide in the report: a projection has no division", "OtherWords: keep one row per element instead: a column holds no list",
            "Projection+Faults: mend the event store", "StreamFold: mend the event store",
            "SQLitePositions: copy the events, in their order, into a store of their own with refold import, and read that one",
            "StoredEvent+Faults: find out who deleted the event, and restore it from a backup of the store",
            "StoredEvent+Texts: append what sets it right; a stored event is never changed",
            "PostgresConnector: put it into ~/.pgpass (PGPASSFILE) or the environment variable PGPASSWORD",
        ]),
        ("is told to programmers of domains and services, by no verb", [
            "BlockingThreads: ask again", "DomainList: rename one", "FoldError: make the groups smaller, by a further part of their key",
            "ModelProbe: ask again; if that does not help, leave the cache out", "Page: begin with page 1, or go on with the cursor of the page before",
            "ReadModelSchema+Limits: change the projection's code", "ResolvedSelection: build it anew: refold rebuild …",
            "SQLiteEventTransaction: look at the first error; nothing of the transaction is there",
        ]),
        ("needs a fault of disk, memory, file system or server that a test cannot make", [
            "DefinitionFolder: check the disk", "LineReader: run it again", "PartitionedFile: run it again", "TemporaryFile: run it again", "TemporaryName: run it again",
            "PostgresFailure: give the server more memory", "PostgresFailure: make room on the server's disk and run the command again; nothing is half-done",
            "SQLiteFailure: check the disk, its free space and the file system, then run the command again", "SQLiteFailure: give the process more memory or a smaller --memory",
            "SQLiteFailure: give this user the right to read the file", "SystemFailure: a program that runs is in that file: name another",
            "SystemFailure: check the disk and the file system, then run it again", "SystemFailure: check the path and the file system, then run it again",
            "SystemFailure: give the process more memory, then run it again", "ZoneFolder: install the package of zone data (tzdata) anew", "SystemFailure: the file system is mounted for reading only: …",
            "SystemFailure: the file was replaced on the server that has it: run it again",
            "SystemFailure: the whole system has too many files open: close some, or raise fs.file-max, then run it again",
        ]),
        ("needs a signal or another session at a moment that a test cannot choose", [
            "EventReading: run the same command again", "FoldLimits+Text: run the same command again when they have ended; with --allow-behind it ends with 0",
            "FollowedZoneData: run the same command again", "EventsFile: rename it to …, or take it away", "FollowedDefinitions: a program that was running when they were taken away must be started again", "UnwatchedFile: run the same command again: the file is opened anew", "EventLineWriter: see it with refold history STREAM --events --show-payload --json, which quotes it, and correct it in the store", "JobRunner: run the job again", "ParkedVerb: run the same command again", "ReadModelReader+Together: ask again", "LockWatch: wait until that is done, or end it, then run the command again",
            "PostgresBoundWait: run the command again; with --wait 0 it does not wait", "PostgresConnector: run the command again",
            "PostgresFailure: raise idle_session_timeout or idle_in_transaction_session_timeout for this role", "PostgresFailure: run the command again",
            "PostgresFailure: wait until that session is done, or end it, then run the command again",
            "PostgresEventSession: look whether the sequence of the position stands behind the positions that are there",
            "EventRowDecoder: give the column position a unique index, and positions of their own to the events that it refuses",
            "SQLiteFailure: run the command again", "SQLiteFailure: wait until it is done, or end it, then run the command again", "Seed: run it again",
            "PrivateFolder: remove it, or name another --work-folder",
        ]),
        ("is a second line of defence: what leads to it is refused before, with a remedy that is tried", [
            "BinaryRowDecoder: run refold rebuild …", "DefinitionRegistry+Lookup: see refold check", "DefinitionRegistry+Lookup: see refold status",
            "JobRunner: see refold check", "PostgresConnection: run it again",
            "PostgresFailure: correct the events, or leave that column out", "ReportPlan+Run: run refold catch-up …",
        ]),
    ]
}
