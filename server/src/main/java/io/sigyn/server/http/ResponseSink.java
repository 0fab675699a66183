package io.sigyn.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends one answer. A short body goes out with its length; a long one in chunks, with gzip where that is allowed, and
 * waits for a client that reads slowly. For one thread at a time, never an event loop's.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
final class ResponseSink extends OutputStream {
    /** Shorter bodies are not worth compressing. */
    private static final int MIN_GZIP_BYTES = 1400;

    private static final int CHUNK_BYTES = 64 << 10;
    private static final int GZIP_BUFFER_BYTES = 8 << 10;

    private final Channel channel;
    private final Backpressure backpressure;
    private final HttpVersion version;
    private final int status;
    private final HttpHeaders headers;
    private final boolean gzip;
    private final byte[] buffer = new byte[CHUNK_BYTES];
    private int used;
    private boolean committed;
    private long sentBytes;
    private @Nullable GZIPOutputStream compressor;

    ResponseSink(
            Channel channel,
            Backpressure backpressure,
            HttpVersion version,
            int status,
            HttpHeaders headers,
            boolean gzip) {
        this.channel = channel;
        this.backpressure = backpressure;
        this.version = version;
        this.status = status;
        this.headers = headers;
        this.gzip = gzip;
    }

    /** Whether something has been sent, so that another answer is not possible any more. */
    boolean isCommitted() {
        return committed;
    }

    /** Bytes of body that were handed to the connection. */
    long sentBytes() {
        return sentBytes;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (used == buffer.length) {
                drain();
            }
            int some = Math.min(end - from, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, some);
            used += some;
            from += some;
        }
    }

    private void drain() throws IOException {
        OutputStream target = committed ? current() : commit();
        target.write(buffer, 0, used);
        used = 0;
    }

    private OutputStream current() {
        return compressor != null ? compressor : new Chunks();
    }

    private OutputStream commit() throws IOException {
        committed = true;
        if (version.equals(HttpVersion.HTTP_1_1)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        if (gzip) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        channel.write(new DefaultHttpResponse(version, HttpResponseStatus.valueOf(status), headers));
        if (gzip) {
            compressor = new GZIPOutputStream(new Chunks(), GZIP_BUFFER_BYTES);
        }
        return current();
    }

    /** Sends what is left; the future completes when the last byte has left this process. */
    ChannelFuture finish() throws IOException {
        if (!committed) {
            return finishShort();
        }
        if (used > 0) {
            drain();
        }
        if (compressor != null) {
            compressor.close();
        }
        return channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private ChannelFuture finishShort() throws IOException {
        committed = true;
        ByteBuf body = Unpooled.wrappedBuffer(buffer, 0, used);
        if (gzip && used >= MIN_GZIP_BYTES) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
            ByteArrayOutputStream packed = new ByteArrayOutputStream(used / 2);
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(buffer, 0, used);
            }
            body = Unpooled.wrappedBuffer(packed.toByteArray());
        }
        sentBytes = body.readableBytes();
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                version, HttpResponseStatus.valueOf(status), body, headers, EmptyHttpHeaders.INSTANCE);
        if (status != 204 && status != 304) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        return channel.writeAndFlush(response);
    }

    /** Parts of a body on their way into the channel. */
    private final class Chunks extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            backpressure.awaitWritable(channel);
            sentBytes += length;
            ByteBuf part = channel.alloc().buffer(length).writeBytes(bytes, offset, length);
            channel.writeAndFlush(new DefaultHttpContent(part), channel.voidPromise());
        }
    }
}
