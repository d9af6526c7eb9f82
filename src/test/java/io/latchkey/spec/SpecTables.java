package io.latchkey.spec;

import io.latchkey.config.Setting;
import io.latchkey.protocol.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The tables of the reference pages, made from the enums that the server works by. */
final class SpecTables {
    /** What a page may name in {@code <!-- table: NAME -->}. */
    static final Map<String, Supplier<String>> TABLES = Map.of(
            "settings", SpecTables::settings,
            "codes", SpecTables::codes,
            "close-codes", SpecTables::closeCodes,
            "server-messages", MessageTable::server,
            "client-messages", MessageTable::client);

    private SpecTables() {}

    private static String settings() {
        return table(
                List.of("setting", "takes", "default", "what for"),
                Arrays.stream(Setting.values())
                        .map(setting -> List.of(
                                "<code>" + setting.key() + "</code>",
                                escape(setting.wanted()),
                                setting.fallback()
                                        .map(value -> "<code>" + escape(value) + "</code>")
                                        .orElse("none"),
                                escape(setting.description())))
                        .toList());
    }

    private static String codes() {
        return table(
                List.of("code", "HTTP", "close", "action", "meaning"),
                Arrays.stream(Code.values())
                        .map(code -> List.of(
                                "<code>" + code + "</code>",
                                orDash(code.status()),
                                orDash(code.close()),
                                "<code>" + code.action() + "</code>",
                                escape(code.message())))
                        .toList());
    }

    private static String closeCodes() {
        Map<Integer, List<Code>> byClose = Arrays.stream(Code.values())
                .filter(code -> code.close() != 0)
                .collect(Collectors.groupingBy(Code::close, TreeMap::new, Collectors.toList()));
        return table(
                List.of("close", "reasons", "the client then"),
                byClose.entrySet().stream()
                        .map(entry -> List.of(
                                entry.getKey().toString(),
                                joined(entry.getValue().stream().map(Code::toString)),
                                joined(entry.getValue().stream()
                                        .map(code -> code.action().toString())
                                        .distinct())))
                        .toList());
    }

    private static String joined(java.util.stream.Stream<String> words) {
        return words.map(word -> "<code>" + word + "</code>").collect(Collectors.joining(" "));
    }

    private static String orDash(int number) {
        return number == 0 ? "-" : Integer.toString(number);
    }

    static String table(List<String> heads, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
        heads.forEach(head -> html.append("<th scope=\"col\">").append(head).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(cell).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
