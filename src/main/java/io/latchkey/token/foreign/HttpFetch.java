package io.latchkey.token.foreign;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * HTTP to other servers: no redirects, and a bound on the time (to the last byte; the JDK's own ends with the headers)
 * and the size of an answer. For use by many threads.
 */
public final class HttpFetch {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    record Answer(int status, String body) {}

    CompletableFuture<Answer> get(URI uri, int limit, Duration timeout) {
        return send(HttpRequest.newBuilder(uri).header("Accept", "application/json"), limit, timeout);
    }

    CompletableFuture<Answer> post(URI uri, String json, int limit, Duration timeout) {
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)),
                limit,
                timeout);
    }

    private CompletableFuture<Answer> send(HttpRequest.Builder request, int limit, Duration timeout) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request.build(), information -> new BoundedBody(limit));
        CompletableFuture<Answer> answer = sent.thenApply(
                response -> new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
        answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, failure) -> sent.cancel(true));
        return answer;
    }

    /** Gathers so many bytes and gives up at the next. */
    private static final class BoundedBody implements BodySubscriber<byte[]> {
        private final BodySubscriber<byte[]> bytes = HttpResponse.BodySubscribers.ofByteArray();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final int limit;
        private long taken;

        @SuppressWarnings("NullAway.Init") // onSubscribe comes first (Reactive Streams 1.3)
        private Flow.Subscription subscription;

        BoundedBody(int limit) {
            this.limit = limit;
            bytes.getBody().thenAccept(body::complete);
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            bytes.onSubscribe(source);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            taken += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (taken <= limit) {
                bytes.onNext(buffers);
            } else {
                subscription.cancel();
                body.completeExceptionally(new IOException("an answer over " + limit + " bytes"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            bytes.onComplete();
        }
    }
}
