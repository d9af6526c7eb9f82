-- API keys and tickets: of both only the hash of the secret is kept.

CREATE TABLE api_key (
    id VARCHAR(64) PRIMARY KEY,
    hash VARCHAR(64) NOT NULL UNIQUE,
    terms VARCHAR(65536) NOT NULL,
    created TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

-- uses counts down; one below zero never does.
CREATE TABLE ticket (
    hash VARCHAR(64) PRIMARY KEY,
    room VARCHAR(128) NOT NULL,
    auth VARCHAR(262144) NOT NULL,
    uses INT NOT NULL,
    expires TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

CREATE INDEX ticket_expires ON ticket (expires);
