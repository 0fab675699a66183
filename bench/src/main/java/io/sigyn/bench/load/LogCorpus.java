package io.sigyn.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Log lines as real systems write them, from a seed: of each ten streams four write JSON, four plain text and two
 * logfmt. About 230 bytes a line. The same seed gives the same bytes. For one thread at a time.
 */
public final class LogCorpus {
    private static final String[] LEVELS = {
        "info", "info", "info", "info", "info", "info", "debug", "debug", "warn", "error"
    };
    private static final String[] METHODS = {"GET", "GET", "GET", "POST", "PUT", "DELETE"};
    private static final String[] PATHS = {
        "/api/v1/orders",
        "/api/v1/items/search",
        "/api/v2/users/profile",
        "/healthz",
        "/login",
        "/static/js/app.js",
        "/api/v1/cart/checkout"
    };
    private static final String[] MODULES = {
        "dfs.DataNode$PacketResponder",
        "executor.Executor",
        "scheduler.TaskSetManager",
        "storage.MemoryStore",
        "http.RequestHandler"
    };
    private static final int[] STATUSES = {200, 200, 200, 200, 201, 204, 301, 304, 400, 404, 500, 503};

    private final SplittableRandom random;
    private final StringBuilder line = new StringBuilder(512);

    public LogCorpus(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Labels of {@code count} streams, in Loki's spelling: 10 namespaces, each with its apps and pods. */
    public static List<String> streams(int count) {
        List<String> streams = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            streams.add("{app=\"app-" + i % 40 + "\", format=\"" + format(i) + "\", namespace=\"ns-" + i % 10
                    + "\", pod=\"app-" + i % 40 + "-" + Integer.toHexString(0x5f3a10 + i * 7919) + "\"}");
        }
        return streams;
    }

    private static String format(int stream) {
        int kind = stream % 10;
        return kind < 4 ? "json" : kind < 8 ? "text" : "logfmt";
    }

    /** The next line of a stream that was given at {@code stream} by {@link #streams}. */
    public byte[] next(int stream, long timestampNanos) {
        line.setLength(0);
        switch (format(stream)) {
            case "json" -> json(timestampNanos);
            case "text" -> text(timestampNanos);
            default -> logfmt(timestampNanos);
        }
        return line.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void json(long timestampNanos) {
        line.append("{\"ts\":").append(timestampNanos / 1000000);
        line.append(",\"level\":\"")
                .append(pick(LEVELS))
                .append("\",\"method\":\"")
                .append(pick(METHODS));
        line.append("\",\"path\":\"")
                .append(pick(PATHS))
                .append("\",\"status\":")
                .append(STATUSES[random.nextInt(STATUSES.length)]);
        line.append(",\"duration_ms\":")
                .append(random.nextInt(2000))
                .append(",\"bytes\":")
                .append(random.nextInt(100000));
        line.append(",\"user\":\"user-").append(random.nextInt(5000)).append("\",\"trace_id\":\"");
        hex(32);
        line.append("\",\"msg\":\"request completed\",\"host\":\"node-")
                .append(random.nextInt(20))
                .append("\"}");
    }

    private void text(long timestampNanos) {
        line.append("2026-01-05 12:")
                .append(timestampNanos / 60_000_000_000L % 60)
                .append(':');
        line.append(timestampNanos / 1_000_000_000L % 60)
                .append(',')
                .append(timestampNanos / 1_000_000 % 1000)
                .append(' ');
        line.append(pick(LEVELS).toUpperCase(java.util.Locale.ROOT)).append(' ').append(pick(MODULES));
        line.append(": Received block blk_")
                .append(random.nextLong(1L << 62))
                .append(" of size ")
                .append(random.nextInt(1 << 26));
        line.append(" from /10.")
                .append(random.nextInt(256))
                .append('.')
                .append(random.nextInt(256))
                .append('.');
        line.append(random.nextInt(256))
                .append(':')
                .append(random.nextInt(65536))
                .append(" in stage ");
        line.append(random.nextInt(50))
                .append(".0 (TID ")
                .append(random.nextInt(1000000))
                .append(") took ");
        line.append(random.nextInt(5000))
                .append(" ms, remaining memory ")
                .append(random.nextInt(4096))
                .append(" MB");
    }

    private void logfmt(long timestampNanos) {
        line.append("ts=").append(timestampNanos / 1000000).append(" level=").append(pick(LEVELS));
        line.append(" caller=metrics.go:")
                .append(random.nextInt(400))
                .append(" component=frontend org_id=tenant-")
                .append(random.nextInt(20));
        line.append(" latency=")
                .append(random.nextInt(100) < 90 ? "fast" : "slow")
                .append(" duration=")
                .append(random.nextInt(9000))
                .append("ms status=");
        line.append(STATUSES[random.nextInt(STATUSES.length)])
                .append(" throughput=")
                .append(random.nextInt(900))
                .append("MB trace=");
        hex(16);
        line.append(" msg=\"query finished\"");
    }

    private void hex(int digits) {
        long bits = 0;
        for (int i = 0; i < digits; i++) {
            if (i % 16 == 0) {
                bits = random.nextLong();
            }
            line.append("0123456789abcdef".charAt((int) bits & 15));
            bits >>>= 4;
        }
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
