package io.sigyn.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How fast does a server take pushes, and what does it cost? Pushes {@code --mib} of raw lines as snappy-protobuf over
 * {@code --connections} kept-alive connections; with {@code --pid} it also reports the server's CPU time and peak RSS, and
 * what the second half of the pushes took, when what is compiled has been compiled. Bodies are made ahead.
 *
 * <pre>java -cp bench/target/benchmarks.jar io.sigyn.bench.load.IngestLoad --url http://127.0.0.1:3100 --mib 1024 --pid N</pre>
 */
public final class IngestLoad {
    private static final double CLOCK_TICKS_PER_SECOND = 100;

    private IngestLoad() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        String url = options.text("url", "http://127.0.0.1:3100");
        long targetBytes = options.number("mib", 1024) << 20;
        int connections = (int) options.number("connections", 4);
        int streamCount = (int) options.number("streams", 200);
        int batchBytes = (int) options.number("batch-bytes", 1 << 20);
        long pid = options.number("pid", 0);

        // Bodies are made ahead, so that the generator takes little of the processors while it is measured: a pool
        // whose
        // timestamps are moved on would repeat lines, so each batch is unique.
        BlockingQueue<Ready> ready = new ArrayBlockingQueue<>((int) (targetBytes / batchBytes) + 1);
        List<String> streams = LogCorpus.streams(streamCount);
        LogCorpus corpus = new LogCorpus(options.number("seed", 42));
        long now = options.number("start-nanos", System.currentTimeMillis() * 1_000_000 - 1_800_000_000_000L);
        long made = 0;
        for (int batch = 0; made < targetBytes; batch++) {
            PushBatch next = PushBatch.build(corpus, streams, batch * 20, now + batch * 10_000_000L, batchBytes);
            ready.add(Ready.of(next));
            made += next.rawBytes();
        }
        System.out.printf(Locale.ROOT, "prepared %d batches, %d MiB of raw lines%n", ready.size(), made >> 20);

        double cpuBefore = cpuSeconds(pid);
        double ownBefore = cpuSeconds(ProcessHandle.current().pid());
        long half = made / 2;
        Half second = new Half();
        long start = System.nanoTime();
        AtomicLong pushed = new AtomicLong();
        AtomicLong lines = new AtomicLong();
        AtomicLong slowestNanos = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        Deque<Thread> threads = new ArrayDeque<>();
        for (int c = 0; c < connections; c++) {
            Thread thread = new Thread(() -> {
                try (Pushing pushing = new Pushing(URI.create(url))) {
                    for (Ready batch = ready.poll(); batch != null; batch = ready.poll()) {
                        long from = System.nanoTime();
                        while (!pushing.push(batch.body)) { // As an agent does that is told 503 or 429.
                            refused.incrementAndGet();
                            LockSupport.parkNanos(100_000_000);
                        }
                        if (pushed.addAndGet(batch.rawBytes) >= half) {
                            second.begin(pushed.get(), pid);
                        }
                        lines.addAndGet(batch.lines);
                        slowestNanos.accumulateAndGet(System.nanoTime() - from, Math::max);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuPushing = cpuSeconds(pid) - cpuBefore;
        double gib = pushed.get() / (double) (1L << 30);
        System.out.printf(
                Locale.ROOT,
                "%.0f MB/s, %d lines in %.2f s, %d times told to come back, slowest push %.0f ms%n",
                pushed.get() / 1e6 / seconds,
                lines.get(),
                seconds,
                refused.get(),
                slowestNanos.get() / 1e6);
        System.out.printf(
                Locale.ROOT,
                "second half: %.0f MB/s, %.1f CPU-s per GiB; the generator took %.1f CPU-s per GiB%n",
                (pushed.get() - second.pushed) / 1e6 / ((System.nanoTime() - second.nanos) / 1e9),
                (cpuSeconds(pid) - second.cpu) / ((pushed.get() - second.pushed) / (double) (1L << 30)),
                (cpuSeconds(ProcessHandle.current().pid()) - ownBefore) / gib);
        if (pid > 0) {
            flush(url);
            System.out.printf(
                    Locale.ROOT,
                    "server: %.1f CPU-s per GiB while pushing, %.1f with the rest flushed, peak RSS %d MiB%n",
                    cpuPushing / gib,
                    (cpuSeconds(pid) - cpuBefore) / gib,
                    peakRssMib(pid));
        }
    }

    /** When the second half of the pushes began, and what there was by then. */
    private static final class Half {
        private long nanos;
        private long pushed;
        private double cpu;

        synchronized void begin(long bytes, long pid) {
            if (nanos == 0) {
                nanos = System.nanoTime();
                pushed = bytes;
                cpu = cpuSeconds(pid);
            }
        }
    }

    /** A batch outside of the heap, from where it goes to the socket as it is. */
    private record Ready(ByteBuffer body, long rawBytes, int lines) {
        static Ready of(PushBatch batch) {
            ByteBuffer body = ByteBuffer.allocateDirect(batch.body().length);
            return new Ready(body.put(batch.body()).flip(), batch.rawBytes(), batch.lines());
        }
    }

    /** A connection that is made again when it fails. For one thread. */
    private static final class Pushing implements AutoCloseable {
        private final URI server;
        private @Nullable PushConnection connection;

        Pushing(URI server) {
            this.server = server;
        }

        boolean push(ByteBuffer body) throws IOException {
            try {
                PushConnection open = connection == null ? new PushConnection(server, "bench") : connection;
                connection = open;
                int status = open.push(body);
                if (status != 204) {
                    System.err.println("push answered with " + status);
                }
                return status == 204;
            } catch (IOException e) {
                System.err.println("push failed: " + e);
                close();
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
    }

    private static void flush(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/flush"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status != 204) {
            System.err.println("flush answered with " + status);
        }
    }

    private static double cpuSeconds(long pid) {
        if (pid == 0) {
            return 0;
        }
        String stat;
        try {
            stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        } catch (IOException gone) {
            throw new UncheckedIOException(
                    "cannot read the CPU time of process " + pid + " (expected: a running one)", gone);
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_PER_SECOND;
    }

    private static long peakRssMib(long pid) throws IOException {
        List<String> status = new ArrayList<>(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
        status.removeIf(line -> !line.startsWith("VmHWM:"));
        return Long.parseLong(status.get(0).replaceAll("[^0-9]", "")) >> 10;
    }
}
