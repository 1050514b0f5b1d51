-- Removing says on what basis, who answers for it, and may take several subjects at once. What only the removed rows name goes with
-- them: free texts, as before, and counterparties. A seal keeps its place in the log, and loses its salt.

ALTER TABLE bonitas.removals ADD COLUMN basis text CHECK (basis IN ('retention', 'erasure'));
ALTER TABLE bonitas.removals ADD COLUMN "by" text;

DROP FUNCTION bonitas.remove(text, bigint[], text);
CREATE FUNCTION bonitas.remove(
    why text, entries bigint[] DEFAULT '{}', subject text DEFAULT NULL, subjects text[] DEFAULT '{}', basis text DEFAULT NULL,
    "by" text DEFAULT NULL
) RETURNS TABLE ("table" text, "rows" bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ids text[] := array_remove(subjects || subject, NULL);
    gone integer[];
    this bigint;
    lacking text[];
    unknown bigint[];
    texts text;
    wordy text;
    free integer[];
    more integer[];
    used integer[];
    others integer[];
    one record;
BEGIN
    PERFORM pg_advisory_xact_lock(27707067723964787);  -- alone among all that write: as every call that adds
    SELECT array_agg(i) INTO lacking FROM unnest(ids) i WHERE NOT EXISTS (SELECT FROM bonitas.parties p WHERE p.id = i);
    IF lacking IS NOT NULL THEN
        RAISE EXCEPTION 'there is no subject %', quote_literal(lacking[1]) USING ERRCODE = 'no_data_found';
    END IF;
    SELECT COALESCE(array_agg(p.no), '{}') INTO gone FROM bonitas.parties p WHERE p.id = ANY (ids);
    SELECT array_agg(e) INTO unknown FROM unnest(entries) e WHERE NOT EXISTS (SELECT FROM bonitas.records r WHERE r.entry = e);
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'there are no records %', unknown USING ERRCODE = 'no_data_found';
    END IF;
    IF cardinality(ids) = 0 AND cardinality(entries) = 0 THEN
        RAISE EXCEPTION 'nothing is named that should be removed' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    -- What goes, written down.
    SELECT 1 + GREATEST(
        (SELECT COALESCE(max(c.last), -1) FROM bonitas.calls c WHERE c.what = 'amendments'),
        (SELECT COALESCE(max(a.no), -1) FROM bonitas.amendments a),
        (SELECT COALESCE(max(r.no), -1) FROM bonitas.removals r)) INTO this;
    INSERT INTO bonitas.removals (no, why, basis, "by") VALUES (this, remove.why, remove.basis, remove."by");
    INSERT INTO bonitas.removed SELECT 'records', r.entry, r.subject, this FROM bonitas.records r
        WHERE r.entry = ANY (entries) OR r.subject = ANY (gone);
    INSERT INTO bonitas.removed SELECT 'amendments', a.no, a.subject, this FROM bonitas.amendments a
        WHERE a.entry IN (SELECT d.number FROM bonitas.removed d WHERE d.removal = this AND d."table" = 'records');
    INSERT INTO bonitas.removed SELECT 'participations', p.no, p.subject, this FROM bonitas.participations p
        WHERE p.subject = ANY (gone);
    INSERT INTO bonitas.removed SELECT DISTINCT 'subjects', s.party, s.party, this FROM bonitas.subjects s
        WHERE s.party = ANY (gone);
    INSERT INTO bonitas.removed SELECT 'parties', g, g, this FROM unnest(gone) g;

    -- Free texts that only these rows use go with them. Words that name a kind, a furnisher or a choice say nothing about anybody.
    SELECT '(NULL::integer)' || COALESCE(string_agg(format(', (t.%I)', 'a_' || a.name), '' ORDER BY a.place), '')
        INTO texts FROM bonitas.attributes a WHERE a.type = 'text';
    SELECT '(t.kind)' || COALESCE(string_agg(format(', (t.%I)', 'a_' || a.name), '' ORDER BY a.place), '')
        INTO wordy FROM bonitas.attributes a WHERE a.type IN ('text', 'choice');
    FOR one IN VALUES ('records', 'entry'), ('amendments', 'no') LOOP
        EXECUTE format('SELECT array_agg(DISTINCT v.no) FROM bonitas.%1$I t
            JOIN bonitas.removed d ON d.number = t.%2$I AND d."table" = %1$L AND d.removal = $1
            CROSS JOIN LATERAL (VALUES %3$s) AS v (no) WHERE v.no IS NOT NULL', one.column1, one.column2, texts) INTO more USING this;
        free := free || more;
        EXECUTE format('SELECT array_agg(DISTINCT t.counterparty) FROM bonitas.%1$I t
            JOIN bonitas.removed d ON d.number = t.%2$I AND d."table" = %1$L AND d.removal = $1
            WHERE t.counterparty IS NOT NULL', one.column1, one.column2) INTO more USING this;
        others := others || more;
    END LOOP;

    DELETE FROM bonitas.amendments a USING bonitas.removed d
        WHERE d.removal = this AND d."table" = 'amendments' AND d.number = a.no;
    DELETE FROM bonitas.records r USING bonitas.removed d WHERE d.removal = this AND d."table" = 'records' AND d.number = r.entry;
    DELETE FROM bonitas.participations p USING bonitas.removed d
        WHERE d.removal = this AND d."table" = 'participations' AND d.number = p.no;
    DELETE FROM bonitas.subjects s WHERE s.party = ANY (gone);

    IF free IS NOT NULL THEN
        FOR one IN VALUES ('records', ', (t.furnisher)'), ('amendments', '') LOOP
            EXECUTE format('SELECT array_agg(DISTINCT v.no) FROM bonitas.%I t CROSS JOIN LATERAL (VALUES %s) AS v (no)
                WHERE v.no = ANY ($1)', one.column1, wordy || one.column2) INTO more USING free;
            used := used || more;
        END LOOP;
        INSERT INTO bonitas.removed SELECT DISTINCT 'words', f, NULL::integer, this FROM unnest(free) f
            WHERE NOT f = ANY (COALESCE(used, '{}'));
        UPDATE bonitas.words w SET word = '~removed-' || w.no FROM bonitas.removed d
            WHERE d.removal = this AND d."table" = 'words' AND d.number = w.no;
    END IF;
    -- A counterparty goes if nothing else names it and it is nobody's subject.
    INSERT INTO bonitas.removed SELECT DISTINCT 'parties', o, NULL::integer, this FROM unnest(others) o
        WHERE NOT o = ANY (gone)
        AND NOT EXISTS (SELECT FROM bonitas.subjects s WHERE s.party = o)
        AND NOT EXISTS (SELECT FROM bonitas.records r WHERE r.counterparty = o)
        AND NOT EXISTS (SELECT FROM bonitas.amendments a WHERE a.counterparty = o);
    -- The number stays taken: others' records that name this party as their counterparty still name one and the same.
    UPDATE bonitas.parties p SET id = '~removed-' || p.no FROM bonitas.removed d
        WHERE d.removal = this AND d."table" = 'parties' AND d.number = p.no;
    IF to_regclass('bonitas.seals') IS NOT NULL THEN
        EXECUTE 'UPDATE bonitas.seals s SET salt = NULL FROM bonitas.removed d
            WHERE d.removal = $1 AND d."table" = s."table" AND d.number = s.number' USING this;
    END IF;

    RETURN QUERY SELECT d."table", count(*) FROM bonitas.removed d WHERE d.removal = this GROUP BY d."table" ORDER BY d."table";
END $$;

REVOKE EXECUTE ON FUNCTION bonitas.remove(text, bigint[], text, text[], text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bonitas.remove(text, bigint[], text, text[], text, text) TO bonitas_keeper;
