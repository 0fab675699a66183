package io.sigyn.ruler.evaluation;

import java.util.concurrent.atomic.LongAdder;

/** What was counted of one group. Thread-safe. */
public final class GroupCounters {
    public final LongAdder evaluations = new LongAdder();
    public final LongAdder failures = new LongAdder();
    public final LongAdder ruleNanos = new LongAdder();
    public final LongAdder iterations = new LongAdder();
    public final LongAdder missed = new LongAdder();
    public final LongAdder groupNanos = new LongAdder();
    /** Of the last evaluation. */
    public volatile long lastSamples;
}
