package io.sigyn.logql.regex;

import io.airlift.slice.SizeOf;
import io.trino.re2j.Pattern;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The door to the regex library, which prints nothing and attaches to nothing when it is first used. Thread-safe.
 *
 * <p>Under it lies jol, which measures the sizes of objects: left alone it attaches to its own process, for seconds, and
 * writes two warnings to the standard output, which belongs to whoever started us.
 */
public final class RegexEngine {
    static {
        System.setProperty("jol.skipHotspotSAAttach", "true");
        System.setProperty("jol.skipDynamicAttach", "true");
        PrintStream out = System.out;
        System.setOut(new WithoutThread(out, Thread.currentThread()));
        try {
            SizeOf.instanceSize(Object.class);
        } finally {
            System.setOut(out);
        }
    }

    private RegexEngine() {}

    /** Compiles RE2 syntax as the library understands it. */
    public static Pattern compile(String regex) {
        return Pattern.compile(regex);
    }

    /** Standard output as before for every thread but one. */
    private static final class WithoutThread extends PrintStream {
        private final Thread silent;

        WithoutThread(OutputStream out, Thread silent) {
            super(out, true, StandardCharsets.UTF_8);
            this.silent = silent;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (Thread.currentThread() != silent) {
                super.write(bytes, offset, length);
            }
        }

        @Override
        public void write(int b) {
            if (Thread.currentThread() != silent) {
                super.write(b);
            }
        }

        @Override
        public void println(String line) {
            if (Thread.currentThread() != silent) {
                super.println(line);
            }
        }
    }
}
