package io.latchkey.token.foreign;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Another server on this machine, which remembers every request and can hang, redirect, fail and flood. */
public final class OtherServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "other-server");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final Semaphore arrived = new Semaphore(0);
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger mostHanging = new AtomicInteger();

    /** What it answers; gets the body and may set headers. */
    public interface Answers {
        void answer(HttpExchange exchange, String body) throws IOException;
    }

    public OtherServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.start();
    }

    public OtherServer at(String path, Answers answers) {
        server.createContext(path, exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            paths.add(exchange.getRequestURI().getPath());
            bodies.add(body);
            try (exchange) {
                answers.answer(exchange, body);
            }
        });
        return this;
    }

    /** The same answer, always. */
    public OtherServer at(String path, int status, String answer) {
        return at(path, (exchange, body) -> send(exchange, status, answer));
    }

    public static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Answers nothing until the server is closed or released. */
    public void hang() {
        mostHanging.accumulateAndGet(hanging.incrementAndGet(), Math::max);
        arrived.release();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hanging.decrementAndGet();
        }
    }

    public void release() {
        released.countDown();
    }

    /** Until so many more requests hang here. */
    public void awaitHanging(int requests) {
        try {
            if (!arrived.tryAcquire(requests, 60, TimeUnit.SECONDS)) {
                throw new AssertionError("only " + arrived.availablePermits() + " hang");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int mostHanging() {
        return mostHanging.get();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** The paths that were asked for, in order. */
    public List<String> paths() {
        return List.copyOf(paths);
    }

    public List<String> bodies() {
        return List.copyOf(bodies);
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
