package io.latchkey.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the sources say, the first found winning, and what is wrong with it. Confined to one start. */
final class Values {
    private record Found(String value, String source) {}

    private final Map<Setting, Found> found = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** Takes system properties, where names of others stand too, or a file, where they don't. */
    void take(Properties properties, String source, boolean ours) {
        for (String name : properties.stringPropertyNames().stream().sorted().toList()) {
            if (ours || name.startsWith("latchkey.")) {
                take(name, properties.getProperty(name).strip(), source);
            }
        }
    }

    private void take(String name, String value, String source) {
        Optional<Setting> setting =
                Stream.of(Setting.values()).filter(s -> s.key().equals(name)).findFirst();
        if (setting.isPresent()) {
            put(setting.get(), value, source);
        } else {
            String nearest = Nearest.to(name, Stream.of(Setting.values()).map(Setting::key));
            problems.add(name + " (" + source + "): there is no such setting; the nearest is " + nearest);
        }
    }

    void take(Map<String, String> environment) {
        Map<String, Setting> known = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            known.put(setting.environmentName(), setting);
        }
        environment.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            Setting setting = known.get(entry.getKey());
            if (setting != null) {
                put(setting, entry.getValue().strip(), "environment " + entry.getKey());
            } else if (entry.getKey().startsWith("LATCHKEY_")) {
                warnOf(entry.getKey(), known);
            }
        });
    }

    private void warnOf(String name, Map<String, Setting> known) {
        // Kubernetes sets these in every pod for a service named latchkey
        if (!name.startsWith("LATCHKEY_SERVICE_")
                && !name.equals("LATCHKEY_PORT")
                && !name.startsWith("LATCHKEY_PORT_")) {
            String nearest = Nearest.to(name, known.keySet().stream());
            warnings.add("environment " + name + ": there is no such setting; the nearest is " + nearest);
        }
    }

    /** An empty value is none: that is how compose files and charts write "not set". */
    private void put(Setting setting, String value, String source) {
        if (!value.isEmpty()) {
            found.putIfAbsent(setting, new Found(value, source));
        }
    }

    boolean has(Setting setting) {
        return found.containsKey(setting);
    }

    /** The value found or else the default; one that does not parse is a problem. */
    <T> Optional<T> read(Setting setting, Function<String, Optional<T>> parser) {
        Found raw = found.get(setting);
        if (raw != null) {
            Optional<T> value = parser.apply(raw.value);
            if (value.isPresent()) {
                return value;
            }
            problem(setting, "takes " + setting.wanted());
        }
        return setting.fallback().flatMap(parser);
    }

    /** For settings that have a default. */
    <T> T get(Setting setting, Function<String, Optional<T>> parser) {
        return read(setting, parser).orElseThrow();
    }

    Optional<String> text(Setting setting) {
        return read(setting, Optional::of);
    }

    Optional<Secret> secret(Setting setting) {
        return text(setting).map(Secret::new);
    }

    List<String> list(Setting setting) {
        return read(setting, Formats::list).orElse(List.of());
    }

    /** Notes what is wrong with a setting, with its value unless that is secret. */
    void problem(Setting setting, String text) {
        Found raw = found.get(setting);
        String value = raw == null || setting.isSecret() ? "" : " = " + raw.value;
        String source = raw == null ? "" : " (" + raw.source + ")";
        problems.add(setting.key() + value + source + ": " + text);
    }

    List<String> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }
}
