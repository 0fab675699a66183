package io.sigyn.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Pushes over one kept-alive connection with as little work as can be, since a load generator shares its processors with
 * the server that it measures: a general client takes several times as much. Understands answers that say their length, or
 * have none. For one thread at a time.
 */
final class PushConnection implements AutoCloseable {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final String head;
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);

    PushConnection(URI server, String tenant) throws IOException {
        head = "POST /loki/api/v1/push HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nContent-Type: application/x-protobuf\r\nX-Scope-OrgID: " + tenant + "\r\nContent-Length: ";
        channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    }

    /** Sends a body and waits for the answer; returns its status. */
    int push(ByteBuffer body) throws IOException {
        ByteBuffer[] request = {
            ByteBuffer.wrap((head + body.remaining() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)),
            body.duplicate()
        };
        while (request[1].hasRemaining()) {
            channel.write(request);
        }
        return answer();
    }

    private int answer() throws IOException {
        in.clear();
        int end = -1;
        while (end < 0) {
            if (channel.read(in) < 0) {
                throw new EOFException("the server closed the connection before its answer was whole");
            }
            end = endOfHead();
        }
        byte[] bytes = new byte[end];
        in.get(0, bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int length = contentLength(text);
        while (in.position() < end + length) {
            if (channel.read(in) < 0) {
                throw new EOFException("the server closed the connection before its answer was whole");
            }
        }
        return Integer.parseInt(text.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    /** Behind the empty line, or -1 if that has not come yet. */
    private int endOfHead() {
        for (int i = 0; i + END_OF_HEAD.length <= in.position(); i++) {
            int same = 0;
            while (same < END_OF_HEAD.length && in.get(i + same) == END_OF_HEAD[same]) {
                same++;
            }
            if (same == END_OF_HEAD.length) {
                return i + same;
            }
        }
        return -1;
    }

    private static int contentLength(String answer) {
        for (String line : answer.split("\r\n")) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
