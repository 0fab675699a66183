package io.sigyn.logql.pipeline;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one parser of one query makes of each name that it meets: decided at the first line that has it and then kept for
 * all streams, as Loki does, whatever the later lines look like. Thread-safe; of two threads that meet a name at once, one
 * decides for both.
 */
final class NameDecisions {
    private static final int MAX_NAMES = 1024; // names beyond are decided anew each time, as in Loki
    private static final String SKIP = new String("(skipped)"); // told apart by identity

    private final ConcurrentHashMap<String, String> decided = new ConcurrentHashMap<>();

    /** The label for a name as it stands in the line, or null if it gets none. */
    @Nullable
    String decide(String raw, LineState state) {
        String known = decided.get(raw);
        if (known == null) {
            known = decideNow(raw, state);
            if (decided.size() < MAX_NAMES) {
                String earlier = decided.putIfAbsent(raw, known);
                known = earlier == null ? known : earlier;
            }
        }
        return isSkip(known) ? null : known;
    }

    boolean isFull() {
        return decided.size() >= MAX_NAMES;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSkip(String decision) {
        return decision == SKIP;
    }

    private static String decideNow(String raw, LineState state) {
        String name = LabelNames.sanitize(raw);
        if (state.stream.has(name)) {
            name += LabelNames.DUPLICATE_SUFFIX;
        }
        boolean wanted = state.needs.wants(name) && !state.isExtracted(state.passingRef(name));
        return wanted ? name : SKIP;
    }
}
