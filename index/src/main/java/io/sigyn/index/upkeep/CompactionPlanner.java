package io.sigyn.index.upkeep;

import io.sigyn.index.manifest.SegmentRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Chooses which of a tenant's segments to merge. Stateless; the answer depends on what is given only.
 *
 * <p>A segment belongs to the day of its newest row. While a day is not over its segments are merged in tiers: some neighbours
 * of about one size become one of the next size, so that each row is written a few times only, however many segments come.
 * Once it is over, what is left is packed into as few as the largest size allows; a large one is not written again for a
 * few stragglers.
 *
 * <p>Rows of one instant are shown in the order of their segments' keys, and a merged segment takes the place of its first
 * input. So segments are merged only if none that stays and overlaps in time lies between them.
 */
final class CompactionPlanner {
    private static final int MAX_RATIO = 4;
    private static final long FIRST_TIER_BYTES = 1 << 20;
    private static final int TIERS = 6;

    private final UpkeepOptions options;
    private final long maxSegmentBytes;
    private final Predicate<SegmentRef> usable;

    /** @param usable segments that can be read */
    CompactionPlanner(UpkeepOptions options, long maxSegmentBytes, Predicate<SegmentRef> usable) {
        this.options = options;
        this.maxSegmentBytes = maxSegmentBytes;
        this.usable = usable;
    }

    /** Merges that share no segment, the oldest day's first. */
    List<CompactionPlan> plan(List<SegmentRef> segments, long nowMillis) {
        Map<Long, List<SegmentRef>> days = new TreeMap<>();
        for (SegmentRef segment : segments) {
            long day = DayWriters.day(segment.summary().maxTimestampNanos());
            days.computeIfAbsent(day, any -> new ArrayList<>()).add(segment);
        }
        List<CompactionPlan> plans = new ArrayList<>();
        days.forEach((day, members) -> {
            for (List<SegmentRef> neighbours : neighbours(members, segments)) {
                plans.addAll(isOver(day, nowMillis) ? whenOver(neighbours) : tiers(neighbours));
            }
        });
        plans.removeIf(plan -> !keepsOrder(plan, segments));
        return plans;
    }

    /** Whether no row passes one of its time that stays where it is. */
    private static boolean keepsOrder(CompactionPlan plan, List<SegmentRef> segments) {
        String key = SegmentKey.of(plan.inputs().get(0)).last();
        Set<SegmentRef> inputs = new HashSet<>(plan.inputs());
        for (SegmentRef other : segments) {
            for (SegmentRef input : plan.inputs()) {
                boolean passes = input.key().compareTo(other.key()) < 0 != key.compareTo(other.key()) < 0;
                if (passes && overlap(input, other) && !inputs.contains(other)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isOver(long day, long nowMillis) {
        long endMillis = Math.multiplyExact(day + 1, DayWriters.DAY_NANOS / 1_000_000);
        return nowMillis - endMillis >= options.merge().dayOverAfter().toMillis();
    }

    /** The members of a day in stretches within which they may be merged. */
    private List<List<SegmentRef>> neighbours(List<SegmentRef> members, List<SegmentRef> all) {
        List<List<SegmentRef>> stretches = new ArrayList<>();
        List<SegmentRef> stretch = new ArrayList<>();
        Collection<SegmentRef> between = new ArrayList<>(); // since the stretch's first, not of this day
        int at = 0;
        for (SegmentRef member : members) {
            for (; !all.get(at).equals(member); at++) {
                if (!stretch.isEmpty() && !isOfDay(all.get(at), member)) {
                    between.add(all.get(at));
                }
            }
            boolean moves = between.stream().noneMatch(other -> overlap(other, member));
            if (!usable.test(member) || !moves) {
                stretches.add(stretch);
                stretch = new ArrayList<>();
                between.clear();
            }
            if (usable.test(member)) {
                stretch.add(member);
            }
        }
        stretches.add(stretch);
        return stretches;
    }

    private static boolean isOfDay(SegmentRef segment, SegmentRef member) {
        return DayWriters.day(segment.summary().maxTimestampNanos())
                == DayWriters.day(member.summary().maxTimestampNanos());
    }

    private static boolean overlap(SegmentRef one, SegmentRef other) {
        return one.summary().minTimestampNanos() <= other.summary().maxTimestampNanos()
                && other.summary().minTimestampNanos() <= one.summary().maxTimestampNanos();
    }

    /** The merges of the lowest tier that has any. */
    private List<CompactionPlan> tiers(List<SegmentRef> neighbours) {
        for (int tier = 0; tier < TIERS; tier++) {
            List<CompactionPlan> plans = new ArrayList<>();
            List<SegmentRef> run = new ArrayList<>();
            long bytes = 0;
            for (SegmentRef segment : neighbours) {
                long size = segment.summary().sizeBytes();
                boolean fits = tier(size) <= tier && bytes + size <= maxSegmentBytes;
                if (!fits || run.size() == options.merge().maxInputs()) {
                    addIfEnough(run, bytes, plans);
                    run = new ArrayList<>();
                    bytes = 0;
                }
                if (tier(size) <= tier) {
                    run.add(segment);
                    bytes += size;
                }
            }
            addIfEnough(run, bytes, plans);
            if (!plans.isEmpty()) {
                return plans;
            }
        }
        return List.of();
    }

    private void addIfEnough(List<SegmentRef> run, long bytes, List<CompactionPlan> plans) {
        if (run.size() >= options.merge().minInputs()) {
            plans.add(new CompactionPlan(run, bytes >= options.merge().packedFromBytes()));
        }
    }

    private static int tier(long sizeBytes) {
        int tier = 0;
        for (long limit = FIRST_TIER_BYTES; sizeBytes >= limit && tier < TIERS; limit *= MAX_RATIO) {
            tier++;
        }
        return tier;
    }

    private List<CompactionPlan> whenOver(List<SegmentRef> neighbours) {
        List<CompactionPlan> plans = new ArrayList<>();
        List<SegmentRef> run = new ArrayList<>();
        long bytes = 0;
        for (SegmentRef segment : neighbours) {
            long size = segment.summary().sizeBytes();
            if (!run.isEmpty()
                    && (bytes + size > maxSegmentBytes
                            || run.size() == options.merge().maxInputs())) {
                pack(run, plans);
                run = new ArrayList<>();
                bytes = 0;
            }
            run.add(segment);
            bytes += size;
        }
        pack(run, plans);
        return plans;
    }

    /** Plans to pack a run, but for a segment in it that is packed and outweighs the others. */
    private void pack(List<SegmentRef> run, List<CompactionPlan> plans) {
        long total = new CompactionPlan(run, true).sizeBytes();
        for (int i = 0; i < run.size(); i++) {
            long size = run.get(i).summary().sizeBytes();
            if (run.get(i).level() >= CompactionPlan.PACKED && size > MAX_RATIO * (total - size)) {
                pack(run.subList(0, i), plans);
                pack(run.subList(i + 1, run.size()), plans);
                return;
            }
        }
        if (run.size() > 1 || run.stream().anyMatch(one -> one.level() < CompactionPlan.PACKED)) {
            plans.add(new CompactionPlan(run, true));
        }
    }
}
