package io.sigyn.logql.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The captures {@code <name>} of a pattern in order; {@code <_>} has no name. Immutable. */
record PatternCaptures(List<String> names, @Nullable String firstConsecutive) {
    private static final Pattern CAPTURE = Pattern.compile("<([a-zA-Z_][a-zA-Z0-9_]*)>");

    PatternCaptures {
        names = List.copyOf(names);
    }

    static PatternCaptures of(String pattern) {
        List<String> names = new ArrayList<>();
        String consecutive = null;
        String before = "";
        int end = -1;
        Matcher captures = CAPTURE.matcher(pattern);
        while (captures.find()) {
            if (captures.start() == end && consecutive == null) {
                consecutive = before + captures.group();
            }
            names.add(captures.group(1));
            before = captures.group();
            end = captures.end();
        }
        return new PatternCaptures(names, consecutive);
    }

    boolean anyNamed() {
        return names.stream().anyMatch(name -> !name.equals("_"));
    }
}
