package io.sigyn.storage.object;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.AttributeMap;

/** An HTTP client over a true one, that fails as networks and stores do. For one thread at a time. */
final class FaultyHttp implements SdkHttpClient.Builder<FaultyHttp> {
    private final SdkHttpClient.Builder<?> real;
    private Predicate<SdkHttpRequest> which = request -> false;
    private Fault fault = Fault.LOSE_ANSWER;
    private int times;
    private UnaryOperator<SdkHttpRequest> change = request -> request;
    int requests;

    FaultyHttp(SdkHttpClient.Builder<?> real) {
        this.real = real;
    }

    enum Fault {
        LOSE_REQUEST,
        LOSE_ANSWER,
        ANSWER_409_WITHOUT_EFFECT,
        ANSWER_501_WITHOUT_EFFECT,
        ANSWER_503_WITHOUT_EFFECT,
        ANSWER_503_AFTER_EFFECT,
        BREAK_OFF_ANSWER
    }

    /** The next requests of a kind suffer a fault. */
    FaultyHttp fail(int count, Fault with, Predicate<SdkHttpRequest> requests) {
        times = count;
        fault = with;
        which = requests;
        return this;
    }

    /** Every request is changed on its way. */
    FaultyHttp change(UnaryOperator<SdkHttpRequest> how) {
        change = how;
        return this;
    }

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
        SdkHttpClient client = real.buildWithDefaults(defaults);
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                return new Faulty(client, request);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private final class Faulty implements ExecutableHttpRequest {
        private final ExecutableHttpRequest real;
        private final boolean fails;

        Faulty(SdkHttpClient client, HttpExecuteRequest request) {
            requests++;
            real = client.prepareRequest(HttpExecuteRequest.builder()
                    .request(change.apply(request.httpRequest()))
                    .contentStreamProvider(request.contentStreamProvider().orElse(null))
                    .build());
            fails = times > 0 && which.test(request.httpRequest());
            times -= fails ? 1 : 0;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            if (!fails) {
                return real.call();
            }
            return switch (fault) {
                case LOSE_REQUEST -> throw new SocketException("request lost");
                case LOSE_ANSWER -> {
                    drain(real.call());
                    throw new SocketException("answer lost");
                }
                case ANSWER_409_WITHOUT_EFFECT -> answer(409, "ConditionalRequestConflict");
                case ANSWER_501_WITHOUT_EFFECT -> answer(501, "NotImplemented");
                case ANSWER_503_WITHOUT_EFFECT -> answer(503, "SlowDown");
                case ANSWER_503_AFTER_EFFECT -> {
                    drain(real.call());
                    yield answer(503, "ServiceUnavailable");
                }
                case BREAK_OFF_ANSWER -> brokenOff(real.call());
            };
        }

        @Override
        public void abort() {
            real.abort();
        }
    }

    private static void drain(HttpExecuteResponse response) throws IOException {
        if (response.responseBody().isPresent()) {
            try (InputStream body = response.responseBody().get()) {
                body.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    private static HttpExecuteResponse answer(int status, String code) {
        byte[] body = ("<Error><Code>" + code + "</Code><Message>injected</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "application/xml")
                        .putHeader("Content-Length", String.valueOf(body.length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    private static HttpExecuteResponse brokenOff(HttpExecuteResponse response) {
        AbortableInputStream body = response.responseBody().orElseThrow();
        InputStream half = new FilterInputStream(body) {
            private boolean begun;

            @Override
            public int read() throws IOException {
                throw new SocketException("answer broken off");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (begun) {
                    throw new SocketException("answer broken off");
                }
                begun = true;
                return super.read(into, offset, Math.max(1, length / 2));
            }
        };
        return HttpExecuteResponse.builder()
                .response(response.httpResponse())
                .responseBody(AbortableInputStream.create(half, body))
                .build();
    }
}
