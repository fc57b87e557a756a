-- :stream is a uuid. The lock keeps other writers out until the transaction ends; readers are not held.
SET LOCAL lock_timeout = '0s';
LOCK TABLE bankaccounts_events IN EXCLUSIVE MODE;
INSERT INTO bankaccounts_events (originator_id, originator_version, topic, state) VALUES (CAST(:stream AS uuid), CAST(:version AS bigint), :type, convert_to(CAST(CAST(:data AS jsonb) || jsonb_build_object('timestamp', jsonb_build_object('_type_', 'datetime_iso', '_data_', CAST(:time AS text))) AS text), 'UTF8'));
