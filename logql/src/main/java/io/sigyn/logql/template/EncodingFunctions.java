package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.template.Function.Arguments;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions that read and write other notations: base 64, URLs, JSON; and the one that fills gaps. */
final class EncodingFunctions {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED = "-_.~";

    static final List<Function> ALL = List.of(
            Function.of("b64enc", a -> base64(a.string(0)), GoType.STRING),
            Function.of("b64dec", a -> Base64Reader.read(a.string(0)), GoType.STRING),
            Function.of("urlencode", a -> urlEncode(a.string(0)), GoType.STRING),
            Function.of("urldecode", a -> urlDecode(a.string(0)), GoType.STRING),
            Function.of("fromJson", a -> new Boxed(JsonReader.read(a.string(0))), GoType.STRING),
            Function.variadic("default", EncodingFunctions::orDefault, GoType.ANY, GoType.ANY));

    private EncodingFunctions() {}

    private static Object orDefault(Arguments arguments) {
        boolean given = arguments.count() > 1 && !isEmpty(arguments.any(1));
        return new Boxed(arguments.any(given ? 1 : 0));
    }

    /** Times are never empty, everything else is where it is the zero of its type. */
    private static boolean isEmpty(@Nullable Object value) {
        return !Values.isTrue(value);
    }

    private static String base64(String text) {
        return GoString.of(Base64.getEncoder().encodeToString(GoString.bytes(text)));
    }

    static String urlEncode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            if (plain) {
                out.append(c);
            } else if (c == ' ') {
                out.append('+');
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    private static String urlDecode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c == '+' ? ' ' : c);
                continue;
            }
            int high = i + 2 < text.length() ? hexDigit(text.charAt(i + 1)) : -1;
            int low = i + 2 < text.length() ? hexDigit(text.charAt(i + 2)) : -1;
            if (high < 0 || low < 0) {
                String escape = text.substring(i, Math.min(i + 3, text.length()));
                throw new GoException("invalid URL escape " + GoString.text(GoString.quote(escape)));
            }
            out.append((char) (high << 4 | low));
            i += 2;
        }
        return out.toString();
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
