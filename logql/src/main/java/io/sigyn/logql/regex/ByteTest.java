package io.sigyn.logql.regex;

/** A condition on a run of bytes: thread-safe, and without allocation unless it says otherwise. */
@FunctionalInterface
public interface ByteTest {
    /** Matches everything. */
    ByteTest ALL = (text, offset, length) -> true;

    boolean matches(byte[] text, int offset, int length);
}
