-- Who asked about whom: appended by one function, each row linked with the one before, so that a changed or missing row is found.

CREATE TABLE bonitas.accesses (
    no bigint PRIMARY KEY,
    at bigint NOT NULL,                    -- microseconds since 1970 UTC, by the server's clock; never before the row above
    login text COLLATE "C" NOT NULL,       -- the session's user
    subject text COLLATE "C",              -- NULL with entry and salt: the content was removed
    entry text COLLATE "C",
    salt bytea,
    digest bytea NOT NULL,
    chain bytea NOT NULL
);
CREATE INDEX accesses_by_subject ON bonitas.accesses (subject, no);
-- The highest number ever given.
CREATE TABLE bonitas.accesses_given (one boolean PRIMARY KEY DEFAULT true CHECK (one), last bigint NOT NULL);
INSERT INTO bonitas.accesses_given (last) VALUES (0);

CREATE FUNCTION bonitas.note_accesses(subjects text[], entries text[], salts bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    this bigint;
    moment bigint;
    link bytea;
    digest bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(27707067723964788);  -- one after the other: each row names the one before
    SELECT a.no, a.at, a.chain INTO this, moment, link FROM bonitas.accesses a ORDER BY a.no DESC LIMIT 1;
    this := COALESCE(this, 0);
    link := COALESCE(link, decode(repeat('00', 32), 'hex'));
    moment := GREATEST(COALESCE(moment, 0), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
    FOR i IN 1 .. cardinality(entries) LOOP
        this := this + 1;
        digest := sha256(salts[i] || convert_to(entries[i], 'UTF8'));
        link := sha256(link || int8send(this) || int8send(moment) || sha256(convert_to(session_user::text, 'UTF8')) || digest);
        INSERT INTO bonitas.accesses VALUES (this, moment, session_user, subjects[i], entries[i], salts[i], digest, link);
    END LOOP;
    UPDATE bonitas.accesses_given SET last = this;
END $$;

-- Empties rows and notes that, both or neither. The note is an entry as above that names the rows.
CREATE FUNCTION bonitas.forget_accesses(numbers bigint[], entry text, salt bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE bonitas.accesses a SET subject = NULL, entry = NULL, salt = NULL WHERE a.no = ANY (numbers);
    PERFORM bonitas.note_accesses(ARRAY[''], ARRAY[forget_accesses.entry], ARRAY[forget_accesses.salt]);
END $$;

CREATE FUNCTION bonitas.only_emptied() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (NEW.no, NEW.at, NEW.login, NEW.digest, NEW.chain) IS NOT DISTINCT FROM (OLD.no, OLD.at, OLD.login, OLD.digest, OLD.chain)
        AND NEW.subject IS NULL AND NEW.entry IS NULL AND NEW.salt IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE of bonitas.accesses is refused: an access is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_emptied BEFORE UPDATE ON bonitas.accesses FOR EACH ROW EXECUTE FUNCTION bonitas.only_emptied();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON bonitas.accesses FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON bonitas.accesses_given FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();

REVOKE EXECUTE ON FUNCTION bonitas.note_accesses(text[], text[], bytea[]), bonitas.forget_accesses(bigint[], text, bytea),
    bonitas.only_emptied() FROM PUBLIC;
GRANT SELECT ON bonitas.accesses, bonitas.accesses_given TO bonitas_reader, bonitas_rater, bonitas_keeper;
-- Whoever may ask must be able to say so.
GRANT EXECUTE ON FUNCTION bonitas.note_accesses(text[], text[], bytea[])
    TO bonitas_reader, bonitas_rater, bonitas_furnisher, bonitas_keeper;
GRANT EXECUTE ON FUNCTION bonitas.forget_accesses(bigint[], text, bytea) TO bonitas_keeper;
