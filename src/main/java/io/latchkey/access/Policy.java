package io.latchkey.access;

import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import jakarta.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who gets which grants: one immutable state of the policy. No entry, no access. */
public final class Policy {
    /** The group that every authenticated caller is in. */
    public static final String EVERYONE = "*";

    /** Grants nothing to anyone. */
    public static final Policy NONE = new Policy(List.of());

    /** Some users, some groups and what they get. */
    record Entry(Set<String> users, Set<String> groups, Grant grant) {}

    private final Map<String, List<Grant>> byUser = new HashMap<>();
    private final Map<String, List<Grant>> byGroup = new HashMap<>();

    Policy(List<Entry> entries) {
        for (Entry entry : entries) {
            entry.users.forEach(user -> add(byUser, user, entry.grant));
            entry.groups.forEach(group -> add(byGroup, group, entry.grant));
        }
    }

    /** @throws PolicyException with the entry that is wrong and why */
    public static Policy parse(String json) throws PolicyException {
        return PolicyReader.parse(json);
    }

    /**
     * Takes the setting: JSON, or the path of a file that holds it.
     *
     * @throws PolicyException with the entry that is wrong and why
     */
    public static Policy load(String setting) throws PolicyException {
        return PolicyReader.load(setting);
    }

    /**
     * Takes grants of one room, which do not name it: {@code [{"users"?,"groups"?,"access"..}]}.
     *
     * @throws PolicyException with the entry that is wrong and why
     */
    public static Policy ofRoom(RoomId room, JsonArray grants) throws PolicyException {
        return PolicyReader.ofRoom(room, grants);
    }

    boolean isEmpty() {
        return byUser.isEmpty() && byGroup.isEmpty();
    }

    /** All grants of a user in these groups, in any room. */
    public List<Grant> grantsOf(String user, Set<String> groups) {
        List<Grant> grants = new ArrayList<>();
        addGrantsOf(user, groups, grants);
        return grants;
    }

    /** The same, behind what is in the list. */
    void addGrantsOf(String user, Set<String> groups, List<Grant> grants) {
        grants.addAll(byUser.getOrDefault(user, List.of()));
        grants.addAll(byGroup.getOrDefault(EVERYONE, List.of()));
        for (String group : groups) {
            if (!group.equals(EVERYONE)) {
                grants.addAll(byGroup.getOrDefault(group, List.of()));
            }
        }
    }

    /** The groups that an entry names, {@link #EVERYONE} not among them. */
    public Set<String> groups() {
        Set<String> groups = new TreeSet<>(byGroup.keySet());
        groups.remove(EVERYONE);
        return groups;
    }

    private static void add(Map<String, List<Grant>> index, String name, Grant grant) {
        index.computeIfAbsent(name, absent -> new ArrayList<>()).add(grant);
    }
}
