package io.sigyn.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/**
 * How fast does a server take pushes, and what does it cost? Pushes {@code --mib} of raw lines as snappy-protobuf over
 * {@code --connections} kept-alive connections; with {@code --pid} it also reports the server's CPU time and peak RSS.
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

        // Bodies are made ahead, so that the generator's CPU time is not the server's: a pool whose timestamps are
        // moved on
        // would repeat lines, so each batch is unique and the pool is filled while the load waits.
        BlockingQueue<PushBatch> ready = new ArrayBlockingQueue<>((int) (targetBytes / batchBytes) + 1);
        List<String> streams = LogCorpus.streams(streamCount);
        LogCorpus corpus = new LogCorpus(options.number("seed", 42));
        long now = options.number("start-nanos", System.currentTimeMillis() * 1_000_000 - 1_800_000_000_000L);
        long made = 0;
        for (int batch = 0; made < targetBytes; batch++) {
            PushBatch next = PushBatch.build(corpus, streams, batch * 20, now + batch * 10_000_000L, batchBytes);
            ready.add(next);
            made += next.rawBytes();
        }
        System.out.printf(Locale.ROOT, "prepared %d batches, %d MiB of raw lines%n", ready.size(), made >> 20);

        double cpuBefore = cpuSeconds(pid);
        long start = System.nanoTime();
        AtomicLong pushed = new AtomicLong();
        AtomicLong lines = new AtomicLong();
        AtomicLong slowestNanos = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        Deque<Thread> threads = new ArrayDeque<>();
        for (int c = 0; c < connections; c++) {
            Thread thread = new Thread(() -> {
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                for (PushBatch batch = ready.poll(); batch != null; batch = ready.poll()) {
                    long from = System.nanoTime();
                    while (!push(client, url, batch)) { // As an agent does that is told 503 or 429.
                        refused.incrementAndGet();
                        LockSupport.parkNanos(100_000_000);
                    }
                    pushed.addAndGet(batch.rawBytes());
                    lines.addAndGet(batch.lines());
                    slowestNanos.accumulateAndGet(System.nanoTime() - from, Math::max);
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
        if (pid > 0) {
            post(HttpClient.newHttpClient(), url + "/flush", new byte[0]);
            System.out.printf(
                    Locale.ROOT,
                    "server: %.1f CPU-s per GiB while pushing, %.1f with the rest flushed, peak RSS %d MiB%n",
                    cpuPushing / gib,
                    (cpuSeconds(pid) - cpuBefore) / gib,
                    peakRssMib(pid));
        }
    }

    private static boolean push(HttpClient client, String url, PushBatch batch) {
        return post(client, url + "/loki/api/v1/push", batch.body());
    }

    private static boolean post(HttpClient client, String url, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-protobuf")
                .header("X-Scope-OrgID", "bench")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 204) {
                System.err.println(response.statusCode() + " " + response.body().strip());
            }
            return response.statusCode() == 204;
        } catch (IOException e) {
            System.err.println("push failed: " + e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static double cpuSeconds(long pid) throws IOException {
        if (pid == 0) {
            return 0;
        }
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_PER_SECOND;
    }

    private static long peakRssMib(long pid) throws IOException {
        List<String> status = new ArrayList<>(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
        status.removeIf(line -> !line.startsWith("VmHWM:"));
        return Long.parseLong(status.get(0).replaceAll("[^0-9]", "")) >> 10;
    }
}
