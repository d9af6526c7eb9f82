-- Read by Migrations, statement by statement; never changed once released: add h2-2.sql.

CREATE TABLE control (
    id VARCHAR(64) NOT NULL,
    number BIGINT NOT NULL
);

CREATE TABLE control_feed (
    number BIGINT PRIMARY KEY,
    kind VARCHAR(32) NOT NULL,
    body VARCHAR(1048576) NOT NULL,
    at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

CREATE TABLE secret (
    name VARCHAR(64) PRIMARY KEY,
    bytes VARBINARY(4096) NOT NULL
);

CREATE TABLE room (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name VARCHAR(128) NOT NULL UNIQUE,
    epoch VARCHAR(32) NOT NULL,
    status VARCHAR(8) NOT NULL,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL,
    checkpoint_position BIGINT NOT NULL,
    checkpoint_version BIGINT NOT NULL,
    horizon BIGINT NOT NULL
);

-- One row for each room of a group commit, not for each mutation: a row costs more than its bytes.
CREATE TABLE room_log (
    room BIGINT NOT NULL,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL,
    body VARCHAR(1048576) NOT NULL,
    PRIMARY KEY (room, position)
);

-- The state at the last checkpoint. A value of NULL is a deletion that members may still have to hear of.
CREATE TABLE room_entry (
    room BIGINT NOT NULL,
    name VARCHAR(256) NOT NULL,
    text VARCHAR(262144),
    version BIGINT NOT NULL,
    PRIMARY KEY (room, name)
);

CREATE TABLE room_client (
    room BIGINT NOT NULL,
    user_id VARCHAR(128) NOT NULL,
    client VARCHAR(64) NOT NULL,
    last_mutation BIGINT NOT NULL,
    outcomes VARCHAR(1048576) NOT NULL,
    seen TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (room, user_id, client)
);
