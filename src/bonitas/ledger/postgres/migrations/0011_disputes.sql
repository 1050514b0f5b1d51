-- Who made an amendment, and the SHA-256 of what was handed in with it (hexadecimal, with a space between): for disputes and decisions.
-- Only digests are kept: the papers themselves stay with whoever decides.

ALTER TABLE bonitas.amendments
    ADD COLUMN "by" text COLLATE "C",
    ADD COLUMN attachments text COLLATE "C" CHECK (attachments ~ '^[0-9a-f]{64}( [0-9a-f]{64})*$');
