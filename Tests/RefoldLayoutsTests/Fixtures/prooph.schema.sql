-- prooph PDO event store 1.16, single stream strategy; the table's name is "_" and the SHA-1 of the stream's name, event_stream.
CREATE TABLE event_streams (
  no bigserial, real_stream_name varchar(150) NOT NULL, stream_name char(41) NOT NULL, metadata jsonb, category varchar(150),
  PRIMARY KEY (no), UNIQUE (stream_name)
);
CREATE INDEX ON event_streams (category);
CREATE TABLE "_4228e4a00331b5d5e751db0481828e22a2c3c8ef" (
  no bigserial, event_id uuid NOT NULL, event_name varchar(100) NOT NULL, payload json NOT NULL, metadata jsonb NOT NULL,
  created_at timestamp(6) NOT NULL, PRIMARY KEY (no),
  CONSTRAINT aggregate_version_not_null CHECK ((metadata ->> '_aggregate_version') IS NOT NULL),
  CONSTRAINT aggregate_type_not_null CHECK ((metadata ->> '_aggregate_type') IS NOT NULL),
  CONSTRAINT aggregate_id_not_null CHECK ((metadata ->> '_aggregate_id') IS NOT NULL), UNIQUE (event_id)
);
CREATE UNIQUE INDEX ON "_4228e4a00331b5d5e751db0481828e22a2c3c8ef" ((metadata ->> '_aggregate_type'), (metadata ->> '_aggregate_id'), (metadata ->> '_aggregate_version'));
CREATE INDEX ON "_4228e4a00331b5d5e751db0481828e22a2c3c8ef" ((metadata ->> '_aggregate_type'), (metadata ->> '_aggregate_id'), no);
