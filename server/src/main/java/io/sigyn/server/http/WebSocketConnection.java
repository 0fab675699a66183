package io.sigyn.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** The server's end of RFC 6455, in the place of the HTTP handlers. Its handler is called on the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
final class WebSocketConnection extends ChannelInboundHandlerAdapter implements WebSocketSession {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_FRAME_BYTES = 64 << 10;

    private final Channel channel;
    private final WebSocketHandler handler;

    private WebSocketConnection(Channel channel, WebSocketHandler handler) {
        this.channel = channel;
        this.handler = handler;
    }

    /** Whether a request asks for a WebSocket, in the one version that there is. */
    static boolean isUpgrade(io.netty.handler.codec.http.HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
                && "13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    /** Answers 101 and changes the pipeline over; false if the request asks for none. On the event loop. */
    static boolean upgrade(Channel channel, HttpConnection http, HttpRequest head, WebSocketHandler handler) {
        if (!isUpgrade(head.headers()) || !head.method().name().equals("GET")) {
            return false;
        }
        String answer = String.join(
                "\r\n",
                "HTTP/1.1 101 Switching Protocols",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: " + accept(head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY)),
                "",
                "");
        WebSocketConnection connection = new WebSocketConnection(channel, handler);
        var codec = channel.pipeline().context(HttpResponseEncoder.class);
        channel.pipeline().addLast(new WebSocket13FrameEncoder(false));
        channel.pipeline()
                .addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(true)
                        .maxFramePayloadLength(MAX_FRAME_BYTES)
                        .build()))
                .addLast(connection);
        if (codec != null) {
            codec.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1));
        }
        channel.pipeline().remove(HttpResponseEncoder.class);
        channel.pipeline().remove(HttpRequestDecoder.class);
        http.becomeTransparent();
        handler.opened(connection);
        return true;
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof PingWebSocketFrame ping) {
                ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            } else if (msg instanceof CloseWebSocketFrame close) {
                ctx.writeAndFlush(new CloseWebSocketFrame(close.statusCode() < 0 ? 1000 : close.statusCode(), ""))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        handler.closed();
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof io.netty.channel.socket.ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            handler.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void sendText(byte[] text) {
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)));
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void pingEvery(Duration pace) {
        var task = channel.eventLoop()
                .scheduleAtFixedRate(
                        () -> channel.writeAndFlush(new PingWebSocketFrame()),
                        pace.toMillis(),
                        pace.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(done -> task.cancel(false));
    }

    @Override
    public void after(Duration wait, Runnable action) {
        var task = channel.eventLoop().schedule(action, wait.toNanos(), TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(done -> task.cancel(false));
    }

    @Override
    public void close(int code, String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        String shortened = bytes.length <= 123 ? reason : reason.substring(0, Math.min(reason.length(), 120));
        channel.writeAndFlush(new CloseWebSocketFrame(code, shortened))
                .addListener(done -> channel.eventLoop().schedule(() -> channel.close(), 1, TimeUnit.SECONDS));
    }

    @Override
    public void abort() {
        channel.close();
    }
}
