-- Who may do what: group roles, without a login of their own, to be granted to those who have one.
-- They belong to the whole server, so another ledger there may have made them already.

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['bonitas_reader', 'bonitas_rater', 'bonitas_furnisher', 'bonitas_keeper'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', one);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another ledger has just made it
            END;
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA bonitas TO bonitas_reader, bonitas_rater, bonitas_furnisher, bonitas_keeper;

-- All four see the ledger: a furnisher, because what it adds is compared with what is there.
GRANT SELECT ON bonitas.migrations, bonitas.meta, bonitas.attributes, bonitas.words, bonitas.parties, bonitas.subjects, bonitas.records,
    bonitas.amendments, bonitas.participations, bonitas.calls
    TO bonitas_reader, bonitas_rater, bonitas_furnisher, bonitas_keeper;
GRANT SELECT ON bonitas.records_in_words TO bonitas_reader, bonitas_rater, bonitas_keeper;
GRANT SELECT ON bonitas.removed, bonitas.removals TO bonitas_reader, bonitas_rater, bonitas_keeper;
GRANT SELECT (no) ON bonitas.removals TO bonitas_furnisher;  -- for the next number of an amendment

-- A furnisher adds, and changes nothing.
GRANT INSERT ON bonitas.words, bonitas.parties, bonitas.subjects, bonitas.records, bonitas.amendments, bonitas.participations, bonitas.calls
    TO bonitas_furnisher;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA bonitas FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bonitas.keep_attribute(text, text) TO bonitas_furnisher;

-- A keeper removes, by the one function that writes it down.
GRANT EXECUTE ON FUNCTION bonitas.remove(text, bigint[], text) TO bonitas_keeper;
