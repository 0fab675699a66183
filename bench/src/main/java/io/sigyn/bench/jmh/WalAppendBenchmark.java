package io.sigyn.bench.jmh;

import io.sigyn.bench.load.LogCorpus;
import io.sigyn.bench.load.PushBatch;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.wal.WalAppender;
import io.sigyn.storage.wal.WalListener;
import io.sigyn.storage.wal.WalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How many times a second is a push of 64 KiB of lines durable, and how much does it help that those which wait share a
 * sync? {@code java -Djava.io.tmpdir=FOLDER -jar bench/target/benchmarks.jar WalAppend}, with a folder on the disk in
 * question; an operation is as many appends as are {@code inFlight}.
 */
public class WalAppendBenchmark extends ThroughputBenchmark {
    private static final int RAW_BYTES = 64 << 10;

    @Param({"1", "32"})
    public int inFlight;

    private ByteBuffer record = ByteBuffer.allocate(0);
    private @Nullable Path folder;
    private @Nullable WalAppender log;

    @Setup
    public void setUp() throws IOException {
        record = ByteBuffer.wrap(PushBatch.build(new LogCorpus(1), LogCorpus.streams(20), 0, 0, RAW_BYTES)
                .body());
        folder = TemporaryFolder.create();
        log = WalAppender.open(new RealDisk(), folder, 1, WalOptions.DEFAULTS, WalListener.NONE);
    }

    @Benchmark
    public void append() {
        WalAppender open = Objects.requireNonNull(log);
        CompletableFuture<?>[] appends = new CompletableFuture<?>[inFlight];
        for (int i = 0; i < inFlight; i++) {
            appends[i] = open.append(1, record.duplicate());
        }
        CompletableFuture.allOf(appends).join();
    }

    /** So that the disk does not fill up. */
    @TearDown(Level.Iteration)
    public void deleteOldFiles() throws IOException {
        WalAppender open = Objects.requireNonNull(log);
        long old = open.generation();
        open.rotate(old + 1);
        open.deleteGeneration(old);
    }

    @TearDown
    public void tearDown() throws IOException {
        Objects.requireNonNull(log).close();
        TemporaryFolder.delete(Objects.requireNonNull(folder));
    }
}
