-- EventSauce MessageStorage, PostgreSQL, table "bank_messages".
CREATE TABLE bank_messages (
  id bigserial NOT NULL PRIMARY KEY, event_id uuid NOT NULL, aggregate_root_id uuid NOT NULL, version int CHECK (version > 0) NULL,
  payload json NOT NULL
);
CREATE INDEX reconstitution ON bank_messages (aggregate_root_id, version ASC);
