package io.sigyn.server.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request and what belongs to its answer. Its fields are set on the event loop before a worker sees it. */
final class Exchange {
    /** Stands for a request whose head could not be read. */
    static final HttpRequest UNREADABLE = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    final HttpRequest head;
    final long contentLength;
    final Disconnect disconnect = new Disconnect();
    Router.Match match = new Router.NotFound();
    boolean retryAfter;
    CompletableFuture<Gate.Verdict> verdict = CompletableFuture.completedFuture(Gate.Verdict.pass(null, ""));
    private @Nullable Caller caller;
    private @Nullable ResponseSink sink;
    private final String remote;
    private final long startNanos = System.nanoTime();
    private final BodyBudget budget;
    private @Nullable BodyBuffer body;
    private boolean reported;
    private long bodyBytes;

    Exchange(HttpRequest head, BodyBudget budget, String remote) {
        this.head = head;
        this.remote = remote;
        this.budget = budget;
        this.contentLength = HttpUtil.getContentLength(head, -1L);
    }

    int maxBodyBytes() {
        return match instanceof Router.Found found ? found.route().maxBodyBytes() : Route.SMALL_BODY;
    }

    BodyBuffer body() {
        if (body == null) {
            body = new BodyBuffer(maxBodyBytes(), budget);
        }
        return body;
    }

    Gate.Arrival arrival() {
        return new Gate.Arrival(
                match instanceof Router.Found found ? found.route() : null,
                head.headers().getAll(HttpHeaderNames.AUTHORIZATION),
                tenantHeader(),
                remote);
    }

    private String tenantHeader() {
        String tenant = head.headers().get("X-Scope-OrgID");
        return tenant == null ? "" : tenant;
    }

    boolean hasBody() {
        return contentLength > 0 || HttpUtil.isTransferEncodingChunked(head);
    }

    ApiRequest request(Router.Found found, @Nullable Caller from) {
        caller = from;
        String target = head.uri();
        int mark = target.indexOf('?');
        return new ApiRequest(
                head.method().name(),
                found.path(),
                mark < 0 ? "" : target.substring(mark + 1),
                head.headers(),
                found.variables(),
                body().bytes(),
                body().length(),
                from,
                disconnect);
    }

    String routeName() {
        return match instanceof Router.Found found ? found.route().name() : "other";
    }

    /** Such a client gets an answer that ends with the connection. */
    boolean isHttp10() {
        return head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    boolean isHead() {
        return head.method().equals(HttpMethod.HEAD);
    }

    ResponseSink sink(
            Channel channel, Backpressure backpressure, ApiResponse response, boolean keepAlive, boolean compress) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (ApiResponse.Header header : response.headers()) {
            headers.add(header.name(), header.value());
        }
        headers.set(HttpHeaderNames.DATE, DATE.format(Instant.now()));
        if (retryAfter) {
            headers.set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        if (response.compressible()) {
            headers.set(HttpHeaderNames.VARY, "Accept-Encoding");
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        }
        boolean gzip = compress
                && response.compressible()
                && ApiRequest.accepts(head.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING), "gzip");
        HttpVersion version = isHttp10() ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
        ResponseSink made = new ResponseSink(channel, backpressure, version, response.status(), headers, gzip);
        sink = made;
        return made;
    }

    void report(RequestObserver observer, int status) {
        if (!reported) {
            reported = true;
            bodyBytes = body == null ? 0 : body.length();
            observer.answered(answered(status, false));
        }
    }

    private RequestObserver.Answered answered(int status, boolean webSocket) {
        return new RequestObserver.Answered(
                head.method().name(),
                routeName(),
                head.uri(),
                status,
                webSocket,
                System.nanoTime() - startNanos,
                bodyBytes,
                sink == null ? 0 : sink.sentBytes(),
                caller == null ? "" : caller.name(),
                tenantHeader(),
                remote);
    }

    /** A WebSocket is reported when it ends. */
    void upgraded(RequestObserver observer, Channel channel) {
        channel.closeFuture().addListener(done -> observer.answered(answered(101, true)));
        release();
    }

    /** Gives the body's memory back. */
    void release() {
        if (body != null) {
            bodyBytes = body.length();
            body.release();
            body = null;
        }
    }
}
