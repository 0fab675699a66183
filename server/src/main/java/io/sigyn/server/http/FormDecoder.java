package io.sigyn.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code a=1&b=2}, with the strictness and the words of Go's net/url. */
final class FormDecoder {
    private static final String HEX = "0123456789ABCDEF";

    private FormDecoder() {}

    static void decode(String text, Map<String, List<String>> into) {
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            if (pair.indexOf(';') >= 0) {
                throw new BadRequestException("invalid semicolon separator in query");
            }
            int equals = pair.indexOf('=');
            String name = unescape(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : unescape(pair.substring(equals + 1), true);
            into.computeIfAbsent(name, ignored -> new ArrayList<>()).add(value);
        }
    }

    /** A path as it may stand in a header, with the escapes that Go gives it. */
    static String escapePath(String path) {
        StringBuilder out = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || "-_.~$&+,/:;=@".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    /** Undoes percent escapes; {@code plusIsSpace} in queries, not in paths. */
    static String unescape(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0) {
            return plusIsSpace ? text.replace('+', ' ') : text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    String escape = text.substring(i, Math.min(text.length(), i + 3));
                    throw new BadRequestException("invalid URL escape \"" + escape + "\"");
                }
                out.write(high * 16 + low);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                out.write(' ');
            } else if (c < 0x80) {
                out.write(c);
            } else {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
