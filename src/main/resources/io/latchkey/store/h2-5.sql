-- The HS256 keys that the database keeps, newest last, and how many tokens of a key (any, by its kid) end when.

CREATE TABLE signing_key (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    secret VARBINARY(64) NOT NULL,
    created TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    retired TIMESTAMP(3) WITH TIME ZONE
);

INSERT INTO signing_key (secret, created)
    SELECT bytes, CURRENT_TIMESTAMP FROM secret WHERE name = 'token.hs256';

DELETE FROM secret WHERE name = 'token.hs256';

CREATE TABLE token_count (
    kid VARCHAR(64) NOT NULL,
    expires BIGINT NOT NULL,
    tokens BIGINT NOT NULL,
    PRIMARY KEY (kid, expires)
);
