package io.sigyn.index.upkeep;

import io.sigyn.index.CompiledSelector;
import io.sigyn.logql.LogQlParser;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TenantLimits.RetentionRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long rows of a tenant are kept, as of one instant: by the rule of the highest priority that a stream matches (the first
 * of several), else by the tenant's own period; zero is for ever. As a filter it drops what is past that. Immutable,
 * thread-safe.
 */
public final class RetentionPolicy implements RowFilter {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionPolicy.class);
    private static final long FOR_EVER = Long.MIN_VALUE;

    private final List<Rule> rules; // by priority, the highest first
    private final long defaultCutoff;

    private record Rule(CompiledSelector selector, long cutoff) {}

    private RetentionPolicy(List<Rule> rules, long defaultCutoff) {
        this.rules = rules;
        this.defaultCutoff = defaultCutoff;
    }

    /** A rule whose selector cannot be read keeps what it might match: all that the tenant has. */
    public static RetentionPolicy of(TenantLimits limits, long nowMillis) {
        List<RetentionRule> sorted = new ArrayList<>(limits.retentionStream());
        sorted.sort(Comparator.comparingInt(RetentionRule::priority).reversed());
        List<Rule> rules = new ArrayList<>();
        for (RetentionRule rule : sorted) {
            try {
                CompiledSelector selector = CompiledSelector.compile(LogQlParser.parseSelector(rule.selector()));
                rules.add(new Rule(selector, cutoff(rule.period(), nowMillis)));
            } catch (RuntimeException e) {
                LOG.error(
                        "retention_stream: {} cannot be read: {}. Nothing is dropped for its age until that is put right",
                        rule.selector(),
                        e.getMessage());
                return new RetentionPolicy(List.of(), FOR_EVER);
            }
        }
        return new RetentionPolicy(List.copyOf(rules), cutoff(limits.retentionPeriod(), nowMillis));
    }

    private static long cutoff(Duration period, long nowMillis) {
        return period.isZero() || period.isNegative() || period.toDays() > 36_500
                ? FOR_EVER
                : Math.multiplyExact(nowMillis, 1_000_000L) - period.toNanos();
    }

    /** Rows of the stream before this instant are past retention. */
    public long cutoffNanos(Labels stream) {
        for (Rule rule : rules) {
            if (rule.selector.matches(stream)) {
                return rule.cutoff;
            }
        }
        return defaultCutoff;
    }

    /** Rows of any stream before this instant are past retention. */
    public long cutoffOfAllNanos() {
        return rules.stream().mapToLong(Rule::cutoff).reduce(defaultCutoff, Math::min);
    }

    /** Rows from this instant on are not past retention, whatever their stream. */
    public long cutoffOfAnyNanos() {
        return rules.stream().mapToLong(Rule::cutoff).reduce(defaultCutoff, Math::max);
    }

    /** Whether nothing is ever past retention. */
    boolean keepsAll() {
        return cutoffOfAnyNanos() == FOR_EVER;
    }

    @Override
    public @Nullable StreamFilter of(Labels stream, long minTimestampNanos, long maxTimestampNanos) {
        long cutoff = cutoffNanos(stream);
        if (minTimestampNanos >= cutoff) {
            return null;
        }
        if (maxTimestampNanos < cutoff) {
            return StreamFilter.ALL;
        }
        return new Before(cutoff);
    }

    private record Before(long cutoff) implements StreamFilter {
        @Override
        public boolean drops(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) {
            return timestampNanos < cutoff;
        }

        @Override
        public boolean readsRows() {
            return false;
        }
    }
}
