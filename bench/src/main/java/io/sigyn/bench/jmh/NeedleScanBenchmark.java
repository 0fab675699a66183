package io.sigyn.bench.jmh;

import io.sigyn.bench.load.LogCorpus;
import io.sigyn.logql.regex.ByteSearch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How many MiB of lines a second does the search for a text go through, if hardly a line has it and if two of five do?
 * {@code java -jar bench/target/benchmarks.jar NeedleScan}; an operation is 1 MiB.
 */
public class NeedleScanBenchmark extends ThroughputBenchmark {
    private static final int BYTES = 1 << 20;

    @Param({"user-4999\"", "request completed"})
    public String needle = "";

    private byte[] lines = {};
    private byte[] wanted = {};

    @Setup
    public void setUp() {
        LogCorpus corpus = new LogCorpus(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES);
        for (int i = 0; bytes.size() < BYTES; i++) {
            bytes.writeBytes(corpus.next(i % 200, i * 1_000_000L));
        }
        lines = Arrays.copyOf(bytes.toByteArray(), BYTES);
        wanted = needle.getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public int scan() {
        int found = 0;
        int place = ByteSearch.indexOf(lines, 0, lines.length, wanted);
        while (place >= 0) {
            found++;
            place = ByteSearch.indexOf(lines, place + wanted.length, lines.length, wanted);
        }
        return found;
    }
}
