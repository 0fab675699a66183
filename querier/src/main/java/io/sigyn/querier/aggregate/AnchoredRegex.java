package io.sigyn.querier.aggregate;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.re2j.Matcher;
import io.trino.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A regular expression that has to match a whole value, with its groups by number and name. Immutable, thread-safe. */
final class AnchoredRegex {
    private final Pattern pattern;
    private final Map<String, Integer> names;

    AnchoredRegex(String regex) {
        this.pattern = Pattern.compile("^(?:" + regex + ")$");
        this.names = names(regex);
    }

    /** The groups of a match. For one thread. */
    static final class Match {
        private final Matcher matcher;
        private final Map<String, Integer> names;

        private Match(Matcher matcher, Map<String, Integer> names) {
            this.matcher = matcher;
            this.names = names;
        }

        /** The text of a group, empty if there is none. */
        String group(int number) {
            if (number > matcher.groupCount()) {
                return "";
            }
            Slice group = matcher.group(number);
            return group == null ? "" : group.toStringUtf8();
        }

        String group(String name) {
            Integer number = names.get(name);
            return number == null ? "" : group(number);
        }
    }

    /** The match, or null. */
    @Nullable
    Match match(String value) {
        Matcher matcher = pattern.matcher(Slices.wrappedBuffer(value.getBytes(StandardCharsets.UTF_8)));
        return matcher.matches() ? new Match(matcher, names) : null;
    }

    /** The numbers of named groups, which the library does not tell; the last of equal names counts. */
    private static Map<String, Integer> names(String regex) {
        Map<String, Integer> names = new HashMap<>();
        int group = 0;
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\') {
                i = regex.startsWith("Q", i + 1) ? endOfQuote(regex, i) : i + 1;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
                i += regex.startsWith("^]", i + 1) ? 2 : regex.startsWith("]", i + 1) ? 1 : 0;
            } else if (c == '(') {
                if (!regex.startsWith("?", i + 1)) {
                    group++;
                } else if (regex.startsWith("?P<", i + 1) || regex.startsWith("?<", i + 1)) {
                    group++;
                    int from = regex.indexOf('<', i) + 1;
                    int end = regex.indexOf('>', from);
                    names.put(regex.substring(from, end), group);
                }
            }
        }
        return names;
    }

    private static int endOfQuote(String regex, int from) {
        int end = regex.indexOf("\\E", from);
        return end < 0 ? regex.length() : end + 1;
    }
}
