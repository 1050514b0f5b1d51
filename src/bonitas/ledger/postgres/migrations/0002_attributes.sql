-- An attribute gets its column when it is first filled. Who may add records may add one, by this function and no other way.

CREATE FUNCTION bonitas.show_in_words() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    shown text := '';
    joins text := '';
    one record;
BEGIN
    FOR one IN SELECT name, type FROM bonitas.attributes ORDER BY place LOOP
        CASE
            WHEN one.type IN ('text', 'choice') THEN
                joins := joins || format(' LEFT JOIN bonitas.words %I ON %1$I.no = r.%I', 'w_' || one.name, 'a_' || one.name);
                shown := shown || format(', %I.word AS %I', 'w_' || one.name, one.name);
            WHEN one.type = 'yes_no' THEN
                shown := shown || format(', r.%I = 1 AS %I', 'a_' || one.name, one.name);
            WHEN one.type = 'money' THEN
                shown := shown || format(', CAST(r.%I * 0.01 AS numeric(18, 2)) AS %I', 'a_' || one.name, one.name);
            WHEN one.type = 'decimal' THEN
                shown := shown || format(', CAST(r.%I * 0.001 AS numeric(18, 3)) AS %I', 'a_' || one.name, one.name);
            ELSE
                shown := shown || format(', r.%I AS %I', 'a_' || one.name, one.name);
        END CASE;
    END LOOP;
    EXECUTE format('CREATE OR REPLACE VIEW bonitas.records_in_words AS
        SELECT r.entry, s.id AS subject, k.word AS kind, r.occurred_on, r.ended_on,
            timestamp ''epoch'' + r.recorded_at * interval ''1 microsecond'' AS recorded_at_utc, f.word AS furnisher, r.ref,
            c.id AS counterparty%s
        FROM bonitas.records r JOIN bonitas.parties s ON s.no = r.subject JOIN bonitas.words k ON k.no = r.kind
        JOIN bonitas.words f ON f.no = r.furnisher LEFT JOIN bonitas.parties c ON c.no = r.counterparty%s', shown, joins);
END $$;

CREATE FUNCTION bonitas.keep_attribute(name text, type text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept text := CASE WHEN type IN ('text', 'choice') THEN 'integer' WHEN type = 'date' THEN 'date' ELSE 'bigint' END;
    one text;
BEGIN
    IF name IS NULL OR name !~ '^[a-z][a-z0-9_]{0,59}$' OR type IS NULL
        OR type NOT IN ('integer', 'decimal', 'money', 'text', 'choice', 'yes_no', 'date') THEN
        RAISE EXCEPTION 'no attribute: % of type %', name, type USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO bonitas.attributes (name, type) VALUES (keep_attribute.name, keep_attribute.type);
    FOREACH one IN ARRAY ARRAY['records', 'amendments'] LOOP
        EXECUTE format('ALTER TABLE bonitas.%I ADD COLUMN %I %s', one, 'a_' || name, kept);
    END LOOP;
    PERFORM bonitas.show_in_words();
END $$;

SELECT bonitas.show_in_words();
