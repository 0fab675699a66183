package io.sigyn.logql.regex;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups of an expression in the order of their opening parentheses, and the expression with its names in the spelling
 * that the engine knows: Go reads {@code (?<name>...)} as {@code (?P<name>...)}. Immutable.
 */
final class GroupScan {
    private final List<@Nullable String> names = new ArrayList<>();
    private final StringBuilder engineSyntax = new StringBuilder();

    private GroupScan() {}

    static GroupScan of(String regex) {
        GroupScan scan = new GroupScan();
        int i = 0;
        while (i < regex.length()) {
            int next = scan.endOfToken(regex, i);
            boolean goName = regex.charAt(i) == '(' && next == i + 3; // of an opening only "(?<" is that long
            scan.engineSyntax.append(goName ? "(?P<" : regex.substring(i, next));
            i = next;
        }
        return scan;
    }

    /** Null for groups without a name. */
    List<@Nullable String> names() {
        return Collections.unmodifiableList(names);
    }

    String engineSyntax() {
        return engineSyntax.toString();
    }

    private int endOfToken(String regex, int start) {
        switch (regex.charAt(start)) {
            case '\\':
                if (regex.startsWith("\\Q", start)) {
                    int end = regex.indexOf("\\E", start + 2);
                    return end < 0 ? regex.length() : end + 2;
                }
                return Math.min(regex.length(), start + 2);
            case '[':
                return endOfClass(regex, start);
            case '(':
                return endOfOpening(regex, start);
            default:
                return start + 1;
        }
    }

    private static int endOfClass(String regex, int start) {
        int i = start + 1;
        if (regex.startsWith("^", i)) {
            i++;
        }
        if (regex.startsWith("]", i)) {
            i++; // as the first it stands for itself
        }
        while (i < regex.length() && regex.charAt(i) != ']') {
            if (regex.startsWith("[:", i) && regex.indexOf(":]", i) > 0) {
                i = regex.indexOf(":]", i) + 2;
            } else {
                i += regex.charAt(i) == '\\' ? 2 : 1;
            }
        }
        return Math.min(regex.length(), i + 1);
    }

    private int endOfOpening(String regex, int start) {
        if (!regex.startsWith("(?", start)) {
            names.add(null);
            return start + 1;
        }
        boolean goName = regex.startsWith("(?<", start);
        int nameStart = goName ? start + 3 : regex.startsWith("(?P<", start) ? start + 4 : -1;
        int nameEnd = nameStart < 0 ? -1 : regex.indexOf('>', nameStart);
        if (nameEnd < 0) {
            return start + 1;
        }
        names.add(regex.substring(nameStart, nameEnd));
        return nameStart;
    }
}
