-- The one way to remove something: records whose retention is over, by their numbers, or all there is about a subject.
-- It writes down who, when, why and which before it removes anything; the triggers let nothing go that is not written down.

CREATE FUNCTION bonitas.remove(why text, entries bigint[] DEFAULT '{}', subject text DEFAULT NULL)
RETURNS TABLE ("table" text, "rows" bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who_goes integer;
    this bigint;
    unknown bigint[];
    texts text;
    wordy text;
    free integer[];
    more integer[];
    used integer[];
    one record;
BEGIN
    PERFORM pg_advisory_xact_lock(27707067723964787);  -- alone among all that write: as every call that adds
    IF subject IS NOT NULL THEN
        SELECT p.no INTO who_goes FROM bonitas.parties p WHERE p.id = remove.subject;
        IF who_goes IS NULL THEN
            RAISE EXCEPTION 'there is no subject %', quote_literal(subject) USING ERRCODE = 'no_data_found';
        END IF;
    END IF;
    SELECT array_agg(e) INTO unknown FROM unnest(entries) e WHERE NOT EXISTS (SELECT FROM bonitas.records r WHERE r.entry = e);
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'there are no records %', unknown USING ERRCODE = 'no_data_found';
    END IF;
    IF subject IS NULL AND cardinality(entries) = 0 THEN
        RAISE EXCEPTION 'nothing is named that should be removed' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    -- What goes, written down.
    SELECT 1 + GREATEST(
        (SELECT COALESCE(max(c.last), -1) FROM bonitas.calls c WHERE c.what = 'amendments'),
        (SELECT COALESCE(max(a.no), -1) FROM bonitas.amendments a),
        (SELECT COALESCE(max(r.no), -1) FROM bonitas.removals r)) INTO this;
    INSERT INTO bonitas.removals (no, why) VALUES (this, remove.why);
    INSERT INTO bonitas.removed SELECT 'records', r.entry, r.subject, this FROM bonitas.records r
        WHERE r.entry = ANY (entries) OR r.subject = who_goes;
    INSERT INTO bonitas.removed SELECT 'amendments', a.no, a.subject, this FROM bonitas.amendments a
        WHERE a.entry IN (SELECT d.number FROM bonitas.removed d WHERE d.removal = this AND d."table" = 'records');
    IF who_goes IS NOT NULL THEN
        INSERT INTO bonitas.removed SELECT 'participations', p.no, p.subject, this FROM bonitas.participations p
            WHERE p.subject = who_goes;
        INSERT INTO bonitas.removed VALUES ('subjects', who_goes, who_goes, this), ('parties', who_goes, who_goes, this);
    END IF;

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
    END LOOP;

    DELETE FROM bonitas.amendments a USING bonitas.removed d
        WHERE d.removal = this AND d."table" = 'amendments' AND d.number = a.no;
    DELETE FROM bonitas.records r USING bonitas.removed d WHERE d.removal = this AND d."table" = 'records' AND d.number = r.entry;
    DELETE FROM bonitas.participations p USING bonitas.removed d
        WHERE d.removal = this AND d."table" = 'participations' AND d.number = p.no;
    DELETE FROM bonitas.subjects s WHERE s.party = who_goes;

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
    -- The number stays taken: others' records that name this party as their counterparty still name one and the same.
    UPDATE bonitas.parties p SET id = '~removed-' || p.no WHERE p.no = who_goes;

    RETURN QUERY SELECT d."table", count(*) FROM bonitas.removed d WHERE d.removal = this GROUP BY d."table" ORDER BY d."table";
END $$;
