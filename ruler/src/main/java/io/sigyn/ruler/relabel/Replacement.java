package io.sigyn.ruler.relabel;

import io.sigyn.logql.regex.GroupRegex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the groups of a match into templates, as Go does: {@code $1}, {@code ${1}}, {@code $name}, {@code $$}. For one thread. */
final class Replacement {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:(\\$)|(\\w+)|\\{(\\w+)\\})");

    private final byte[] text;
    private final GroupRegex.Match match;
    private final List<@Nullable String> names;

    Replacement(byte[] text, GroupRegex.Match match, List<@Nullable String> names) {
        this.text = text;
        this.match = match;
        this.names = names;
    }

    String expand(String template) {
        StringBuilder out = new StringBuilder();
        Matcher references = REFERENCE.matcher(template);
        int at = 0;
        while (references.find()) {
            out.append(template, at, references.start());
            at = references.end();
            String name = references.group(2) == null ? references.group(3) : references.group(2);
            out.append(name == null ? "$" : group(name));
        }
        return out.append(template, at, template.length()).toString();
    }

    /** What a group matched; a group that is not there is empty. */
    private String group(String name) {
        int group = name.matches("[0-9]{1,6}") ? Integer.parseInt(name) : names.indexOf(name) + 1;
        boolean there = group <= names.size() && (group > 0 || name.matches("0+"));
        int start = there ? match.start(group) : -1;
        return start < 0 ? "" : new String(text, start, match.end(group) - start, StandardCharsets.UTF_8);
    }
}
