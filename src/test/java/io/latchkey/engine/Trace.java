package io.latchkey.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What strace saw: for each mutation when its record was in the file, forced, and its result on a socket. */
public final class Trace {
    private static final String FILE = ".mv.db>";
    private static final Pattern RECORDED = Pattern.compile("\\\\\"i\\\\\":(\\d+),");
    private static final Pattern TOLD = Pattern.compile("\\\\\"type\\\\\":\\\\\"result\\\\\",\\\\\"id\\\\\":(\\d+),");

    /** Line numbers: written and forced when the call returned, told when it began. */
    private final Map<Integer, Integer> written = new HashMap<>();

    private final Map<Integer, Integer> forced = new HashMap<>();
    private final Map<Integer, Integer> told = new HashMap<>();
    /** Calls that have begun, by thread. */
    private final Map<String, String> unfinished = new HashMap<>();

    private final Map<String, Integer> forceBegan = new HashMap<>();
    private int line;

    public static Trace read(Path log) throws IOException {
        Trace trace = new Trace();
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                trace.take(line);
            }
        }
        return trace;
    }

    private void take(String text) {
        line++;
        String thread = text.substring(0, text.indexOf(' '));
        String call = text.substring(thread.length()).strip();
        boolean resumed = call.startsWith("<...");
        if (!resumed) {
            begin(thread, call);
        }
        if (call.endsWith("<unfinished ...>")) {
            unfinished.put(thread, call);
        } else {
            end(thread, resumed ? unfinished.getOrDefault(thread, "") : call, call);
        }
    }

    private void begin(String thread, String call) {
        if (isForce(call)) {
            forceBegan.put(thread, line);
        } else if (!call.contains(FILE)) {
            Matcher results = TOLD.matcher(call);
            while (results.find()) {
                told.putIfAbsent(Integer.parseInt(results.group(1)), line);
            }
        }
    }

    private void end(String thread, String began, String ended) {
        if (isForce(began) && ended.endsWith("= 0")) {
            int since = forceBegan.getOrDefault(thread, 0);
            written.forEach((id, when) -> {
                if (when < since) {
                    forced.putIfAbsent(id, line);
                }
            });
        } else if (began.startsWith("pwrite64(") && began.contains(FILE)) {
            Matcher records = RECORDED.matcher(began);
            while (records.find()) {
                written.putIfAbsent(Integer.parseInt(records.group(1)), line);
            }
        }
    }

    private static boolean isForce(String call) {
        return (call.startsWith("fsync(") || call.startsWith("fdatasync(")) && call.contains(FILE);
    }

    public boolean isForcedBeforeItIsTold(int id) {
        int force = forced.getOrDefault(id, Integer.MAX_VALUE);
        return force < told.getOrDefault(id, 0);
    }
}
