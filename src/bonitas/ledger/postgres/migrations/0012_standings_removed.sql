-- Whoever is removed loses the standing rating too, at once and not only at the next refresh.

CREATE FUNCTION bonitas.forget_standings() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM bonitas.standings s USING gone g WHERE s.code = g.no;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION bonitas.forget_standings() FROM PUBLIC;
-- A party's row changes only when the party is removed.
CREATE TRIGGER then_unrated AFTER UPDATE ON bonitas.parties
    REFERENCING NEW TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bonitas.forget_standings();
DELETE FROM bonitas.standings s USING bonitas.removed d WHERE d."table" = 'parties' AND d.number = s.code;
