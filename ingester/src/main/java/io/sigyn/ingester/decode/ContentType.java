package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The media type of a Content-Type header, read as Go reads it, with its messages. Stateless. */
final class ContentType {
    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";

    private ContentType() {}

    /** In lower case, without parameters. */
    static String mediaType(String header) {
        int semicolon = header.indexOf(';');
        String type = (semicolon < 0 ? header : header.substring(0, semicolon))
                .toLowerCase(Locale.ROOT)
                .strip();
        checkType(type);
        if (semicolon >= 0) {
            checkParameters(header.substring(semicolon));
        }
        return type;
    }

    private static void checkType(String type) {
        int end = tokenEnd(type, 0);
        if (end == 0) {
            throw refused("no media type");
        } else if (end == type.length()) {
            return;
        } else if (type.charAt(end) != '/') {
            throw refused("expected slash after first token");
        }
        int subtypeEnd = tokenEnd(type, end + 1);
        if (subtypeEnd == end + 1) {
            throw refused("expected token after slash");
        } else if (subtypeEnd < type.length()) {
            throw refused("unexpected content after media subtype");
        }
    }

    /** Each {@code ; name=token} or {@code ; name="text"}; a last semicolon alone is allowed. */
    private static void checkParameters(String parameters) {
        Set<String> names = new HashSet<>();
        int at = 0;
        while (at < parameters.length()) {
            at = space(parameters, at);
            if (at == parameters.length()) {
                return;
            }
            if (parameters.charAt(at) != ';') {
                throw refused("invalid media parameter");
            }
            at = space(parameters, at + 1);
            if (at == parameters.length()) {
                return;
            }
            int nameEnd = tokenEnd(parameters, at);
            String name = parameters.substring(at, nameEnd).toLowerCase(Locale.ROOT);
            at = space(parameters, nameEnd);
            if (name.isEmpty() || at == parameters.length() || parameters.charAt(at) != '=') {
                throw refused("invalid media parameter");
            }
            at = valueEnd(parameters, space(parameters, at + 1));
            if (!names.add(name)) {
                throw refused("duplicate parameter name");
            }
        }
    }

    private static int valueEnd(String text, int from) {
        if (from < text.length() && text.charAt(from) == '"') {
            for (int i = from + 1; i < text.length(); i++) {
                if (text.charAt(i) == '"') {
                    return i + 1;
                } else if (text.charAt(i) == '\\') {
                    i++;
                }
            }
            throw refused("invalid media parameter");
        }
        int end = tokenEnd(text, from);
        if (end == from) {
            throw refused("invalid media parameter");
        }
        return end;
    }

    private static int space(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int tokenEnd(String text, int from) {
        int at = from;
        while (at < text.length()
                && text.charAt(at) > ' '
                && text.charAt(at) < 0x7f
                && SPECIALS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static RejectedPushException refused(String problem) {
        return new RejectedPushException(400, "mime: " + problem);
    }
}
