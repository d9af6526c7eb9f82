package io.latchkey.bench;

import io.latchkey.it.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How many connects a second: to a plain endpoint until the 101, to Latchkey until {@code joined}, with a token that the
 * server has never seen and with a ticket. Arguments: runs (5), connects a run (1000), seconds in which
 * the compiler may come to rest (180). See src/test/bench/README.md.
 */
public final class ConnectBench {
    private static final int ROOMS = 50;
    private static final int WARM = 4;
    private static final double COMPILED = 0.08;
    private static final int PLENTY = 1_000_000;

    private enum Kind {
        PLAIN,
        PLAIN_CDI,
        TOKEN,
        TICKET
    }

    private final Target plain;
    private final Target withCdi;
    private final Target latchkey;
    private final Credentials credentials;
    private final int connects;
    private int batches;
    private int clients;

    private ConnectBench(Target plain, Target withCdi, Target latchkey, Credentials credentials, int connects) {
        this.plain = plain;
        this.withCdi = withCdi;
        this.latchkey = latchkey;
        this.credentials = credentials;
        this.connects = connects;
    }

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int connects = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        Path folder = Files.createTempDirectory("latchkey-connect-bench");
        Path war = PlainWar.build(Path.of("target", "bench", "plain.war"));
        Latencies commits = CommitProbe.measure(folder.resolve("probe"));
        System.out.printf(
                "one durable commit p50 %.2f ms, p99 %.2f ms%n", commits.quantile(0.5), commits.quantile(0.99));
        ConnectReport report = new ConnectReport();
        try (Target plain = Target.plain(war);
                Target withCdi = Target.plain(PlainWar.buildWithCdi(Path.of("target", "bench", "plain-cdi.war")));
                Target latchkey = Target.latchkey(options(folder.resolve("data")));
                Credentials credentials = new Credentials(latchkey.port())) {
            Cores.beGenerator();
            ConnectBench bench = new ConnectBench(plain, withCdi, latchkey, credentials, connects);
            bench.warmUp(TimeUnit.SECONDS.toNanos(args.length > 2 ? Integer.parseInt(args[2]) : 180));
            bench.measure(runs, report);
        }
        report.print();
    }

    /** Only how many may come, and how long a ticket may wait for its turn, is set high. */
    private static Server.Options options(Path data) {
        return Server.options()
                .quiet()
                .with("latchkey.data", data)
                .with("latchkey.api-key", Credentials.KEY)
                .with("latchkey.token.secret", "utf8:" + Credentials.SECRET)
                .with("latchkey.ticket.ttl", "PT15M")
                .with("latchkey.limit.connections", PLENTY)
                .with("latchkey.limit.unauthenticated", PLENTY)
                .with("latchkey.limit.unauthenticated-per-address", PLENTY);
    }

    /** On all cores, until the compiler rests: else its work is most of what is measured. */
    private void warmUp(long most) throws IOException {
        for (Kind kind : Kind.values()) {
            Target target = target(kind);
            Cores.release(target.pid());
            double busy = 1;
            long begin = System.nanoTime();
            for (int round = 0; round < WARM || busy > COMPILED && System.nanoTime() - begin < most; round++) {
                double compiled = Meter.compiler(target.pid());
                long start = System.nanoTime();
                run(kind, new ConnectReport());
                busy = (Meter.compiler(target.pid()) - compiled) * 1e9 / (System.nanoTime() - start);
            }
            System.out.printf("  warm: the compiler is at %.0f %% of a core%n", 100 * busy);
        }
        Cores.move(plain.pid(), 0);
        Cores.move(withCdi.pid(), 0);
        Cores.move(latchkey.pid(), 0);
    }

    private void measure(int runs, ConnectReport report) throws IOException {
        for (int run = 0; run < runs; run++) {
            System.out.println("run " + (run + 1) + " of " + runs);
            List<Kind> order = new ArrayList<>(List.of(Kind.values()));
            if (run % 2 == 1) {
                Collections.reverse(order);
            }
            for (Kind kind : order) {
                run(kind, report);
            }
        }
    }

    private Target target(Kind kind) {
        return switch (kind) {
            case PLAIN -> plain;
            case PLAIN_CDI -> withCdi;
            default -> latchkey;
        };
    }

    /** In rooms of its own: who was in one before stays in its list of members for 25 s. */
    private void run(Kind kind, ConnectReport report) throws IOException {
        List<String> own = rooms("bench:" + batches++ + "-", ROOMS);
        open(kind, own);
        List<String> rooms = new ArrayList<>();
        for (int i = 0; i < connects; i++) {
            rooms.add(own.get(i % ROOMS));
        }
        List<Opening.Request> requests = switch (kind) {
            case PLAIN, PLAIN_CDI -> rooms.stream().map(ConnectBench::plain).toList();
            case TOKEN -> rooms.stream().map(this::byToken).toList();
            case TICKET -> byTickets(rooms, report);
        };
        Connects.Outcome outcome = Connects.run(target(kind), requests);
        report.add(name(kind), outcome.sample(), outcome.refusal());
    }

    private static String name(Kind kind) {
        return switch (kind) {
            case PLAIN -> ConnectReport.PLAIN;
            case PLAIN_CDI -> ConnectReport.PLAIN_CDI;
            case TOKEN -> ConnectReport.TOKEN;
            case TICKET -> ConnectReport.REDEEM;
        };
    }

    private static List<String> rooms(String prefix, int count) {
        List<String> rooms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rooms.add(prefix + i);
        }
        return rooms;
    }

    /** Before the clock starts: making a room, and loading it, is no part of a connect. */
    private void open(Kind kind, List<String> rooms) throws IOException {
        List<Opening.Request> first = rooms.stream()
                .map(room -> target(kind) == latchkey ? byToken(room) : plain(room))
                .toList();
        Connects.run(target(kind), first);
    }

    private static Opening.Request plain(String room) {
        return new Opening.Request("/rooms/" + room, "", false);
    }

    private Opening.Request byToken(String room) {
        String offered = "Sec-WebSocket-Protocol: latchkey.v1, latchkey.token." + credentials.token(room) + "\r\n";
        return new Opening.Request("/rooms/" + room + "?client=" + client(), offered, true);
    }

    /** As a client names itself: anew for each page. */
    private String client() {
        return "client-%08d".formatted(clients++);
    }

    private List<Opening.Request> byTickets(List<String> rooms, ConnectReport report) throws IOException {
        Meter meter = new Meter(latchkey.pid());
        List<String> tickets = credentials.tickets(rooms);
        report.add(ConnectReport.ISSUE, meter.sample(0, tickets.size(), new Latencies()), Optional.empty());
        List<Opening.Request> requests = new ArrayList<>();
        for (int i = 0; i < rooms.size(); i++) {
            String path = "/rooms/" + rooms.get(i) + "?client=" + client() + "&ticket=" + tickets.get(i);
            requests.add(new Opening.Request(path, "Sec-WebSocket-Protocol: latchkey.v1\r\n", true));
        }
        return requests;
    }
}
