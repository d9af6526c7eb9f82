package io.latchkey.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The examples of a reference page: {@code <pre class="run">} bash, {@code "js"} a module, {@code "out"} what it prints. */
record SpecPage(String name, List<Example> examples) {
    /** Behind the output of each example. */
    private static final String END = "\u001e";

    private static final Pattern BLOCK = Pattern.compile("<pre class=\"(run|js|out)\">\n?(.*?)</pre>", Pattern.DOTALL);

    /** @param printed what it must print, {@code ...} standing for anything */
    record Example(boolean script, String code, Optional<String> printed) {}

    static SpecPage read(Path file) throws IOException {
        List<MatchResult> blocks =
                BLOCK.matcher(Files.readString(file)).results().toList();
        List<Example> examples = new ArrayList<>();
        for (MatchResult block : blocks) {
            String text = plain(block.group(2));
            if (!block.group(1).equals("out")) {
                examples.add(new Example(block.group(1).equals("js"), text, Optional.empty()));
            } else {
                Example before = examples.remove(examples.size() - 1);
                examples.add(new Example(before.script(), before.code(), Optional.of(text)));
            }
        }
        return new SpecPage(String.valueOf(file.getFileName()).replace(".html", ""), examples);
    }

    private static String plain(String html) {
        return html.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    boolean hasScripts() {
        return examples.stream().anyMatch(Example::script);
    }

    /** One bash program of all examples in order; modules are files of the folder. */
    String program(Path folder) throws IOException {
        StringBuilder program = new StringBuilder("set -euo pipefail\n");
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            if (example.script()) {
                Path module = Files.writeString(folder.resolve("example" + i + ".mjs"), example.code());
                program.append("node --import \"$SUPPORT\" '").append(module).append("' 2>&1\n");
            } else {
                program.append(example.code()).append('\n');
            }
            program.append("printf '").append(END).append("'\n");
        }
        return program.toString();
    }

    /** The first example that did not print what the page says; empty when all did. */
    Optional<String> firstWrong(String printed) {
        String[] outputs = printed.split(END, -1);
        for (int i = 0; i < examples.size(); i++) {
            String output = i < outputs.length ? outputs[i].strip() : "";
            Optional<String> wanted = examples.get(i).printed();
            if (wanted.isPresent()
                    && !pattern(wanted.get().strip()).matcher(output).matches()) {
                return Optional.of(
                        "example " + (i + 1) + ":\n" + examples.get(i).code() + "\nmust print:\n"
                                + wanted.get().strip() + "\nand printed:\n" + output);
            }
        }
        return Optional.empty();
    }

    private static Pattern pattern(String wanted) {
        String regex = Pattern.compile(Pattern.quote("..."))
                .splitAsStream(wanted)
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(wanted.endsWith("...") ? regex + ".*" : regex, Pattern.DOTALL);
    }
}
