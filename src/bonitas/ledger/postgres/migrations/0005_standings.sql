-- Standing ratings: what everybody was last rated, for each rulebook, and how that changed. Names come from the ledger: where one is
-- removed there, it is gone here too. The ratings are replaced at each refresh; what was told of their changes stays.

CREATE TABLE bonitas.standing_heads (rulebook text COLLATE "C" PRIMARY KEY, head text NOT NULL);

CREATE TABLE bonitas.standing_texts (
    rulebook text COLLATE "C" NOT NULL,
    no integer NOT NULL,
    word text COLLATE "C" NOT NULL,
    PRIMARY KEY (rulebook, no)
);

CREATE TABLE bonitas.standings (
    rulebook text COLLATE "C" NOT NULL,
    code integer NOT NULL,
    standing integer NOT NULL,
    score bigint NOT NULL,
    band integer NOT NULL,
    because integer NOT NULL,
    next integer NOT NULL,
    drawn bigint NOT NULL,
    PRIMARY KEY (rulebook, code)
);
CREATE INDEX standings_by_day ON bonitas.standings (rulebook, next);

CREATE TABLE bonitas.standing_refreshes (
    rulebook text COLLATE "C" NOT NULL,
    first bigint NOT NULL,
    day integer NOT NULL,
    known bigint NOT NULL,
    version text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (rulebook, first)
);

CREATE TABLE bonitas.standing_changes (
    rulebook text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    code integer NOT NULL,
    why integer NOT NULL,
    was_standing integer NOT NULL,
    was_score bigint NOT NULL,
    was_band integer NOT NULL,
    was_because integer NOT NULL,
    now_standing integer NOT NULL,
    now_score bigint NOT NULL,
    now_band integer NOT NULL,
    now_because integer NOT NULL,
    PRIMARY KEY (rulebook, seq)
);

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['standing_heads', 'standing_texts', 'standings', 'standing_refreshes', 'standing_changes'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
        EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
        IF one IN ('standing_texts', 'standing_refreshes', 'standing_changes') THEN
            EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON bonitas.%I FOR EACH STATEMENT EXECUTE FUNCTION bonitas.refuse()', one);
        END IF;
    END LOOP;
END $$;

-- A rater refreshes; a reader looks.
GRANT SELECT ON bonitas.standing_heads, bonitas.standing_texts, bonitas.standings, bonitas.standing_refreshes, bonitas.standing_changes
    TO bonitas_reader, bonitas_rater, bonitas_keeper;
GRANT INSERT ON bonitas.standing_heads, bonitas.standing_texts, bonitas.standings, bonitas.standing_refreshes, bonitas.standing_changes
    TO bonitas_rater;
GRANT DELETE ON bonitas.standing_heads, bonitas.standings TO bonitas_rater;
