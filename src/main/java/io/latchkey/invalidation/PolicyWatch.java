package io.latchkey.invalidation;

import io.latchkey.access.LivePolicy;
import io.latchkey.access.Policy;
import io.latchkey.access.PolicyException;
import io.latchkey.room.Rooms;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** Puts a changed policy file in force; one that can't be read leaves the old one as it was. One thread at a time. */
public final class PolicyWatch {
    /** What changes whenever an editor, or a deployment that swaps links, has written the file. */
    private record Stamp(FileTime time, long size, Path real) {}

    private static final Logger LOG = System.getLogger(PolicyWatch.class.getName());

    private final String setting;
    private final LivePolicy policy;
    private final Rooms rooms;
    private Optional<Stamp> seen;
    private Optional<String> text;

    /** @param setting {@code latchkey.policy}, with a file's path */
    public PolicyWatch(String setting, LivePolicy policy, Rooms rooms) {
        this.setting = setting;
        this.policy = policy;
        this.rooms = rooms;
        this.seen = stamp();
        this.text = read();
    }

    /** Whether the setting names a file. */
    public static boolean watches(String setting) {
        return !setting.strip().startsWith("{");
    }

    /** To be called about once a second. */
    public void look() {
        Optional<Stamp> now = stamp();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        Optional<String> changed = read();
        if (changed.equals(text)) {
            return;
        }
        text = changed;
        try {
            policy.replace(Policy.load(setting));
            rooms.refreshAll();
            LOG.log(Level.INFO, "The policy file has changed and is in force");
        } catch (PolicyException e) {
            LOG.log(Level.ERROR, "The changed policy file is refused, the old policy stays: " + e.getMessage());
        }
    }

    private Optional<Stamp> stamp() {
        try {
            Path file = Path.of(setting);
            return Optional.of(new Stamp(Files.getLastModifiedTime(file), Files.size(file), file.toRealPath()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> read() {
        try {
            return Optional.of(Files.readString(Path.of(setting)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
