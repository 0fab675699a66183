package io.sigyn.server.golden;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A small client of RFC 6455. */
public final class RawWebSocket {
    private static final int MASK = 0x5a3c_6987;

    public final RawHttp.Answer answer;
    private final Socket socket;
    private final DataInputStream in;
    public int pings;
    boolean closed;
    public int closeCode = -1;
    public String closeReason = "";

    public RawWebSocket(int port, String target, Map<String, String> headers) throws IOException {
        socket = RawHttp.connect(port);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "13"));
        all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        all.putAll(headers);
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port);
        all.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        socket.getOutputStream().write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
        answer = RawHttp.read(in, false);
        if (answer.status() != 101) {
            socket.close();
        } else if (!"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".equals(answer.header("sec-websocket-accept"))) {
            throw new IOException("wrong Sec-WebSocket-Accept");
        }
    }

    /** Text messages until there are enough, or the time is over. Answers pings. */
    public List<String> messages(double seconds, Predicate<List<String>> enough) throws IOException {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        List<String> got = new ArrayList<>();
        while (!enough.test(got) && !closed) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            try {
                socket.setSoTimeout((int) left);
                in.mark(16);
                int first = in.readUnsignedByte();
                frame(first & 15, payload(), got);
            } catch (SocketTimeoutException e) {
                in.reset();
            } catch (IOException e) {
                closed = true;
            }
        }
        return got;
    }

    private byte[] payload() throws IOException {
        socket.setSoTimeout(10_000);
        long length = in.readUnsignedByte() & 127;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return in.readNBytes((int) length);
    }

    private void frame(int opcode, byte[] payload, List<String> got) throws IOException {
        switch (opcode) {
            case 1 -> got.add(new String(payload, StandardCharsets.UTF_8));
            case 9 -> {
                pings++;
                send(10, payload);
            }
            case 8 -> {
                closed = true;
                if (payload.length >= 2) {
                    closeCode = ByteBuffer.wrap(payload).getShort() & 0xffff;
                    closeReason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
                }
            }
            default -> {}
        }
    }

    void send(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x80 | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length & 255);
        }
        byte[] mask = ByteBuffer.allocate(4).putInt(MASK).array();
        out.write(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
        socket.getOutputStream().write(out.toByteArray());
    }

    public void close(int code) {
        try {
            send(8, new byte[] {(byte) (code >> 8), (byte) code});
            messages(1, got -> false);
            socket.close();
        } catch (IOException e) {
            closed = true;
        }
    }
}
