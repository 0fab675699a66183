package io.sigyn.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: reads a request, has it answered, reads the next. What a client sends ahead waits, within limits, so
 * answers keep the order of requests. All state belongs to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

    /** An upload may take the read timeout, and a second more for each of these. */
    private static final long SLOWEST_UPLOAD_BYTES_PER_SECOND = 16 << 10;

    private static final long HALF_CLOSED_GRACE_MILLIS = 1000;
    private static final long LINGER_MILLIS = 3000;
    private static final ByteBuf CONTINUE_BODY = io.netty.buffer.Unpooled.EMPTY_BUFFER;

    /** What was let pass, and as whose, to become a WebSocket. */
    private record Passed(Gate.Arrival arrival, @Nullable Caller caller) {}

    private enum State {
        /** Between requests. */
        IDLE,
        READING_BODY,
        /** A worker has the request, or its answer is being written. */
        ANSWERING,
        /** The last answer has been given; what still comes is thrown away until the client closes. */
        LINGERING,
        UPGRADED,
        CLOSED
    }

    private final HttpServerSettings settings;
    private final Router router;
    private final Gate gate;
    private final RequestObserver observer;
    private final BodyBudget budget;
    private final Set<HttpConnection> all;
    private final Backpressure backpressure;
    private final SentAhead ahead = new SentAhead();
    private final Deadline deadline = new Deadline(this::outOfPatience);
    private State state = State.IDLE;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private boolean inputShut;
    private boolean headStarted;
    private boolean transparent;
    private volatile boolean closeAfterAnswer;
    private volatile @Nullable Passed passed;

    HttpConnection(
            HttpServerSettings settings,
            Router router,
            Gate gate,
            RequestObserver observer,
            BodyBudget budget,
            Set<HttpConnection> all) {
        this.settings = settings;
        this.router = router;
        this.gate = gate;
        this.observer = observer;
        this.budget = budget;
        this.all = all;
        this.backpressure = new Backpressure(settings.writeTimeout());
    }

    /** Sees bytes before they are a request, so that a head that never ends is noticed. */
    ChannelHandler byteWatch() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object msg) {
                if (state == State.IDLE && !headStarted) {
                    headStarted = true;
                    deadline.in(settings.readHeaderTimeout().toNanos());
                }
                ctx.fireChannelRead(msg);
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline.runOn(ctx.executor());
        all.add(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline.in(settings.idleTimeout().toNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (transparent) {
            ctx.fireChannelRead(msg);
            return;
        }
        if (!(msg instanceof HttpObject object)) {
            ReferenceCountUtil.release(msg);
            return;
        }
        switch (state) {
            case IDLE, READING_BODY -> process(object);
            case ANSWERING -> putAhead(object);
            case LINGERING, UPGRADED, CLOSED -> ReferenceCountUtil.release(object);
        }
    }

    private void putAhead(HttpObject object) {
        ahead.add(object);
        if (ahead.isFull()) {
            channel().config().setAutoRead(false);
        }
    }

    private void process(HttpObject object) {
        try {
            if (object.decoderResult().isFailure()) {
                refuse(object.decoderResult().cause());
            } else if (object instanceof HttpRequest head) {
                begin(head);
            }
            if (object instanceof HttpContent content && state == State.READING_BODY) {
                body(content);
            }
        } finally {
            ReferenceCountUtil.release(object);
        }
    }

    private void refuse(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            answerAndClose(414, "request line longer than " + HttpServerSettings.MAX_REQUEST_LINE_BYTES + " bytes\n");
        } else if (cause instanceof TooLongHttpHeaderException) {
            answerAndClose(431, "headers longer than " + HttpServerSettings.MAX_HEADER_BYTES + " bytes\n");
        } else {
            answerAndClose(400, "400 Bad Request: not HTTP\n");
        }
    }

    private void begin(HttpRequest head) {
        headStarted = false;
        Exchange next = new Exchange(head, budget, remote());
        exchange = next;
        state = State.READING_BODY;
        deadline.in(settings.readTimeout().toNanos());
        if (head.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !head.headers().contains(HttpHeaderNames.HOST)) {
            answerAndClose(400, "400 Bad Request: missing required Host header\n");
            return;
        }
        try {
            next.match = router.find(head.method().name(), head.uri());
        } catch (BadRequestException e) {
            answerAndClose(400, "400 Bad Request: " + e.getMessage() + "\n");
            return;
        }
        next.verdict = gate.judge(next.arrival());
        ApiResponse refusal = refusalNow(next);
        if (refusal != null && next.hasBody()) {
            answerAndClose(refusal);
        } else if (next.contentLength > next.maxBodyBytes()) {
            answerAndClose(413, tooLarge(next));
        } else if (HttpUtil.is100ContinueExpected(head)) {
            channel()
                    .writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, CONTINUE_BODY));
        }
    }

    private static @Nullable ApiResponse refusalNow(Exchange exchange) {
        boolean known = exchange.verdict.isDone() && !exchange.verdict.isCompletedExceptionally();
        return known ? exchange.verdict.join().refusal() : null;
    }

    private static String tooLarge(Exchange exchange) {
        return "request body too large (at most " + exchange.maxBodyBytes() + " bytes)\n";
    }

    private void body(HttpContent content) {
        Exchange current = current();
        deadline.putOff(content.content().readableBytes() * 1_000_000_000L / SLOWEST_UPLOAD_BYTES_PER_SECOND);
        switch (current.body().append(content.content(), current.contentLength)) {
            case TAKEN -> {
                if (content instanceof LastHttpContent) {
                    dispatch(current);
                }
            }
            case TOO_LARGE -> answerAndClose(413, tooLarge(current));
            case NO_MEMORY -> {
                current.retryAfter = true;
                answerAndClose(503, "too many request bodies in memory, try again\n");
            }
        }
    }

    private void dispatch(Exchange current) {
        state = State.ANSWERING;
        deadline.cancel();
        if (current.verdict.isDone()) {
            judged(current);
        } else {
            current.verdict.whenComplete(
                    (verdict, failure) -> channel().eventLoop().execute(() -> judged(current)));
        }
    }

    private void judged(Exchange current) {
        if (state == State.CLOSED) {
            current.release();
            return;
        }
        Gate.Verdict verdict;
        try {
            verdict = current.verdict.join();
        } catch (CompletionException | CancellationException failure) {
            failed(current, failure);
            return;
        }
        if (verdict.refusal() != null) {
            answer(current, verdict.refusal());
        } else {
            goOn(current, verdict);
        }
    }

    private void goOn(Exchange current, Gate.Verdict verdict) {
        if (current.match instanceof Router.Found found) {
            ApiRequest request = current.request(found, verdict.caller());
            try {
                found.route().executor().execute(verdict.owner(), () -> run(current, found.route(), request));
            } catch (java.util.concurrent.RejectedExecutionException e) {
                current.retryAfter = true;
                answer(
                        current,
                        ApiResponse.plainText(
                                found.route().executor().busyStatus(), "too many outstanding requests\n"));
            }
        } else if (current.match instanceof Router.Redirect redirect) {
            answer(current, ApiResponse.redirect(redirect.location()));
        } else if (current.match instanceof Router.MethodNotAllowed) {
            answer(current, ApiResponse.empty(405));
        } else {
            answer(current, ApiResponse.plainText(404, "404 page not found\n"));
        }
    }

    /** On a worker. */
    private void run(Exchange current, Route route, ApiRequest request) {
        try {
            route.handler().handle(request).whenComplete((response, failure) -> {
                if (failure != null) {
                    failed(current, failure);
                } else {
                    answer(current, response);
                }
            });
        } catch (Throwable failure) {
            failed(current, failure);
        }
    }

    private void failed(Exchange current, Throwable failure) {
        log.error("no answer to {} {}", current.head.method(), current.routeName(), failure);
        answer(current, ApiResponse.plainText(500, "internal error, see the server's log\n"));
    }

    private void answerAndClose(int status, String text) {
        answerAndClose(ApiResponse.plainText(status, text));
    }

    private void answerAndClose(ApiResponse response) {
        closeAfterAnswer = true;
        state = State.ANSWERING;
        deadline.cancel();
        Exchange current = exchange;
        if (current == null) {
            current = new Exchange(Exchange.UNREADABLE, budget, remote());
            exchange = current;
        }
        answer(current, response);
    }

    /** On any thread. */
    private void answer(Exchange current, ApiResponse response) {
        try {
            WebSocketHandler webSocket = response.webSocket();
            if (webSocket != null) {
                channel().eventLoop().execute(() -> upgrade(current, webSocket));
                return;
            }
            boolean keepAlive = HttpUtil.isKeepAlive(current.head) && !current.isHttp10() && !closeAfterAnswer;
            ResponseSink sink = current.sink(channel(), backpressure, response, keepAlive, settings.compress());
            if (!current.isHead()) {
                response.body().writeTo(sink);
            }
            sink.finish().addListener(done -> {
                current.report(observer, response.status());
                finished(current, keepAlive && done.isSuccess());
            });
            channel().eventLoop().execute(() -> writeDeadline(current));
        } catch (Throwable failure) {
            if (channel().isActive()) {
                log.warn("answer to {} cut off: {}", current.routeName(), failure.toString());
            }
            current.report(observer, 499);
            channel().close();
        }
    }

    private void writeDeadline(Exchange current) {
        if (exchange == current && state == State.ANSWERING) {
            deadline.in(settings.writeTimeout().toNanos());
        }
    }

    private void finished(Exchange current, boolean keepAlive) {
        current.release();
        if (exchange == current) {
            exchange = null;
        }
        if (state == State.CLOSED) {
            return;
        }
        if (!keepAlive || closeAfterAnswer || (inputShut && ahead.isEmpty())) {
            linger();
            return;
        }
        state = State.IDLE;
        headStarted = false;
        deadline.in(settings.idleTimeout().toNanos());
        while (!ahead.isEmpty() && (state == State.IDLE || state == State.READING_BODY)) {
            process(ahead.remove());
        }
        if (ahead.isEmpty()) {
            channel().config().setAutoRead(true);
        }
    }

    /** Closing at once could take the answer from a client that is still sending. */
    private void linger() {
        releaseAhead();
        SslHandler tls = channel().pipeline().get(SslHandler.class);
        if (inputShut || !(channel() instanceof DuplexChannel duplex)) {
            channel().close();
            return;
        }
        state = State.LINGERING;
        channel().config().setAutoRead(true);
        if (tls != null) {
            tls.closeOutbound();
        } else {
            duplex.shutdownOutput();
        }
        deadline.in(TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS));
    }

    private void upgrade(Exchange current, WebSocketHandler handler) {
        deadline.cancel();
        boolean upgraded = WebSocketConnection.upgrade(channel(), this, current.head, handler);
        if (upgraded) {
            state = State.UPGRADED;
            passed = new Passed(current.arrival(), current.verdict.join().caller());
            exchange = null;
            current.upgraded(observer, channel());
            channel().config().setAutoRead(true);
        } else {
            answer(current, ApiResponse.plainText(400, "Bad Request\n"));
        }
    }

    /** What comes from now on is for those that follow in the pipeline. */
    void becomeTransparent() {
        transparent = true;
    }

    void closeWhenIdle() {
        channel().eventLoop().execute(() -> {
            closeAfterAnswer = true;
            if (state == State.IDLE || state == State.UPGRADED || state == State.LINGERING) {
                channel().close();
            }
        });
    }

    /** Drops a WebSocket that would not be let pass any more, or as somebody else; a client may come back as who he is now. */
    void judgeAgain() {
        Passed before = passed;
        if (before != null) {
            gate.judge(before.arrival).whenComplete((verdict, failure) -> {
                if (failure != null || verdict.refusal() != null || !Objects.equals(verdict.caller(), before.caller)) {
                    channel().close();
                }
            });
        }
    }

    void closeNow() {
        channel().close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputShut = true;
            if (transparent) {
                ctx.close();
            } else if (state == State.ANSWERING) {
                // A client that has closed altogether looks the same as one that still reads: give it a moment.
                ctx.executor().schedule(this::gone, HALF_CLOSED_GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                ctx.close();
            }
        }
    }

    private void gone() {
        Exchange current = exchange;
        if (current != null) {
            current.disconnect.happen();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        backpressure.changed();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        state = State.CLOSED;
        all.remove(this);
        deadline.cancel();
        releaseAhead();
        backpressure.changed();
        gone();
        observer.connections(all.size());
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.runOn(null);
        all.remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("connection of {} closed: {}", ctx.channel().remoteAddress(), cause.toString());
        ctx.close();
    }

    private void releaseAhead() {
        ahead.release();
        Exchange current = exchange;
        if (current != null && state != State.ANSWERING) {
            current.release();
        }
    }

    private String remote() {
        return channel().remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "";
    }

    private Channel channel() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return context.channel();
    }

    private Exchange current() {
        if (exchange == null) {
            throw new IllegalStateException("no request");
        }
        return exchange;
    }

    private void outOfPatience() {
        if (state == State.READING_BODY || (state == State.IDLE && headStarted)) {
            answerAndClose(408, "the request took too long to arrive\n");
        } else if (state != State.CLOSED && state != State.UPGRADED) {
            channel().close();
        }
    }
}
