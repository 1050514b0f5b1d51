-- Who has which identifier: apart from the records, in a schema of its own with a role of its own, and only as keyed hashes.

CREATE SCHEMA bonitas_identities;
COMMENT ON SCHEMA bonitas_identities IS 'Keyed hashes of identifiers of the subjects of a ledger of Bonitas.';
REVOKE ALL ON SCHEMA bonitas_identities FROM PUBLIC;

-- What is hashed to know a key again.
CREATE TABLE bonitas_identities.proof (one boolean PRIMARY KEY DEFAULT true CHECK (one), digest text NOT NULL);

CREATE TABLE bonitas_identities.identifiers (
    subject text COLLATE "C" NOT NULL,
    scheme text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (scheme, digest),
    UNIQUE (subject, scheme)
);

-- An identifier goes with its subject, when that is erased, and no other way.
CREATE FUNCTION bonitas_identities.refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM bonitas.parties p WHERE p.id = OLD.subject AND bonitas.is_audited('parties', p.no)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'DELETE of bonitas_identities.% is refused: an identifier goes when its subject is erased', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION bonitas_identities.forget() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM bonitas_identities.identifiers i WHERE i.subject = OLD.id;
    RETURN NEW;
END $$;

-- After 'only_audited', by the order of names.
CREATE TRIGGER then_forgotten BEFORE UPDATE ON bonitas.parties FOR EACH ROW EXECUTE FUNCTION bonitas_identities.forget();
CREATE TRIGGER only_erased BEFORE DELETE ON bonitas_identities.identifiers
    FOR EACH ROW EXECUTE FUNCTION bonitas_identities.refuse_unless_erased();
CREATE TRIGGER never_changed BEFORE UPDATE OR TRUNCATE ON bonitas_identities.identifiers
    FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON bonitas_identities.proof
    FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bonitas_identifier') THEN
        CREATE ROLE bonitas_identifier NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- another ledger has just made it
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA bonitas_identities FROM PUBLIC;
GRANT USAGE ON SCHEMA bonitas_identities TO bonitas_identifier;
GRANT SELECT, INSERT ON bonitas_identities.proof, bonitas_identities.identifiers TO bonitas_identifier;
