package io.latchkey.it;

/** What a bare {@code mvn} runs: the demo, until Ctrl-C. */
public final class Demo {
    private Demo() {}

    public static void main(String[] args) {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
        System.out.println("Starting Payara Micro with Latchkey's demo; this takes some seconds.");
        Server server =
                Server.options().quiet().with("latchkey.demo", true).port(port).launch();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        try {
            server.awaitReady();
        } catch (IllegalStateException e) {
            System.out.println("\nThe demo did not start: " + reason(server.log()));
            System.exit(1);
        }
        System.out.println("\nThe demo is at http://127.0.0.1:" + port + "/   (Ctrl-C stops it)\n");
        server.awaitEnd();
    }

    /** The line that says it, without the traces around it. */
    private static String reason(String log) {
        return log.lines()
                .filter(line ->
                        line.contains("io.latchkey.") && line.contains("Exception: ") || line.contains("BindException"))
                .map(line -> line.substring(line.indexOf("Exception: ") + "Exception: ".length()))
                .findFirst()
                .orElse("\n" + log);
    }
}
