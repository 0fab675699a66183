package io.sigyn.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What an {@code Authorization} header says; does not show secrets. Immutable. */
sealed interface Credentials {
    int MAX_HEADER_LENGTH = 8 << 10;

    record Password(String user, byte[] password) implements Credentials {
        @Override
        public String toString() {
            return "password of " + user;
        }
    }

    record Token(String token) implements Credentials {
        @Override
        public String toString() {
            return "token";
        }
    }

    /** Null if it says nothing that can be understood. */
    static @Nullable Credentials parse(String header) {
        int space = header.indexOf(' ');
        if (space < 0 || header.length() > MAX_HEADER_LENGTH) {
            return null;
        }
        String scheme = header.substring(0, space);
        String rest = header.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return rest.isEmpty() ? null : new Token(rest);
        }
        return scheme.equalsIgnoreCase("Basic") ? basic(rest) : null;
    }

    private static @Nullable Credentials basic(String encoded) {
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int colon = 0;
        while (colon < pair.length && pair[colon] != ':') {
            colon++;
        }
        if (colon == 0 || colon == pair.length) {
            return null;
        }
        String user = new String(pair, 0, colon, StandardCharsets.UTF_8);
        return new Password(user, Arrays.copyOfRange(pair, colon + 1, pair.length));
    }
}
