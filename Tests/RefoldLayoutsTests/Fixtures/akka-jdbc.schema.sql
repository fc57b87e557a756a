-- akka-persistence-jdbc 5.
CREATE TABLE event_journal (
  ordering bigserial, persistence_id varchar(255) NOT NULL, sequence_number bigint NOT NULL, deleted boolean DEFAULT FALSE NOT NULL,
  writer varchar(255) NOT NULL, write_timestamp bigint, adapter_manifest varchar(255), event_ser_id integer NOT NULL,
  event_ser_manifest varchar(255) NOT NULL, event_payload bytea NOT NULL, meta_ser_id integer, meta_ser_manifest varchar(255), meta_payload bytea,
  PRIMARY KEY (persistence_id, sequence_number)
);
CREATE UNIQUE INDEX event_journal_ordering_idx ON event_journal (ordering);
CREATE TABLE event_tag (
  event_id bigint, persistence_id varchar(255), sequence_number bigint, tag varchar(256), PRIMARY KEY (persistence_id, sequence_number, tag),
  CONSTRAINT fk_event_journal FOREIGN KEY (persistence_id, sequence_number) REFERENCES event_journal (persistence_id, sequence_number)
    ON DELETE CASCADE
);
