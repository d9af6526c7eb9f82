-- The audit log. Rows are only added at its end, and removed from its beginning when they are too old.

CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    kind VARCHAR(32) NOT NULL,
    user_id VARCHAR(128),
    room VARCHAR(128),
    body VARCHAR(16384) NOT NULL,
    mac VARCHAR(64) NOT NULL
);

CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_user ON audit (user_id, number);
CREATE INDEX audit_room ON audit (room, number);

-- head: the last row that was added; anchor: the last one that was removed
CREATE TABLE audit_mark (
    name VARCHAR(8) PRIMARY KEY,
    number BIGINT NOT NULL,
    mac VARCHAR(64) NOT NULL,
    signature VARCHAR(64) NOT NULL
);
