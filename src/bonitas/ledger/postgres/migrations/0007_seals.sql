-- The log that shows tampering: a leaf for each entry, and the frontier of its Merkle tree after each call.
-- A ledger has leaves if its meta says 'sealed'.

CREATE TABLE bonitas.seals (
    "table" text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    salt bytea,
    digest bytea NOT NULL,
    leaf bigint PRIMARY KEY
);
CREATE INDEX seals_by_number ON bonitas.seals (number, "table");
CREATE TABLE bonitas.heads (no bigint PRIMARY KEY, size bigint NOT NULL, frontier bytea NOT NULL);

-- A salt goes with its entry, and nothing else of a leaf ever changes.
CREATE FUNCTION bonitas.refuse_unless_forgotten() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.salt IS NULL AND (NEW."table", NEW.number, NEW.digest, NEW.leaf) = (OLD."table", OLD.number, OLD.digest, OLD.leaf)
        AND bonitas.is_audited(OLD."table", OLD.number) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE of bonitas.% is refused: what a ledger holds is added and never changed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['seals', 'heads'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
        EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
    END LOOP;
END $$;
CREATE TRIGGER only_forgotten BEFORE UPDATE ON bonitas.seals FOR EACH ROW EXECUTE FUNCTION bonitas.refuse_unless_forgotten();
CREATE TRIGGER never_changed BEFORE UPDATE ON bonitas.heads FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse();

REVOKE EXECUTE ON FUNCTION bonitas.refuse_unless_forgotten() FROM PUBLIC;
GRANT SELECT ON bonitas.seals, bonitas.heads TO bonitas_reader, bonitas_rater, bonitas_furnisher, bonitas_keeper;
GRANT INSERT ON bonitas.seals, bonitas.heads TO bonitas_furnisher;
