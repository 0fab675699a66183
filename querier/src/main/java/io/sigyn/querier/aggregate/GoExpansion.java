package io.sigyn.querier.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replacement text in Go's form: {@code $1}, {@code ${1}}, {@code $name}, {@code ${name}}, and {@code $$} for a dollar.
 * The longest name counts, so that {@code $1x} is the group {@code 1x}; what names no group is empty; a dollar before
 * anything else stays. Immutable.
 */
final class GoExpansion {
    /** A text as it stands, or the name of a group. */
    private record Part(String text, boolean group) {}

    private final List<Part> parts = new ArrayList<>();

    GoExpansion(String template) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < template.length(); ) {
            int dollar = template.indexOf('$', at);
            if (dollar < 0) {
                text.append(template, at, template.length());
                break;
            }
            text.append(template, at, dollar);
            at = dollar + 1;
            if (at < template.length() && template.charAt(at) == '$') {
                text.append('$');
                at++;
                continue;
            }
            Part group = groupAt(template, at);
            if (group == null) {
                text.append('$');
                continue;
            }
            flush(text);
            parts.add(group);
            at += group.text().length() + (template.charAt(at) == '{' ? 2 : 0);
        }
        flush(text);
    }

    private void flush(StringBuilder text) {
        if (text.length() > 0) {
            parts.add(new Part(text.toString(), false));
            text.setLength(0);
        }
    }

    private static @Nullable Part groupAt(String template, int at) {
        boolean braces = at < template.length() && template.charAt(at) == '{';
        int from = braces ? at + 1 : at;
        int end = from;
        while (end < template.length() && isWord(template.codePointAt(end))) {
            end += Character.charCount(template.codePointAt(end));
        }
        if (end == from || (braces && (end == template.length() || template.charAt(end) != '}'))) {
            return null;
        }
        return new Part(template.substring(from, end), true);
    }

    private static boolean isWord(int rune) {
        return rune == '_' || Character.isLetter(rune) || Character.isDigit(rune);
    }

    String expand(AnchoredRegex.Match match) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            out.append(part.group() ? group(match, part.text()) : part.text());
        }
        return out.toString();
    }

    private static String group(AnchoredRegex.Match match, String name) {
        if (name.length() <= 8 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int number = Integer.parseInt(name);
            boolean plain = name.equals("0") || name.charAt(0) != '0';
            return plain ? match.group(number) : "";
        }
        return match.group(name);
    }
}
