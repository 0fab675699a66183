package io.sigyn.storage;

import java.util.stream.LongStream;

/** Runs a test for many seeds; a failure names its seed, and {@code -Dsigyn.seed=N} runs that one alone. Stateless. */
public final class Seeds {
    private Seeds() {}

    /** A test that a seed determines. */
    @FunctionalInterface
    public interface SeededTest {
        void run(long seed) throws Exception;
    }

    public static void forEach(int count, SeededTest test) {
        Long only = Long.getLong("sigyn.seed");
        LongStream seeds = only == null ? LongStream.range(0, count) : LongStream.of(only);
        seeds.forEach(seed -> {
            try {
                test.run(seed);
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + " (replay: -Dsigyn.seed=" + seed + "): " + failure, failure);
            }
        });
    }
}
