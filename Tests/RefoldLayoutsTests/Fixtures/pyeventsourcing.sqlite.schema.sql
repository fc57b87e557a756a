-- eventsourcing 9.5 on SQLite.
CREATE TABLE stored_events (
  originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, PRIMARY KEY (originator_id, originator_version)
);
CREATE TABLE stored_snapshots (
  originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, PRIMARY KEY (originator_id, originator_version)
) WITHOUT ROWID;
