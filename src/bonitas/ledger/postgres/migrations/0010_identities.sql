-- Identifiers: another key (hashes are hashed on, all at once and written down), and sealed copies of numbers.

ALTER TABLE bonitas_identities.identifiers ADD COLUMN sealed bytea, ADD COLUMN sealed_to text COLLATE "C";
ALTER TABLE bonitas_identities.identifiers ADD CHECK ((sealed IS NULL) = (sealed_to IS NULL));

-- Every rotation: who, when, from which key to which. Keys are named by what is hashed to know them again.
CREATE TABLE bonitas_identities.rotations (
    no bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    from_proof text COLLATE "C" NOT NULL,
    to_proof text COLLATE "C" NOT NULL,
    identifiers bigint NOT NULL,
    xid xid8 NOT NULL
);

-- What a rotation makes of each identifier, until it is done.
CREATE TABLE bonitas_identities.rehashed (
    subject text COLLATE "C" NOT NULL,
    scheme text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    PRIMARY KEY (subject, scheme)
);

CREATE FUNCTION bonitas_identities.is_rotated() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM bonitas_identities.rotations r WHERE r.xid = pg_current_xact_id_if_assigned())
$$;

-- A hash changes in a rotation, a sealed copy is put where there is none, and nothing else changes.
CREATE FUNCTION bonitas_identities.refuse_unless_rotated() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.subject = OLD.subject AND NEW.scheme = OLD.scheme AND NEW.recorded_at = OLD.recorded_at
        AND (NEW.digest = OLD.digest OR bonitas_identities.is_rotated())
        AND (OLD.sealed IS NULL OR (NEW.sealed = OLD.sealed AND NEW.sealed_to = OLD.sealed_to)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE of bonitas_identities.identifiers is refused: hashes change in a rotation alone'
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION bonitas_identities.refuse_another_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF bonitas_identities.is_rotated() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE of bonitas_identities.proof is refused: a key changes in a rotation alone' USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER never_changed ON bonitas_identities.identifiers;
DROP TRIGGER never_changed ON bonitas_identities.proof;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON bonitas_identities.identifiers FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();
CREATE TRIGGER only_rotated BEFORE UPDATE ON bonitas_identities.identifiers
    FOR EACH ROW EXECUTE FUNCTION bonitas_identities.refuse_unless_rotated();
CREATE TRIGGER never_emptied BEFORE DELETE OR TRUNCATE ON bonitas_identities.proof
    FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();
CREATE TRIGGER only_rotated BEFORE UPDATE ON bonitas_identities.proof
    FOR EACH ROW EXECUTE FUNCTION bonitas_identities.refuse_another_proof();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bonitas_identities.rotations
    FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();

-- The one way to another key. What each hash becomes lies in 'rehashed', put there in the same transaction; the key itself never comes here.
CREATE FUNCTION bonitas_identities.rotate(from_proof text, to_proof text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    all_of bigint;
    done bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(27707067723964787);  -- alone among all that write: as every call that adds
    IF NOT EXISTS (SELECT FROM bonitas_identities.proof p WHERE p.digest = rotate.from_proof) THEN
        RAISE EXCEPTION 'the identifiers have another key' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT count(*) INTO all_of FROM bonitas_identities.identifiers;
    INSERT INTO bonitas_identities.rotations (at, who, from_proof, to_proof, identifiers, xid)
        VALUES (clock_timestamp(), session_user, rotate.from_proof, rotate.to_proof, all_of, pg_current_xact_id());
    UPDATE bonitas_identities.identifiers i SET digest = h.digest FROM bonitas_identities.rehashed h
        WHERE h.subject = i.subject AND h.scheme = i.scheme;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> all_of THEN
        RAISE EXCEPTION 'of % identifiers % were rehashed', all_of, done USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE bonitas_identities.proof p SET digest = rotate.to_proof;
    DELETE FROM bonitas_identities.rehashed;
    RETURN all_of;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA bonitas_identities FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bonitas_identities.rotate(text, text) TO bonitas_identifier;
GRANT EXECUTE ON FUNCTION bonitas_identities.is_rotated() TO bonitas_identifier;
GRANT SELECT ON bonitas_identities.rotations TO bonitas_identifier;
GRANT INSERT ON bonitas_identities.rehashed TO bonitas_identifier;
GRANT UPDATE (sealed, sealed_to) ON bonitas_identities.identifiers TO bonitas_identifier;
