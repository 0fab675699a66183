package io.sigyn.bench.jmh;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.sigyn.bench.load.LogCorpus;
import io.sigyn.logql.regex.ByteRegex;
import io.sigyn.logql.regex.RegexEngine;
import io.trino.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What finding an expression in lines costs: as line filters do it, by the engine alone, and by the JDK's on Strings. */
public class RegexBenchmark extends ThroughputBenchmark {
    private static final int BYTES = 4 << 20;

    @Param({
        "error|timeout",
        "(?i)timeout|refused",
        "status=5[0-9]{2}.*never",
        "[a-z]+\\d{9}x",
        "(GET|POST) /api/v\\d+/nope"
    })
    private String regex = "";

    private final List<byte[]> lines = new ArrayList<>();
    private ByteRegex own = ByteRegex.forLines("");
    private Pattern engine = RegexEngine.compile("");
    private java.util.regex.Pattern jdk = java.util.regex.Pattern.compile("");

    @Setup
    public void prepare() {
        LogCorpus corpus = new LogCorpus(1);
        int bytes = 0;
        for (int i = 0; bytes < BYTES; i++) {
            byte[] line = corpus.next(i % 200, i * 1_000_000L);
            lines.add(line);
            bytes += line.length;
        }
        own = ByteRegex.forLines(regex);
        engine = RegexEngine.compile(regex);
        jdk = java.util.regex.Pattern.compile(regex);
    }

    @Benchmark
    public int lineFilter(Work work) {
        int found = 0;
        for (byte[] line : lines) {
            found += own.matches(line, 0, line.length) ? 1 : 0;
            work.megabytes += line.length / 1e6;
            work.lines++;
        }
        return found;
    }

    @Benchmark
    public int engineAlone(Work work) {
        int found = 0;
        for (byte[] line : lines) {
            Slice slice = Slices.wrappedBuffer(line);
            found += engine.find(slice) ? 1 : 0;
            work.megabytes += line.length / 1e6;
            work.lines++;
        }
        return found;
    }

    @Benchmark
    public int jdkOnStrings(Work work) {
        int found = 0;
        for (byte[] line : lines) {
            String text = new String(line, StandardCharsets.UTF_8);
            found += jdk.matcher(text).find() ? 1 : 0;
            work.megabytes += line.length / 1e6;
            work.lines++;
        }
        return found;
    }
}
