package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import io.sigyn.logql.regex.TextMatcher;
import java.util.List;

/** The replacement of a match, with {@code $1}, {@code ${1}}, {@code $name} and {@code $$}. Immutable. */
final class Expansion {
    private final String template;
    private final List<String> groupNames;

    Expansion(List<String> groupNames, String template) {
        this.template = template;
        this.groupNames = groupNames;
    }

    void append(StringBuilder out, TextMatcher match, String text) {
        int at = 0;
        while (at < template.length()) {
            int dollar = template.indexOf('$', at);
            if (dollar < 0) {
                break;
            }
            out.append(template, at, dollar);
            if (template.startsWith("$$", dollar)) {
                out.append('$');
                at = dollar + 2;
                continue;
            }
            boolean braces = template.startsWith("{", dollar + 1);
            int start = dollar + (braces ? 2 : 1);
            int end = nameEnd(start);
            boolean malformed = end == start || (braces && !template.startsWith("}", end));
            if (malformed) {
                out.append('$');
                at = dollar + 1;
                continue;
            }
            appendGroup(out, template.substring(start, end), match, text);
            at = end + (braces ? 1 : 0);
        }
        out.append(template, Math.min(at, template.length()), template.length());
    }

    private int nameEnd(int start) {
        int end = start;
        while (end < template.length()) {
            int decoded = GoString.decode(template, end);
            int rune = GoString.rune(decoded);
            if (rune != '_' && !Character.isLetter(rune) && !Character.isDigit(rune)) {
                break;
            }
            end += GoString.width(decoded);
        }
        return end;
    }

    private void appendGroup(StringBuilder out, String name, TextMatcher match, String text) {
        int group;
        if (name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 9) {
            group = Integer.parseInt(name);
        } else {
            group = groupNames.indexOf(GoString.text(name)) + 1;
            group = group == 0 ? -1 : group;
        }
        if (group >= 0 && group <= match.groupCount() && match.start(group) >= 0) {
            out.append(text, match.start(group), match.end(group));
        }
    }
}
