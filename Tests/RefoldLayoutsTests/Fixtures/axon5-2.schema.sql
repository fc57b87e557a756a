-- Axon 5 with Hibernate and its own naming strategy: payloads mapped to bytea.
CREATE TABLE aggregateevententry (
  globalindex bigint NOT NULL, aggregatetype varchar(255), aggregateidentifier varchar(255), aggregatesequencenumber bigint,
  type varchar(255) NOT NULL, version varchar(255) NOT NULL, timestamp varchar(255) NOT NULL, payload bytea NOT NULL, metadata bytea,
  identifier varchar(255) NOT NULL, PRIMARY KEY (globalindex)
);
CREATE UNIQUE INDEX ON aggregateevententry (aggregateidentifier, aggregatesequencenumber);
CREATE SEQUENCE "aggregate-event-global-index-sequence" START WITH 1 INCREMENT BY 1;
