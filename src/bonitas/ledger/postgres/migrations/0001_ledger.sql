-- The tables of a ledger, alike to those of every other store, and what keeps them append-only.
-- Texts are COLLATE "C": their order is that of their code points, as everywhere else.

CREATE SCHEMA bonitas;
COMMENT ON SCHEMA bonitas IS 'A ledger of Bonitas: records, amendments and participations, added and never changed.';
REVOKE ALL ON SCHEMA bonitas FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA bonitas REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE bonitas.migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE bonitas.meta (key text COLLATE "C" PRIMARY KEY, value text NOT NULL);

CREATE TABLE bonitas.attributes (name text COLLATE "C" PRIMARY KEY, type text NOT NULL, place integer GENERATED ALWAYS AS IDENTITY);

CREATE TABLE bonitas.words (no integer PRIMARY KEY, word text COLLATE "C" NOT NULL UNIQUE);

CREATE TABLE bonitas.parties (no integer PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE);

-- One row when a party is first a subject, and one when its type is first said.
CREATE TABLE bonitas.subjects (party integer NOT NULL, organisation boolean, UNIQUE NULLS NOT DISTINCT (party, organisation));

CREATE TABLE bonitas.records (
    entry bigint PRIMARY KEY,
    subject integer NOT NULL,
    kind integer NOT NULL,
    occurred_on date NOT NULL,
    ended_on date,
    recorded_at bigint NOT NULL,
    furnisher integer NOT NULL,
    ref text COLLATE "C" NOT NULL,
    counterparty integer,
    UNIQUE (furnisher, ref),
    CHECK (ended_on >= occurred_on)
);
CREATE INDEX records_by_subject ON bonitas.records (subject, occurred_on);
CREATE INDEX records_by_moment ON bonitas.records USING brin (recorded_at);

CREATE TABLE bonitas.amendments (
    no bigint PRIMARY KEY,
    entry bigint NOT NULL REFERENCES bonitas.records (entry),
    subject integer NOT NULL,
    kind integer NOT NULL,
    change text COLLATE "C" NOT NULL CHECK (change IN ('settled', 'disputed', 'upheld', 'rejected', 'corrected', 'withdrawn')),
    effective_on date NOT NULL,
    recorded_at bigint NOT NULL,
    reason text COLLATE "C",
    occurred_on date,
    ended_on date,
    counterparty integer
);
CREATE INDEX amendments_by_entry ON bonitas.amendments (entry);
CREATE INDEX amendments_by_subject ON bonitas.amendments (subject);

CREATE TABLE bonitas.participations (
    no bigint PRIMARY KEY,
    subject integer NOT NULL,
    rulebook text COLLATE "C" NOT NULL,
    consent boolean NOT NULL,
    "from" date NOT NULL,
    "until" date CHECK ("until" > "from"),
    recorded_at bigint NOT NULL
);
CREATE INDEX participations_by_subject ON bonitas.participations (subject, rulebook);

-- One row for each call that added something: who, when, how much, up to which number, known up to which moment.
CREATE TABLE bonitas.calls (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    rows bigint NOT NULL,
    last bigint NOT NULL,
    latest_at bigint NOT NULL
);
CREATE INDEX calls_by_number ON bonitas.calls (what, last);
CREATE INDEX calls_by_moment ON bonitas.calls (latest_at);

-- The audit of what was removed, for retention and erasure. A removal takes its number from the series of amendments.
CREATE TABLE bonitas.removals (
    no bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    xid xid8 NOT NULL,
    why text NOT NULL CHECK (length(btrim(why)) >= 3)
);
CREATE TABLE bonitas.removed (
    "table" text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    subject integer,
    removal bigint NOT NULL REFERENCES bonitas.removals (no)
);
CREATE INDEX removed_by_number ON bonitas.removed (number, "table");
CREATE INDEX removed_by_removal ON bonitas.removed (removal);

-- ------------------------------------------------------------ what is refused to everybody, the owner included

CREATE FUNCTION bonitas.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of bonitas.% is refused: what a ledger holds is added and never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- True if this transaction has written down that it removes this row.
CREATE FUNCTION bonitas.is_audited(what text, which bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM bonitas.removed d JOIN bonitas.removals r ON r.no = d.removal
        WHERE d.number = which AND d."table" = what AND r.xid = pg_current_xact_id_if_assigned())
$$;

-- A row goes only if the audit says so. The argument is the name of the column with the row's number.
CREATE FUNCTION bonitas.refuse_unless_audited() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF bonitas.is_audited(TG_TABLE_NAME, (to_jsonb(OLD) ->> TG_ARGV[0])::bigint) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'DELETE of bonitas.% is refused: rows are removed by bonitas.remove alone', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- A name changes only into one that says that it was removed.
CREATE FUNCTION bonitas.refuse_unless_nameless() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.no = OLD.no AND (to_jsonb(NEW) ->> TG_ARGV[0]) = '~removed-' || OLD.no AND bonitas.is_audited(TG_TABLE_NAME, OLD.no) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE of bonitas.% is refused: what a ledger holds is added and never changed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION bonitas.sign_call() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.who := session_user;
    RETURN NEW;
END $$;

CREATE FUNCTION bonitas.sign_removal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.who := session_user;
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END $$;

CREATE TRIGGER signed BEFORE INSERT ON bonitas.calls FOR EACH ROW EXECUTE FUNCTION bonitas.sign_call();
CREATE TRIGGER signed BEFORE INSERT ON bonitas.removals FOR EACH ROW EXECUTE FUNCTION bonitas.sign_removal();

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['meta', 'attributes', 'words', 'parties', 'subjects', 'records', 'amendments', 'participations',
        'calls', 'removals', 'removed'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
        IF one NOT IN ('words', 'parties') THEN
            EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
        END IF;
        IF one NOT IN ('subjects', 'records', 'amendments', 'participations') THEN
            EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
        END IF;
    END LOOP;
END $$;

CREATE TRIGGER only_audited BEFORE DELETE ON bonitas.records
    FOR EACH ROW EXECUTE FUNCTION bonitas.refuse_unless_audited('entry');
CREATE TRIGGER only_audited BEFORE DELETE ON bonitas.amendments
    FOR EACH ROW EXECUTE FUNCTION bonitas.refuse_unless_audited('no');
CREATE TRIGGER only_audited BEFORE DELETE ON bonitas.participations
    FOR EACH ROW EXECUTE FUNCTION bonitas.refuse_unless_audited('no');
CREATE TRIGGER only_audited BEFORE DELETE ON bonitas.subjects
    FOR EACH ROW EXECUTE FUNCTION bonitas.refuse_unless_audited('party');
CREATE TRIGGER only_audited BEFORE UPDATE ON bonitas.words
    FOR EACH ROW EXECUTE FUNCTION bonitas.refuse_unless_nameless('word');
CREATE TRIGGER only_audited BEFORE UPDATE ON bonitas.parties
    FOR EACH ROW EXECUTE FUNCTION bonitas.refuse_unless_nameless('id');
