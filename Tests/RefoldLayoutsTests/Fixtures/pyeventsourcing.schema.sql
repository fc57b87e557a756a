-- eventsourcing 9.5, application BankAccounts.
CREATE TABLE bankaccounts_events (
  originator_id uuid NOT NULL, originator_version bigint NOT NULL, topic text, state bytea, notification_id bigserial,
  PRIMARY KEY (originator_id, originator_version)
) WITH (autovacuum_enabled = true, autovacuum_vacuum_scale_factor = 0.5);
CREATE UNIQUE INDEX bankaccounts_events_notification_id_idx ON bankaccounts_events (notification_id ASC);
CREATE TABLE bankaccounts_snapshots (
  originator_id uuid NOT NULL, originator_version bigint NOT NULL, topic text, state bytea, PRIMARY KEY (originator_id, originator_version)
);
